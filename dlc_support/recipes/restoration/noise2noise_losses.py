"""What noise with the right mean asks of the loss, from noisy targets alone, in short runs.

Training the networks of one seed takes about 5 minutes on one core with bfloat16; testing them
takes two more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from dlc_support.corruptions import (
    BernoulliNoise,
    Clipped,
    Corruption,
    GaussianNoise,
    PoissonNoise,
    ZeroMask,
)
from dlc_support.data import Patches, Photographs
from dlc_support.evaluation import Identity, psnr, ssim
from dlc_support.models import UNet
from dlc_support.objectives import AnnealedL0, Denoising, Noise2Noise
from dlc_support.provenance import describe_data
from dlc_support.recipes.restoration import noise2noise_runs as runs
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats
from dlc_support.training.seeds import derived_seed
from dlc_support.weights import restorer

GAUSSIAN = GaussianNoise(runs.SIGMA)
POISSON = PoissonNoise(30.0)
BERNOULLI = BernoulliNoise(0.6)
TESTED: Mapping[str, Corruption] = {
    "Gaussian": GAUSSIAN,
    "Poisson": POISSON,
    "Bernoulli": BERNOULLI,
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
    parts = runs.sets(3)
    test = tested_on(parts, seed.config)
    rows = {}
    for noise, corruption in TESTED.items():
        rows[noise, INPUT] = runs.numbers(
            measured(Identity(), corruption, test, seed.number), seed.number
        )
        for name in (name for name in OBJECTIVES if name[0] == noise):
            found = measured(trained(seed, name, parts), corruption, test, seed.number)
            rows[name] = runs.numbers(found, seed.number)
    return rows


def tested_on(parts: runs.Sets, config: Config) -> Photographs:
    """The test photographs, cut to the middle."""
    return runs.middle(parts.test.take(config.test), config.side)


def trained(seed: Seed, name: tuple[str, str], parts: runs.Sets) -> UNet:
    """A network of `OBJECTIVES`; those of one seed see the same patches."""
    config = seed.config
    count, place = config.steps * config.batch_size, derived_seed(seed.number, 0)
    return seed.network(name, Patches(parts.train, config.size, count=count, seed=place))


def measured(
    model: UNet | Identity, noise: Corruption, test: Photographs, seed: int
) -> dict[str, Tensor]:
    """PSNR, SSIM, contrast and error of each photograph under a noise."""
    found: dict[str, list[Tensor]] = {PSNR: [], SSIM: [], CONTRAST: [], ERROR: []}
    for number, clean in enumerate(test):
        made = runs.estimate(model, runs.corrupted(test, number, seed, noise))
        found[PSNR].append(psnr(made, clean))
        found[SSIM].append(ssim(made, clean))
        found[CONTRAST].append(contrast(made, clean))
        found[ERROR].append(255 * (made - clean).mean()[None])
    return {column: torch.cat(values) for column, values in found.items()}


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
        "Colour U-Nets trained for half a minute each under one noise, with one loss, from noisy "
        "or clean targets, and tested on whole photographs under the same noise (outputs clipped "
        "and rounded). All begin with the weights of the colour network of noise2noise- "
        "photographs, which had noisy targets too. Contrast is the slope of the output on the "
        "clean photograph, 1 for a denoiser that keeps bright and dark; the error is output "
        "minus clean, in levels of 255. Mean and 95 % interval over the photographs."
    ),
    config=Config(),
    quick={"steps": 40, "size": 32, "batch_size": 2, "ema": 0.85, "test": 2, "side": 96},
    data=lambda _: describe_data(runs.sets(3).train, runs.sets(3).test),
    networks=NETWORKS,
    run=run,
    # The paper's networks saw a thousand times more: none of its numbers is comparable.
    claims=[
        beats(better, worse, PSNR, noise)
        for noise, better, worse in (
            ("Gaussian", "L2", "L0"),
            ("Bernoulli", "L2", "L1"),
            ("Bernoulli", "L2, masked", "L2"),
        )
    ],
)
