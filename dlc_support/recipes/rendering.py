"""Denoising Monte Carlo renders from noisy pairs: what the loss and the features do.

On one core with bfloat16, rendering the rooms takes about 12 minutes, once for all seeds; training
the networks of a seed about 4 minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Generator, Tensor, nn

from dlc_support.data.renders import (
    RenderPlan,
    Renders,
    render_rooms,
    tone_map,
)
from dlc_support.evaluation import (
    Interval,
    bootstrap,
    brightness,
    denoiser,
    psnr,
    relative_mse,
)
from dlc_support.models import RadianceUNet
from dlc_support.objectives import PixelLoss, Regression, RelativeHDR, ToneMapped
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.table import Values
from dlc_support.training import Adam, Cosine, History, fit, runs, seeded
from dlc_support.training.seeds import derived_seed

NAME = "rendering"
CAPTION = (
    "Restored renders of held-out rooms: relative squared error (without the noise of the "
    "references), brightness (total radiance over that of the reference, 1 is right) and PSNR of "
    "the tone-mapped pictures. All networks learn from pairs of noisy renders at 8 samples per "
    "pixel. Mean and 95 % interval over training seeds; with one seed, over the rooms."
)
PAPER: Mapping[str, Mapping[str, float]] = {}  # the source renders other scenes, with 64 spp too

ERROR, BRIGHTNESS, PSNR = "relative MSE", "brightness", "PSNR, tone-mapped / dB"
CATCH_UP = "plain rendering catches up at / spp"
INPUT, MANY = "8 spp", "all renders averaged"
RELATIVE, SQUARED, TONE = "relative HDR loss", "squared error", "tone-mapped targets"
NO_STOP = "relative, no stop-gradient"
# The first gradients are hundreds of times as large as later ones, and soon to be forgotten.
BETAS = (0.9, 0.99)
NO_FEATURES, LINEAR = "relative, no features", "relative, linear inputs"


@dataclass(frozen=True)
class Method:
    """How a network is trained.

    Attributes:
        loss: The loss on the pair's second render.
        features: Albedo and normals are inputs too.
        mapped: The radiance of the input is tone-mapped.
        after: Method whose network it goes on from, at a quarter of the learning rate.
    """

    loss: str | PixelLoss
    features: bool = True
    mapped: bool = True
    after: str | None = None


METHODS: Mapping[str, Method] = {
    RELATIVE: Method(RelativeHDR()),
    TONE: Method(ToneMapped()),
    # From first weights, lamps throw the estimates of these two so far that nothing is learned.
    SQUARED: Method("mse", after=RELATIVE),
    NO_STOP: Method(RelativeHDR(stop_gradient=False), after=RELATIVE),
    NO_FEATURES: Method(RelativeHDR(), features=False),
    LINEAR: Method(RelativeHDR(), mapped=False),
}


def _claims() -> tuple[Claim, ...]:
    def claim(text: str, column: str, larger: str, smaller: str) -> Claim:
        return Claim(text, (larger, column), (smaller, column))

    return (
        claim("the network improves on its input", ERROR, INPUT, RELATIVE),
        claim("tone-mapped targets come out darker", BRIGHTNESS, RELATIVE, TONE),
        claim("without stop-gradient it comes out brighter", BRIGHTNESS, NO_STOP, RELATIVE),
        claim("the relative loss has less relative error", ERROR, SQUARED, RELATIVE),
        claim("features help", ERROR, NO_FEATURES, RELATIVE),
        claim("tone-mapped inputs help", ERROR, LINEAR, RELATIVE),
    )


CLAIMS = _claims()


@dataclass(frozen=True)
class Config:
    """Settings of the table; the defaults are those of the recorded one.

    Attributes:
        scenes: Training rooms, each rendered twice.
        held_out: Rooms to report on.
        size: Side of the pictures in pixels.
        spp: Samples per pixel of a noisy render.
        ladder: Noisy renders of each held-out room.
        reference: Samples per pixel of each of the two references of a held-out room.
        inputs: Noisy renders of each held-out room that the networks restore.
        epochs: Passes over the pairs.
        batch_size: Pairs a step.
        lr: First learning rate of Adam, which falls along half a cosine after a warm-up of 10 %.
    """

    scenes: int = 800
    held_out: int = 12
    size: int = 64
    spp: int = 8
    ladder: int = 64
    reference: int = 1024
    inputs: int = 4
    epochs: int = 1
    batch_size: int = 4
    lr: float = 2e-3

    def quick(self) -> "Config":
        """The same on few and small rooms."""
        sizes = {"scenes": 64, "held_out": 4, "size": 32, "ladder": 16, "reference": 96}
        return replace(self, **sizes, epochs=4)

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


def data(config: Config) -> str:
    """Name and source of the pictures."""
    return f"{config.scenes} rooms at {config.spp} spp (drawn and rendered by dlc_support)"


def trained(
    name: str, config: Config, renders: Renders, *, seed: int
) -> tuple[nn.Module, History]:
    """A network trained by a method, and how that went; at once where it is kept already.

    Args:
        name: A key of `METHODS`.
        config: The settings.
        renders: The training rooms.
        seed: Fixes the first weights and the run.
    """
    method = METHODS[name]
    with seeded(seed):
        model = RadianceUNet(9 if method.features else 3, 3)
    if method.after is not None:
        before, _ = trained(method.after, config, renders, seed=seed)
        model.load_state_dict(before.state_dict())
    history = fit(
        model,
        Regression(method.loss),
        renders.pairs(features=method.features, mapped=method.mapped),
        epochs=config.epochs,
        batch_size=config.batch_size,
        optimizer=Adam(config.lr / (4 if method.after else 1), betas=BETAS),
        schedule=Cosine(warmup=0.1),
        ema=0.95,
        seed=seed,
        checkpoint=runs("rendering"),
        progress=False,
    )
    return model, history


def restored(model: nn.Module, name: str, renders: Renders, number: int = 0) -> Tensor:
    """A network's estimate of the radiance from one noisy render of each room.

    Args:
        model: The trained network.
        name: The method that it was trained by.
        renders: The rooms.
        number: Which render of each.
    """
    method = METHODS[name]
    inputs = renders.inputs(number, features=method.features, mapped=method.mapped)
    return denoiser(model, batch_size=16)(inputs)


def run(config: Config, seed: int, folder: Path) -> Values:
    """Every method's numbers for one seed.

    Args:
        config: The settings.
        seed: Fixes weights and runs; the rooms and their noise are the same for all seeds.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    noisy = render_rooms(config.test, progress=False)
    halves = render_rooms(config.references, progress=False).halves()
    train = render_rooms(config.train, progress=False)
    inputs = range(config.inputs)
    values = {
        INPUT: numbers([noisy.radiance[:, number] for number in inputs], halves, seed),
        MANY: numbers([noisy.mean()], halves, seed),
    }
    single = errors([noisy.radiance[:, n] for n in range(config.ladder)], halves).mean().item()
    for name in METHODS:
        model, _ = trained(name, config, train, seed=seed)
        values[name] = numbers([restored(model, name, noisy, n) for n in inputs], halves, seed)
        error = values[name][ERROR].mean
        values[name][CATCH_UP] = config.spp * single / error
    return values


def errors(estimates: list[Tensor], halves: tuple[Tensor, Tensor]) -> Tensor:
    """Relative squared error of each room, averaged over estimates from independent renders."""
    return torch.stack([relative_mse(one, *halves) for one in estimates]).mean(dim=0)


def numbers(
    estimates: list[Tensor], halves: tuple[Tensor, Tensor], seed: int
) -> dict[str, float | Interval]:
    """Error, brightness and PSNR with intervals over the rooms."""
    reference = (halves[0] + halves[1]) / 2
    generator = Generator().manual_seed(derived_seed(seed, len(reference)))
    light = torch.stack([brightness(one, reference) for one in estimates]).mean(dim=0)
    shown = tone_map(reference)
    ratios = torch.stack([psnr(tone_map(one), shown) for one in estimates]).mean(dim=0)
    each = {ERROR: errors(estimates, halves), BRIGHTNESS: light, PSNR: ratios}
    return {name: bootstrap(values, generator) for name, values in each.items()}
