"""Samplers with exact and with learned scores, on four densities of the plane.

One seed takes about a minute of one core.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor

from dlc_support.corruptions import GaussianNoise, LogUniformLevel
from dlc_support.data import densities, toy_split
from dlc_support.data.density import Density
from dlc_support.evaluation import (
    ExactAtLevels,
    LevelDenoiser,
    NetworkAtLevels,
    annealed_langevin,
    energy_distance,
    follow_noise,
    noise_levels,
)
from dlc_support.models import LevelMLP, Preconditioned
from dlc_support.objectives import DenoisingScoreMatching
from dlc_support.provenance import describe_data
from dlc_support.shapes import Points
from dlc_support.tables import Network, Networks, Number, Recipe, Rows, Seed, beats, cell
from dlc_support.tables.claim import Claim
from dlc_support.training.seeds import derived_seed

LOW, HIGH = 0.02, 10.0  # levels of noise, in the units of the plane
SPREAD = 0.7  # about the standard deviation of a coordinate, of all four densities
NAMES = tuple(density.name for density in densities())
EXACT, LEARNED = "exact score", "learned score"
DDIM, DDPM, LANGEVIN = "DDIM", "DDPM", "annealed Langevin"
TRUTH, GAUSSIAN = "the density itself", "one Gaussian"
REPEATS, RATE = 4, 0.3  # of Langevin's steps at each level, and their size
STEPS = (10, 20, 40, 80)  # calls of the denoiser
EXCESS = "excess error of the learned score, σ = 0.02 to 10"
TRAIN_DRAW, TEST_DRAW, SAMPLES, LEVEL_DRAW = 501, 502, 503, 504  # in paths of derived seeds


def calls(steps: int) -> str:
    """The column of so many calls of the denoiser."""
    return f"{steps} calls"


def row(score: str, sampler: str) -> str:
    """The row of a sampler with a score."""
    return f"{sampler}, {score}"


@dataclass(frozen=True)
class Config:
    """A small network for each density; all settings were fixed beforehand."""

    train: int = 10_000  # points
    samples: int = 2_000  # and as many points of the density that they are compared with
    hidden: int = 128  # units of each of two layers
    epochs: int = 50  # 2000 steps
    batch_size: int = 250
    lr: float = 4e-3


def denoising(config: Config) -> Preconditioned:
    """The denoiser for all levels of noise."""
    return Preconditioned(LevelMLP(2, (config.hidden, config.hidden)), spread=SPREAD)


OBJECTIVE = DenoisingScoreMatching(LogUniformLevel(GaussianNoise, LOW, HIGH), spread=SPREAD)
NETWORKS = Networks("diffusion", {name: Network(denoising, OBJECTIVE, ema=0.99) for name in NAMES})


def drawn(
    sampler: str, denoise: LevelDenoiser, count: int, steps: int, generator: Generator
) -> Points:
    """Samples of the plane for so many calls of the denoiser."""
    start = HIGH * torch.randn(count, 2, generator=generator)
    if sampler == LANGEVIN:
        levels = noise_levels((steps - 1) // REPEATS, LOW, HIGH)
        return annealed_langevin(denoise, start, levels, generator, repeats=REPEATS, rate=RATE)
    levels = noise_levels(steps, LOW, HIGH)
    fresh = 1.0 if sampler == DDPM else 0.0
    return follow_noise(denoise, start, levels, fresh=fresh, generator=generator)


SAMPLERS = (DDIM, DDPM, LANGEVIN)


def excess(learned: LevelDenoiser, exact: LevelDenoiser, points: Points, draw: Generator) -> float:
    r"""Mean of $\|D - D^*\|^2 / \sigma^2$ per coordinate, over 16 levels in equal ratios."""
    levels = torch.logspace(0, 1, 16, base=HIGH / LOW).mul(LOW).tolist()
    found = []
    for sigma in levels:
        noisy = points + sigma * torch.randn(points.shape, generator=draw)
        found.append((learned(noisy, sigma) - exact(noisy, sigma)).square().mean() / sigma**2)
    return torch.stack(found).mean().item()


def run(seed: Seed) -> Rows:
    """The distance of each sampler's points from each density."""
    config, rows = seed.config, {}
    for density in densities():
        train = points_of(density, config.train, seed.number, TRAIN_DRAW)
        known = points_of(density, config.samples, seed.number, TEST_DRAW).inputs
        model = NetworkAtLevels(seed.network(density.name, train), batch_size=config.samples)
        scores = {EXACT: ExactAtLevels(density), LEARNED: model}
        for score, denoise in scores.items():
            for sampler in SAMPLERS:
                rows[density.name, row(score, sampler)] = distances(
                    lambda steps, draw, sampler=sampler, denoise=denoise: drawn(
                        sampler, denoise, config.samples, steps, draw
                    ),
                    known,
                    seed,
                )
        draw = Generator().manual_seed(derived_seed(seed.number, LEVEL_DRAW))
        missed = excess(model, scores[EXACT], known, draw)
        rows[density.name, row(LEARNED, DDIM)][EXCESS] = missed
        flat = train.inputs
        rows[density.name, TRUTH] = distances(
            lambda _, draw, density=density: density.sample(config.samples, draw), known, seed
        )
        rows[density.name, GAUSSIAN] = distances(
            lambda _, draw, flat=flat: gaussian(flat, config.samples, draw), known, seed
        )
    return rows


