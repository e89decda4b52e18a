"""Many rooms, each rendered several times with independent noise, kept on disk."""

import time
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.data.directory import data_directory
from dlc_support.data.renders.path_tracer import render
from dlc_support.data.renders.rooms import rooms
from dlc_support.data.split import Split
from dlc_support.files import replacing
from dlc_support.progress import progress_bar
from dlc_support.shapes import Images
from dlc_support.tone_map import tone_map

Banks = Float[Tensor, "scenes renders 3 height width"]
VERSION = 1  # of what a set of settings looks like: raised when rooms or tracer change
SOURCE = "drawn and rendered by dlc_support.data.renders"


@dataclass(frozen=True)
class RenderPlan:
    """What is rendered, and how.

    Attributes:
        scenes: Number of rooms, the first ones of `seed`.
        renders: Independent renders of each.
        size: Side of the pictures in pixels.
        spp: Samples per pixel of each render.
        seed: Names the rooms.
        draws: Names the noise: other draws of the same rooms are independent of these.
        next_event: As in `render`.

    Raises:
        ValueError: If a number is below 1, or a name of draws below 0.
    """

    scenes: int
    renders: int = 2
    size: int = 64
    spp: int = 8
    seed: int = 0
    draws: int = 0
    next_event: bool = False

    def __post_init__(self) -> None:
        check_counts(scenes=self.scenes, renders=self.renders, size=self.size, spp=self.spp)
        check_counts(0, seed=self.seed, draws=self.draws)

    def again(self, **changes: int) -> "RenderPlan":
        """The same rooms with other draws, and whatever else is to be different.

        Example:
            >>> RenderPlan(12).again(draws=1, spp=1024).seed
            0
        """
        return replace(self, **changes)

    def file(self) -> str:
        """Name of the file that holds the pictures."""
        return f"{blake2b(f'{VERSION} {self!r}'.encode(), digest_size=8).hexdigest()}.safetensors"

    def seeds(self) -> list[list[int]]:
        """A seed for each render of each room."""
        generator = Generator().manual_seed(1 + self.draws * 10_007 + self.seed)
        shape = (self.scenes, self.renders)
        return torch.randint(2**31 - 1, shape, generator=generator).tolist()


@dataclass(frozen=True, eq=False)
class Renders:
    """Independent renders of many rooms.

    Attributes:
        radiance: Linear radiance, (scenes, renders, 3, H, W).
        albedo: As in `Render`, one for each render, in half precision.
        normal: As in `Render`, one for each render, in half precision.
        plan: What they are renders of.
        seconds: Mean time that one render took; on a CPU the processor's time.
    """

    radiance: Banks
    albedo: Banks
    normal: Banks
    plan: RenderPlan
    seconds: float

    def mean(self, renders: int | None = None) -> Images:
        """Radiance averaged over the first renders of each room, over all where None."""
        return self.radiance[:, :renders].mean(dim=1)

    def halves(self) -> tuple[Images, Images]:
        """Radiance averaged over the even and over the odd renders: independent of each other.

        Raises:
            ValueError: If there is only one render of each room.
        """
        check_counts(2, renders=self.plan.renders)
        return self.radiance[:, ::2].mean(dim=1), self.radiance[:, 1::2].mean(dim=1)

    def inputs(self, number: int = 0, *, features: bool = True, mapped: bool = True) -> Images:
        """What a denoiser sees of one render of each room.

        Args:
            number: Which render.
            features: Albedo and normal as six further channels.
            mapped: Tone-map the radiance; it is the input alone that is changed so.

        Returns:
            (scenes, 9, H, W), or (scenes, 3, H, W) without features.
        """
        radiance = self.radiance[:, number]
        shown = [tone_map(radiance) if mapped else radiance]
        if features:
            shown += [self.albedo[:, number].float(), self.normal[:, number].float()]
        return torch.cat(shown, dim=1)

    def pairs(self, *, features: bool = True, mapped: bool = True) -> Split:
        """Each render as an input, and another one of its room as its target.

        With two renders of each room both serve as input and as target. Targets are linear
        radiance, as rendered: no clean picture is seen.

        Args:
            features: As in `inputs`.
            mapped: As in `inputs`.

        Raises:
            ValueError: If there is only one render of each room.
        """
        count = self.plan.renders
        check_counts(2, renders=count)
        return Split(
            torch.cat([self.inputs(n, features=features, mapped=mapped) for n in range(count)]),
            targets=torch.cat([self.radiance[:, (n + 1) % count] for n in range(count)]),
            name=f"rooms at {self.plan.spp} spp",
            source=SOURCE,
            range="unbounded",
        )


def render_rooms(
    plan: RenderPlan, *, device: str = "cpu", keep: bool = True, progress: bool = True
) -> Renders:
    """Renders a plan, or reads it where that was done before.

    Args:
        plan: What is to be rendered.
        device: Where it is rendered. The draws are those of the device: pictures of a GPU have
            other noise than those of a CPU, of the same law.
        keep: Keep the pictures in the data directory, 24 bytes for each pixel of each render;
            False neither reads nor writes there.
        progress: Show a progress bar.
    """
    path = data_directory() / "renders" / plan.file()
    if keep and path.is_file():
        return _read(path, plan)
    clock = time.process_time if device == "cpu" else time.perf_counter
    begin = clock()
    tensors = _rendered(plan, device, progress)
    seconds = (clock() - begin) / (plan.scenes * plan.renders)
    renders = Renders(**tensors, plan=plan, seconds=seconds)
    if keep:
        from safetensors.torch import save_file

        with replacing(path) as draft:
            save_file(tensors, draft, {"plan": repr(plan), "seconds": str(seconds)})
    return renders


def _rendered(plan: RenderPlan, device: str, progress: bool) -> dict[str, Tensor]:
    work = list(zip(rooms(plan.scenes, plan.seed), plan.seeds(), strict=True))
    banks: dict[str, list[Tensor]] = {"radiance": [], "albedo": [], "normal": []}
    for scene, row in progress_bar(work, show=progress, desc="rooms", leave=False):
        for seed in row:
            made = render(
                scene,
                plan.size,
                plan.spp,
                Generator(device).manual_seed(seed),
                next_event=plan.next_event,
            )
            banks["radiance"].append(made.radiance.cpu())
            banks["albedo"].append(made.albedo.cpu().half())
            banks["normal"].append(made.normal.cpu().half())
    shape = (plan.scenes, plan.renders)
    return {name: torch.cat(bank).unflatten(0, shape) for name, bank in banks.items()}


def _read(path: Path, plan: RenderPlan) -> Renders:
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in ("radiance", "albedo", "normal")}
        seconds = float(file.metadata()["seconds"])
    return Renders(**tensors, plan=plan, seconds=seconds)
