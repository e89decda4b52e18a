"""Which loss undoes which noise, from noisy targets alone: mean, median and mode.

Training the networks of one seed takes about 13 minutes on one core with bfloat16; testing them
takes three more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Generator, Tensor

from dlc_support.corruptions import (
    BernoulliNoise,
    Clipped,
    Corruption,
    GaussianNoise,
    PoissonNoise,
    RandomImpulses,
    TextOverlay,
    ZeroMask,
)
from dlc_support.data import Patches, Photographs
from dlc_support.evaluation import Interval, bootstrap, psnr, ssim
from dlc_support.models import UNet
from dlc_support.objectives import AnnealedL0, Denoising, Noise2Noise
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.noise2noise_runs import SIGMA, Sets, corrupted, estimate, sets
from dlc_support.recipes.table import Values
from dlc_support.training import Adam, Checkpoint, Cosine, History, fit, runs
from dlc_support.training.seeds import derived_seed
from dlc_support.weights import restorer

NAME = "noise2noise-losses"
CAPTION = (
    "Colour U-Nets trained for a minute each under one noise, with one loss, from noisy or clean "
    "targets, and tested on whole photographs under the same noise (outputs clipped and rounded). "
    "All begin with the weights of the colour network of noise2noise-photographs, which had noisy "
    "targets too. Contrast is the slope of the output on the clean photograph, 1 for a denoiser "
    "that keeps bright and dark; the error is output minus clean, in levels of 255. Mean and 95 % "
    "interval over the photographs."
)
PAPER: Mapping[str, Mapping[str, float]] = {}  # the paper's networks saw a thousand times more

GAUSSIAN = GaussianNoise(SIGMA)
POISSON = PoissonNoise(30.0)
BERNOULLI = BernoulliNoise(0.6)
TEXT = TextOverlay(0.0, 0.5)
IMPULSES = RandomImpulses(0.7)
TESTED: Mapping[str, Corruption] = {
    "Gaussian": GAUSSIAN,
    "Poisson": POISSON,
    "Bernoulli": BERNOULLI,
    "text": TextOverlay(0.25, 0.25, count=12),
    "impulses": IMPULSES,
}
L0 = AnnealedL0()
MADE: Mapping[str, Denoising | Noise2Noise] = {
    "Gaussian: L2": Noise2Noise(GAUSSIAN, loss="mse"),
    "Gaussian: L0": Noise2Noise(GAUSSIAN, loss=L0),
    "Gaussian: L2, clipped targets": Noise2Noise(
        GAUSSIAN, loss="mse", target_corruption=Clipped(GAUSSIAN)
    ),
    "Poisson: L2": Noise2Noise(POISSON, loss="mse"),
    "Poisson: L2, clean targets": Denoising(POISSON, loss="mse"),
    "Bernoulli: L2": Noise2Noise(BERNOULLI, loss="mse"),
    "Bernoulli: L1": Noise2Noise(BERNOULLI, loss="l1"),
    "Bernoulli: L2, masked": Noise2Noise(
        BERNOULLI, loss="mse", target_corruption=ZeroMask(BERNOULLI.p), masked=True
    ),
    "Bernoulli: L2, clean targets": Denoising(BERNOULLI, loss="mse"),
    "text: L2": Noise2Noise(TEXT, loss="mse"),
    "text: L1": Noise2Noise(TEXT, loss="l1"),
    "impulses: L2": Noise2Noise(IMPULSES, loss="mse"),
    "impulses: L1": Noise2Noise(IMPULSES, loss="l1"),
    "impulses: L0": Noise2Noise(IMPULSES, loss=L0),
}
PSNR, SSIM, CONTRAST, ERROR = "PSNR / dB", "SSIM", "contrast", "error / levels"
INPUT = "input"
TEST_DRAW = 301  # place in the paths of derived seeds


def _claims() -> Iterator[Claim]:
    pairs = [
        ("Gaussian: L2", "Gaussian: L0"),
        ("Bernoulli: L2", "Bernoulli: L1"),
        ("Bernoulli: L2, masked", "Bernoulli: L2"),
        ("text: L1", "text: L2"),
        ("impulses: L0", "impulses: L1"),
        ("impulses: L1", "impulses: L2"),
    ]
    for better, worse in pairs:
        yield Claim(f"{better} beats {worse.split(': ')[1]}", (better, PSNR), (worse, PSNR))


CLAIMS = tuple(_claims())


@dataclass(frozen=True)
class Config:
    """Settings of the table; the defaults are those of the recorded one.

    Attributes:
        steps: Steps of each network.
        batch_size: Patches a step.
        size: Side of a patch in pixels.
        lr: First learning rate of Adam, which falls along half a cosine after a warm-up of 5 %.
        ema: Decay of the average of the weights, which is what is tested.
        test: Test photographs, the first ones.
        side: Test photographs are cut to at most this height and width, in pixels.
    """

    steps: int = 240
    batch_size: int = 8
    size: int = 64
    lr: float = 1e-3
    ema: float = 0.97
    test: int = 8
    side: int = 512

    def quick(self) -> "Config":
        """The same for a few steps, on small parts of two photographs."""
        return replace(self, steps=24, batch_size=2, ema=0.8, test=2, side=96)


def data(config: Config) -> str:
    """Name and source of the photographs."""
    from dlc_support.provenance import describe_data

    return describe_data(sets(3).train)


def run(config: Config, seed: int, folder: Path) -> Values:
    """PSNR, SSIM, contrast and error of each network, and of its input, for one seed.

    Args:
        config: The settings.
        seed: Fixes the patches and all draws of the noise.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    parts = sets(3)
    test = tested_on(parts, config)
    values: dict[str, Mapping[str, float | Interval]] = {}
    for noise in TESTED:
        values[f"{noise}: {INPUT}"] = scores(None, noise, test, seed=seed)
        for name in networks(noise):
            model, _ = trained(name, config, seed=seed, parts=parts)
            values[name] = scores(model, noise, test, seed=seed)
    return values