def points_of(density: Density, count: int, *path: int):  # noqa: ANN201 - a split
    """Points of a density: the draw that a path of numbers names."""
    return toy_split(density, count, Generator().manual_seed(derived_seed(*path)))


def gaussian(points: Tensor, count: int, draw: Generator) -> Points:
    """Samples of the normal distribution with the points' moments: what learns no shape."""
    root = torch.linalg.cholesky(points.T.cov())
    return points.mean(dim=0) + torch.randn(count, 2, generator=draw) @ root.T


def distances(
    sample: Callable[[int, Generator], Tensor], known: Points, seed: Seed
) -> dict[str, Number]:
    """Energy distance × 1000 of samples from known points, by the number of calls."""
    return {
        calls(steps): 1000
        * energy_distance(
            sample(steps, Generator().manual_seed(derived_seed(seed.number, SAMPLES, steps))),
            known,
        )
        for steps in STEPS
    }


FEW, MANY = calls(10), calls(80)
RECIPE = Recipe(
    caption=(
        "Energy distance × 1000 of 2000 samples from 2000 points of the density, estimated "
        "without bias, so that it can be slightly negative. Columns are calls of the denoiser; "
        "annealed Langevin takes 4 steps at each level, and at most so many calls. The Gaussian "
        "and the density itself make no calls: their columns differ by the draw alone. Networks "
        "have 128 units in each of two layers, and 2000 steps on 10 000 points. The excess error "
        "is that of the denoiser over the exact posterior mean, divided by the variance of the "
        "noise, per coordinate. Mean and 95 % interval over training seeds, each with its own "
        "points."
    ),
    config=Config(),
    quick={"train": 1_000, "samples": 100, "hidden": 64, "epochs": 60},
    data=lambda _: describe_data(replace(points_of(densities()[0], 1, 0), name="four densities")),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            beats(
                row(EXACT, DDPM),
                row(EXACT, DDIM),
                FEW,
                name,
                text=f"{name}, exact score, 10 calls: DDIM nearer than DDPM",
            )
            for name in NAMES
        ),
        *(
            Claim(
                f"{name}, exact score: DDIM nearer with 80 calls than with 10",
                cell(name, row(EXACT, DDIM), FEW),
                cell(name, row(EXACT, DDIM), MANY),
            )
            for name in NAMES
        ),
        *(
            beats(
                row(LEARNED, DDIM),
                row(EXACT, DDIM),
                MANY,
                name,
                text=f"{name}, DDIM, 80 calls: the exact score nearer than the learned one",
            )
            for name in NAMES
        ),
        *(
            beats(
                row(EXACT, LANGEVIN),
                row(EXACT, DDIM),
                MANY,
                name,
                text=f"{name}, exact score, 80 calls: DDIM nearer than annealed Langevin",
            )
            for name in NAMES
        ),
        *(
            beats(
                GAUSSIAN,
                row(LEARNED, DDIM),
                MANY,
                name,
                text=f"{name}: DDIM with the learned score nearer than one Gaussian",
            )
            for name in NAMES
        ),
    ],
)
