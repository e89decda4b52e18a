"""Which loss undoes which noise, from noisy targets alone: mean, median and mode.

Training the networks of one seed takes about 13 minutes on one core with bfloat16; testing them
takes three more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
from dlc_support.evaluation import Identity, Interval, bootstrap, psnr, ssim
from dlc_support.models import UNet
from dlc_support.objectives import AnnealedL0, Denoising, Noise2Noise
from dlc_support.provenance import describe_data
from dlc_support.recipes.restoration.noise2noise_runs import (
    SIGMA,
    Sets,
    corrupted,
    estimate,
    middle,
    sets,
)
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats
from dlc_support.training.seeds import derived_seed
from dlc_support.weights import restorer

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
OBJECTIVES: Mapping[tuple[str, str], Denoising | Noise2Noise] = {
    ("Gaussian", "L2"): Noise2Noise(GAUSSIAN, loss="mse"),
    ("Gaussian", "L0"): Noise2Noise(GAUSSIAN, loss=L0),
    ("Gaussian", "L2, clipped targets"): Noise2Noise(
        GAUSSIAN, loss="mse", target_corruption=Clipped(GAUSSIAN)
    ),
    ("Poisson", "L2"): Noise2Noise(POISSON, loss="mse"),
    ("Poisson", "L2, clean targets"): Denoising(POISSON, loss="mse"),
    ("Bernoulli", "L2"): Noise2Noise(BERNOULLI, loss="mse"),
    ("Bernoulli", "L1"): Noise2Noise(BERNOULLI, loss="l1"),
    ("Bernoulli", "L2, masked"): Noise2Noise(
        BERNOULLI, loss="mse", target_corruption=ZeroMask(BERNOULLI.p), masked=True
    ),
    ("Bernoulli", "L2, clean targets"): Denoising(BERNOULLI, loss="mse"),
    ("text", "L2"): Noise2Noise(TEXT, loss="mse"),
    ("text", "L1"): Noise2Noise(TEXT, loss="l1"),
    ("impulses", "L2"): Noise2Noise(IMPULSES, loss="mse"),
    ("impulses", "L1"): Noise2Noise(IMPULSES, loss="l1"),
    ("impulses", "L0"): Noise2Noise(IMPULSES, loss=L0),
}
# All begin with the weights of a colour network that learned from noisy targets.
NETWORKS = Networks(
    "noise2noise_losses",
    {
        name: Network(
            lambda _: restorer("unet-noise2noise")[0].train(),
            objective,
            epochs=1,
            betas=(0.9, 0.99),
            ema="ema",
        )
        for name, objective in OBJECTIVES.items()
    },
)
PSNR, SSIM, CONTRAST, ERROR = "PSNR / dB", "SSIM", "contrast", "error / levels"
INPUT = "input"
TEST_DRAW = 301  # place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """Runs and test."""

    steps: int = 240  # of each network
    batch_size: int = 8
    size: int = 64  # side of a patch in pixels
    lr: float = 1e-3
    ema: float = 0.97
    test: int = 8  # test photographs, the first ones
    side: int = 512  # they are cut to at most this height and width, in pixels


def run(seed: Seed) -> Rows:
    """PSNR, SSIM, contrast and error of each network, and of its input."""
    parts = sets(3)
    test = tested_on(parts, seed.config)
    rows = {}
    for noise in TESTED:
        rows[noise, INPUT] = scores(Identity(), noise, test, seed=seed.number)
        for name in (name for name in OBJECTIVES if name[0] == noise):
            rows[name] = scores(trained(seed, name, parts), noise, test, seed=seed.number)
    return rows


def tested_on(parts: Sets, config: Config) -> Photographs:
    """The test photographs, cut to the middle."""
    return middle(parts.test.take(config.test), config.side)


def trained(seed: Seed, name: tuple[str, str], parts: Sets) -> UNet:
    """A network of `OBJECTIVES`; those of one seed see the same patches."""
    config = seed.config
    count, place = config.steps * config.batch_size, derived_seed(seed.number, 0)
    return seed.network(name, Patches(parts.train, config.size, count=count, seed=place))


def scores(
    model: UNet | Identity, noise: str, test: Photographs, *, seed: int
) -> dict[str, Interval]:
    """The numbers of one network over the test photographs, under a noise of `TESTED`."""
    found: dict[str, list[Tensor]] = {PSNR: [], SSIM: [], CONTRAST: [], ERROR: []}
    for number, clean in enumerate(test):
        made = estimate(model, corrupted(test, number, seed, TESTED[noise]))
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


RECIPE = Recipe(
    caption=(
        "Colour U-Nets trained for a minute each under one noise, with one loss, from noisy or "
        "clean targets, and tested on whole photographs under the same noise (outputs clipped and "
        "rounded). All begin with the weights of the colour network of noise2noise-photographs, "
        "which had noisy targets too. Contrast is the slope of the output on the clean "
        "photograph, 1 for a denoiser that keeps bright and dark; the error is output minus "
        "clean, in levels of 255. Mean and 95 % interval over the photographs."
    ),
    config=Config(),
    quick={"steps": 40, "size": 32, "batch_size": 2, "ema": 0.85, "test": 2, "side": 96},
    data=lambda _: describe_data(sets(3).train),
    networks=NETWORKS,
    run=run,
    # The paper's networks saw a thousand times more: none of its numbers is comparable.
    claims=[
        beats(better, worse, PSNR, noise)
        for noise, better, worse in (
            ("Gaussian", "L2", "L0"),
            ("Bernoulli", "L2", "L1"),
            ("Bernoulli", "L2, masked", "L2"),
            ("text", "L1", "L2"),
            ("impulses", "L0", "L1"),
            ("impulses", "L1", "L2"),
        )
    ],
)
