"""Five families of generative models on one density of the plane that is known exactly.

One seed takes about a minute on one core.
"""

import math
from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor

from dlc_support.data import GaussianMixture, Split, toy_split
from dlc_support.evaluation import energy_distance
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.families import FAMILIES, OwnLoss, normal_log_prob
from dlc_support.shapes import PerExample, Points
from dlc_support.tables import Network, Networks, Number, Recipe, Rows, Seed, beats
from dlc_support.training.seeds import derived_seed

DENSITY = GaussianMixture()
TRUTH, KERNELS, GAUSSIAN = "the truth itself", "kernel density estimate", "one Gaussian"
NATS, ENERGY = "negative log likelihood / nats", "energy distance × 1000"
OFF = "samples off every mode / %"
SECONDS = "training / s"
BANDWIDTHS = (0.02, 0.03, 0.04, 0.05, 0.07)
FAR = 3.0  # standard deviations from the mean of a mode at which a sample counts as off it
TRAIN_DRAW, VALID_DRAW, TEST_DRAW, SAMPLES = 401, 402, 403, 404  # in paths of derived seeds


@dataclass(frozen=True)
class Config:
    """All families have networks of two hidden layers with 64 units, and equally many steps."""

    train: int = 10_000  # points
    valid: int = 1_000  # points, for the bandwidth of the kernels
    test: int = 4_000  # points; as many samples are compared with them
    epochs: int = 50  # 2000 steps
    batch_size: int = 250
    lr: float = 4e-3


NETWORKS = Networks(
    "generative_families",
    {
        name: Network(
            lambda _, family=family: family(),
            OwnLoss(),
            **({"rate": 0.25, "betas": (0.5, 0.99)} if name == "GAN" else {}),
        )
        for name, family in FAMILIES.items()
    },
)


def run(seed: Seed) -> Rows:
    """Likelihood, energy distance and samples off the modes, of every family and the baselines."""
    config = seed.config
    train, valid, test = (
        draw(count, seed.number, place)
        for count, place in (
            (config.train, TRAIN_DRAW),
            (config.valid, VALID_DRAW),
            (config.test, TEST_DRAW),
        )
    )
    generator = Generator().manual_seed(derived_seed(seed.number, SAMPLES))
    points, known = train.inputs, test.inputs
    kernels = min(
        (Kernels(points, width) for width in BANDWIDTHS),
        key=lambda one: -one.log_prob(valid.inputs).mean().item(),
    )
    spread = points.std(dim=0)
    gaussian = points.mean(dim=0) + spread * torch.randn(known.shape, generator=generator)
    rows = {
        TRUTH: numbers(DENSITY.sample(len(known), generator), known, exact_log_prob(known)),
        KERNELS: numbers(kernels.sample(len(known), generator), known, kernels.log_prob(known)),
        GAUSSIAN: numbers(
            gaussian, known, normal_log_prob(known - points.mean(dim=0), spread.log())
        ),
    }
    for name in FAMILIES:
        model = seed.network(name, train).eval()
        with torch.no_grad():
            samples = model.sample(len(known), generator)
            log_prob = model.log_prob(known) if hasattr(model, "log_prob") else None
        trained = {SECONDS: seed.histories[name].seconds}
        rows[name] = {**numbers(samples, known, log_prob), **trained}
    return rows


def draw(count: int, *path: int) -> Split:
    """Points of the density: the draw that a path of numbers names."""
    return toy_split(DENSITY, count, Generator().manual_seed(derived_seed(*path)))


def exact_log_prob(points: Points) -> PerExample:
    """Log density of the truth, in nats."""
    offsets = points[:, None].double() - DENSITY.means  # (B, 1, 2) -> (B, modes, 2)
    log_scale = torch.tensor(DENSITY.scale, dtype=torch.float64).log()
    each = normal_log_prob(offsets, log_scale)
    return each.logsumexp(dim=1) - math.log(DENSITY.modes)


@dataclass(frozen=True, eq=False)
class Kernels:
    """A normal density around each training point: it remembers instead of learning.

    Attributes:
        points: The training points.
        width: Standard deviation of the kernels.
    """

    points: Points
    width: float

    def log_prob(self, points: Points) -> PerExample:
        """Log density in nats."""
        squares = torch.cdist(points, self.points).square() / self.width**2
        constant = math.log(len(self.points) * 2 * math.pi * self.width**2)
        return (-0.5 * squares).logsumexp(dim=1) - constant

    def sample(self, count: int, generator: Generator) -> Points:
        """A training point, moved by the kernel."""
        rows = torch.randint(len(self.points), (count,), generator=generator)
        return self.points[rows] + self.width * torch.randn(count, 2, generator=generator)


def numbers(samples: Points, known: Points, log_prob: Tensor | None) -> dict[str, Number]:
    """What is measured of a family; no likelihood where it has none."""
    nearest = torch.cdist(samples.double(), DENSITY.means).min(dim=1).values
    off = (nearest > FAR * DENSITY.scale).double().mean().item()
    found = {ENERGY: 1000 * energy_distance(samples, known), OFF: 100 * off}
    return found if log_prob is None else {NATS: -log_prob.mean().item(), **found}


RECIPE = Recipe(
    caption=(
        "Five families of generative models, trained on 10 000 points of a mixture of eight "
        "Gaussians on a ring. The negative log likelihood is that of 4000 new points; for the VAE "
        "it is an upper bound on average, from 500 weighted codes, and for the diffusion model it "
        "comes from 40 Heun steps along its path. The energy distance is that of 4000 samples "
        "from the same points, estimated without bias, so that it can be negative. Mean and 95 % "
        "interval over training seeds, each with its own points; seconds are those of a busy core."
    ),
    config=Config(),
    quick={"train": 1_000, "valid": 200, "test": 300, "epochs": 5},
    data=lambda _: describe_data(replace(draw(1, 0), name=DENSITY.name)),
    networks=NETWORKS,
    run=run,
    claims=[
        beats("flow", "autoregressive", NATS, text="autoregressive: more likely than the flow"),
        beats(
            "diffusion", "autoregressive", NATS, text="autoregressive: more likely than diffusion"
        ),
        beats("flow", "diffusion", NATS, text="diffusion: more likely than the flow"),
        beats("VAE", "flow", NATS, text="flow: more likely than the VAE"),
        beats(
            "autoregressive",
            KERNELS,
            NATS,
            text="kernels: more likely than the autoregressive model",
        ),
        beats(
            "GAN",
            "diffusion",
            ENERGY,
            text="diffusion: samples nearer to the truth than the GAN's",
        ),
        beats(
            "VAE",
            "diffusion",
            ENERGY,
            text="diffusion: samples nearer to the truth than the VAE's",
        ),
        beats("GAN", "diffusion", OFF, text="diffusion: fewer samples off the modes than the GAN"),
    ],
)
