"""Denoising Monte Carlo renders from noisy pairs: what the loss and the features do.

On one core with bfloat16, rendering the rooms takes about 12 minutes, once for all seeds; training
the networks of a seed about 4 minutes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from dlc_support.data.renders import RenderPlan, Renders, render_rooms, tone_map
from dlc_support.evaluation import Interval, bootstrap, brightness, denoiser, psnr, relative_mse
from dlc_support.models import RadianceUNet
from dlc_support.objectives import PixelLoss, Regression, RelativeHDR, ToneMapped
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats
from dlc_support.training.seeds import derived_seed

ERROR, BRIGHTNESS, PSNR = "relative MSE", "brightness", "PSNR, tone-mapped / dB"
CATCH_UP = "plain rendering catches up at / spp"
INPUT, MANY = "8 spp", "all renders averaged"
RELATIVE, SQUARED, TONE = "relative HDR loss", "squared error", "tone-mapped targets"
NO_STOP = "relative, no stop-gradient"
NO_FEATURES, LINEAR = "relative, no features", "relative, linear inputs"
LOSSES: Mapping[str, str | PixelLoss] = {
    RELATIVE: RelativeHDR(),
    TONE: ToneMapped(),
    SQUARED: "mse",
    NO_STOP: RelativeHDR(stop_gradient=False),
    NO_FEATURES: RelativeHDR(),
    LINEAR: RelativeHDR(),
}
# From first weights, lamps throw the estimates of these so far that nothing is learned: they go on
# from the network of the relative loss.
LATE = (SQUARED, NO_STOP)


def inputs_of(name: str) -> dict[str, bool]:
    """Whether a network sees albedo and normals too, and the radiance tone-mapped."""
    return {"features": name != NO_FEATURES, "mapped": name != LINEAR}


def network(name: str) -> Network:
    """A network of the table."""
    channels = 9 if inputs_of(name)["features"] else 3
    return Network(
        (lambda _, first: first) if name in LATE else (lambda _: RadianceUNet(channels, 3)),
        Regression(LOSSES[name]),
        rate=0.25 if name in LATE else 1.0,
        # The first gradients are hundreds of times as large as later ones, and soon forgotten.
        betas=(0.9, 0.99),
        warmup=0.1,
        ema=0.95,
    )


NETWORKS = Networks("rendering", {name: network(name) for name in LOSSES})


@dataclass(frozen=True)
class Config:
    """Rooms and runs."""

    scenes: int = 800  # training rooms, each rendered twice
    held_out: int = 12  # rooms to report on
    size: int = 64  # side of the pictures in pixels
    spp: int = 8  # samples per pixel of a noisy render
    ladder: int = 64  # noisy renders of each held-out room
    reference: int = 1024  # samples per pixel of each of the two references of a held-out room
    inputs: int = 4  # noisy renders of each held-out room that the networks restore
    epochs: int = 1
    batch_size: int = 4
    lr: float = 2e-3

    @property
    def train(self) -> RenderPlan:
        """The training rooms."""
        return RenderPlan(self.scenes, renders=2, size=self.size, spp=self.spp)

    @property
    def test(self) -> RenderPlan:
        """Noisy renders of the held-out rooms."""
        return RenderPlan(self.held_out, renders=self.ladder, size=self.size, spp=self.spp, seed=1)

    @property
    def references(self) -> RenderPlan:
        """The two references of each held-out room, with lamps aimed at."""
        return self.test.again(renders=2, spp=self.reference, draws=1, next_event=True)


def trained(seed: Seed, name: str, renders: Renders) -> nn.Module:
    """A network that learned from the training rooms."""
    first = trained(seed, RELATIVE, renders) if name in LATE else None
    return seed.network(name, renders.pairs(**inputs_of(name)), after=first)


def restored(model: nn.Module, name: str, renders: Renders, number: int = 0) -> Tensor:
    """A network's estimate of the radiance from the render with a number of each room."""
    return denoiser(model, batch_size=16)(renders.inputs(number, **inputs_of(name)))


def run(seed: Seed) -> Rows:
    """Every network's numbers; the rooms and their noise are the same for all seeds."""
    config = seed.config
    noisy = render_rooms(config.test, progress=False)
    halves = render_rooms(config.references, progress=False).halves()
    train = render_rooms(config.train, progress=False)
    single = noisy.radiance.unbind(1)
    estimates = {INPUT: single[: config.inputs], MANY: [noisy.mean()]}
    for name in NETWORKS.each:
        model = trained(seed, name, train)
        estimates[name] = [restored(model, name, noisy, n) for n in range(config.inputs)]
    rows = {name: numbers(each, halves, seed.number) for name, each in estimates.items()}
    before = errors(single, halves).mean().item()
    for name in NETWORKS.each:
        rows[name][CATCH_UP] = config.spp * before / rows[name][ERROR].mean
    return rows


def errors(estimates: Sequence[Tensor], halves: tuple[Tensor, Tensor]) -> Tensor:
    """Relative squared error of each room, averaged over estimates from independent renders."""
    return torch.stack([relative_mse(one, *halves) for one in estimates]).mean(dim=0)


def numbers(
    estimates: Sequence[Tensor], halves: tuple[Tensor, Tensor], seed: int
) -> dict[str, Interval]:
    """Error, brightness and PSNR with intervals over the rooms."""
    reference = (halves[0] + halves[1]) / 2
    generator = Generator().manual_seed(derived_seed(seed, len(reference)))
    light = torch.stack([brightness(one, reference) for one in estimates])
    ratios = torch.stack([psnr(tone_map(one), tone_map(reference)) for one in estimates])
    each = {ERROR: errors(estimates, halves), BRIGHTNESS: light.mean(0), PSNR: ratios.mean(0)}
    return {name: bootstrap(values, generator) for name, values in each.items()}


RECIPE = Recipe(
    caption=(
        "Restored renders of held-out rooms: relative squared error (without the noise of the "
        "references), brightness (total radiance over that of the reference, 1 is right) and PSNR "
        "of the tone-mapped pictures. All networks learn from pairs of noisy renders at 8 samples "
        "per pixel. Mean and 95 % interval over training seeds; with one seed, over the rooms."
    ),
    config=Config(),
    quick={"scenes": 64, "held_out": 4, "size": 32, "ladder": 16, "reference": 96, "epochs": 4},
    data=lambda config: (
        f"{config.scenes} rooms at {config.spp} spp (drawn and rendered by dlc_support)"
    ),
    networks=NETWORKS,
    run=run,
    # The source renders other scenes, with 64 samples per pixel too.
    claims=[
        beats(larger, smaller, column, text=text)
        for text, column, larger, smaller in (
            ("the network improves on its input", ERROR, INPUT, RELATIVE),
            ("tone-mapped targets come out darker", BRIGHTNESS, RELATIVE, TONE),
            ("without stop-gradient it comes out brighter", BRIGHTNESS, NO_STOP, RELATIVE),
            ("the relative loss has less relative error", ERROR, SQUARED, RELATIVE),
            ("features help", ERROR, NO_FEATURES, RELATIVE),
            ("tone-mapped inputs help", ERROR, LINEAR, RELATIVE),
        )
    ],
)