def networks(noise: str) -> list[str]:
    """Names of the networks that are trained under a noise."""
    return [name for name in MADE if name.startswith(f"{noise}: ")]


def tested_on(parts: Sets, config: Config) -> Photographs:
    """The test photographs, cut to the middle."""
    return parts.test.take(config.test).each(lambda picture: _middle(picture, config.side))


def _middle(picture: Tensor, side: int) -> Tensor:
    top, left = (max(0, (length - side) // 2) for length in picture.shape[1:])
    return picture[:, top : top + side, left : left + side].contiguous()


def trained(name: str, config: Config, *, seed: int, parts: Sets) -> tuple[UNet, History]:
    """A network trained under a noise, and how that went; at once where it is kept already.

    All begin with the weights of a colour network that learned from noisy targets; those of one
    seed see the same patches, and those under one noise the same draws of it.

    Args:
        name: A key of `MADE`.
        config: The settings.
        seed: Fixes the patches and the run.
        parts: Photographs to learn from.
    """
    model = restorer("unet-colour")[0].train()
    count = config.steps * config.batch_size
    train = Patches(parts.train, config.size, count=count, seed=derived_seed(seed, 0))
    history = fit(
        model,
        MADE[name],
        train,
        epochs=1,
        batch_size=config.batch_size,
        optimizer=Adam(config.lr, betas=(0.9, 0.99)),
        schedule=Cosine(warmup=0.05),
        ema=config.ema,
        seed=seed,
        checkpoint=Checkpoint(runs("noise2noise_losses"), seconds=60.0),
        progress=False,
    )
    return model, history


def restored(model: UNet | None, noisy: Tensor) -> Tensor:
    """What a network makes of a photograph, clipped and rounded; None leaves it as it is."""
    return estimate((lambda image: image) if model is None else model, noisy)


def scores(model: UNet | None, noise: str, test: Photographs, *, seed: int) -> dict[str, Interval]:
    """The numbers of one network over the test photographs, under a noise of `TESTED`."""
    found: dict[str, list[Tensor]] = {PSNR: [], SSIM: [], CONTRAST: [], ERROR: []}
    for number, clean in enumerate(test):
        made = restored(model, corrupted(test, number, seed, TESTED[noise]))
        found[PSNR].append(psnr(made, clean))
        found[SSIM].append(ssim(made, clean))
        found[CONTRAST].append(contrast(made, clean))
        found[ERROR].append(255 * (made - clean).mean()[None])
    draws = Generator().manual_seed(derived_seed(seed, TEST_DRAW))
    return {name: bootstrap(torch.cat(values), draws) for name, values in found.items()}


def contrast(made: Tensor, clean: Tensor) -> Tensor:
    r"""The slope $\operatorname{Cov}(\hat x, x) / \operatorname{Var}(x)$ over a photograph.

    Example:
        >>> clean = torch.rand(1, 3, 8, 8, generator=torch.Generator().manual_seed(0))
        >>> contrast(0.25 * clean + 0.3, clean).round(decimals=4)
        tensor([0.2500])
    """
    centred = clean - clean.mean()
    return (((made - made.mean()) * centred).sum() / centred.square().sum())[None]
