"""Likelihoods of variational autoencoders that were trained on clean and on corrupted digits.

Training the networks of one seed takes about half a minute of one core.
"""

from dataclasses import dataclass

from torch import nn

from dlc_support.corruptions import RandomImpulses
from dlc_support.data import Split, binarised, mnist
from dlc_support.evaluation import Nats, denoising_bound, importance_weighted, negative_elbo
from dlc_support.models import MLP, VAE
from dlc_support.objectives import BernoulliDecoder, NegativeELBO
from dlc_support.provenance import describe_data
from dlc_support.tables import Claim, Network, Networks, Recipe, Rows, Seed, cell, over_images

LEVELS = {"VAE": 0.0, "DVAE, 5 % impulses": 0.05, "DVAE, 20 % impulses": 0.2}
PLAIN, LITTLE, MUCH = LEVELS
NLL, CLEAN = "−log p, estimate / nats", "bound, clean input / nats"
OWN, MIXTURE = "bound that was minimised / nats", "bound of the mixture / nats"
FAMILY = BernoulliDecoder()


@dataclass(frozen=True)
class Config:
    """Widths as in the table of the denoising VAE; digits and epochs are what two cores allow."""

    train: int = 10_000
    test: int = 300
    samples: int = 200  # for the estimate
    draws: int = 10  # of the latents, for the bounds
    mixture: int = 50
    hidden: int = 400
    latents: int = 20
    epochs: int = 12
    batch_size: int = 128
    lr: float = 1e-3


def vae(config: Config) -> VAE:
    """784-hidden-latents-hidden-784; the decoder gives logits."""
    return VAE(
        MLP((784, config.hidden, 2 * config.latents)),
        MLP((config.latents, config.hidden, 784)),
        latents=config.latents,
        shape=(1, 28, 28),
    )


NETWORKS = Networks(
    "denoising_bounds",
    {
        name: Network(vae, NegativeELBO(FAMILY, corruption=RandomImpulses(level)))
        for name, level in LEVELS.items()
    },
)


def run(seed: Seed) -> Rows:
    """Four numbers of each network on the same test digits."""
    config, digits = seed.config, mnist()
    train = binarised(digits.train.take(config.train), seed=0)
    test = binarised(digits.test.take(config.test), seed=0)
    rows = {}
    for name, level in LEVELS.items():
        found = bounds(seed.network(name, train), test, level, config, seed.number)
        values = {column: nats.values for column, nats in found.items()}
        rows[name] = over_images(values, seed.number)
    return rows


def bounds(
    model: nn.Module, test: Split, level: float, config: Config, seed: int
) -> dict[str, Nats]:
    """The estimate, the bound with clean inputs, and the two bounds with the own corruption."""
    drawn = {"samples": config.draws, "seed": seed}
    noise = RandomImpulses(level)
    return {
        NLL: importance_weighted(model, test, FAMILY, samples=config.samples, seed=seed),
        CLEAN: negative_elbo(model, test, FAMILY, **drawn),
        MIXTURE: denoising_bound(model, test, FAMILY, noise, mixture=config.mixture, **drawn),
        OWN: denoising_bound(model, test, FAMILY, noise, **drawn),
    }


RECIPE = Recipe(
    caption=(
        "Nats of statically binarised MNIST test digits; smaller is better. The estimate uses "
        "200 importance samples from the codes of clean inputs. The bound of the mixture uses 50 "
        "corrupted inputs for each draw. Mean and 95 % interval over training seeds."
    ),
    config=Config(),
    quick=dict(
        train=600, test=20, samples=10, draws=4, mixture=10, hidden=100, epochs=4, batch_size=32
    ),
    data=lambda _: describe_data(binarised(mnist().train.take(1), seed=0)),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            Claim(f"{name}: its own bound is looser than the mixture's", *cells)
            for name in (LITTLE, MUCH)
            for cells in [(cell(name, OWN), cell(name, MIXTURE))]
        ),
        *(
            Claim(f"{name} has the better likelihood than the VAE", *cells)
            for name in (LITTLE, MUCH)
            for cells in [(cell(PLAIN, NLL), cell(name, NLL))]
        ),
        *(
            Claim(f"{name}: clean inputs give a tighter bound than the mixture", *cells)
            for name in (LITTLE, MUCH)
            for cells in [(cell(name, MIXTURE), cell(name, CLEAN))]
        ),
    ],
)
