"""The public conditional VAE at its own size: completing digits of which some quadrants are seen.

Training the networks of one seed takes about five minutes of one core.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dlc_support.data import mnist
from dlc_support.evaluation import conditional_log_weights, denoiser
from dlc_support.models import MLP, ConditionalVAE
from dlc_support.objectives import ConditionalELBO, Denoising, GreyCrossEntropy
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational.completions import (
    CROSS,
    HOLES,
    learned_nothing,
    scores,
    seen_of,
)
from dlc_support.shapes import Images
from dlc_support.tables import (
    Network,
    Networks,
    Number,
    Recipe,
    Rows,
    Seed,
    Unseeded,
    cell,
    over_images,
)

MODEL, NETWORK = "conditional VAE", "network, no latents"
SCORE = "cross-entropy on grey pixels / nats"
PUBLISHED = {MODEL: (71.8, 51.0, 24.2), NETWORK: (100.4, 61.9, 25.4)}


@dataclass(frozen=True)
class Config:
    """The reference's widths, batches and learning rate; it trains for at most 50 epochs."""

    train: int = 50_000
    test: int = 10_000
    hidden: int = 500
    latents: int = 200
    samples: int = 10
    epochs: int = 8
    guess_epochs: int = 4
    batch_size: int = 128
    lr: float = 1e-3


class Guessed(nn.Module):
    """Puts the guess of a trained network into the hidden quadrants; the network stays as it is.

    Args:
        guess: From an incomplete image to logits.
        seen: Number of quadrants that are seen.
    """

    def __init__(self, guess: nn.Module, seen: int) -> None:
        super().__init__()
        self.guess = guess.requires_grad_(False)
        self.seen = seen

    def forward(self, incomplete: Tensor) -> Tensor:
        """Completed images, flattened as they came."""
        images = incomplete.unflatten(1, (1, 28, 28))
        hidden = images.new_ones(images.shape) - seen_of(HOLES[self.seen], torch.ones_like(images))
        return (images + hidden * self.guess(images).sigmoid()).flatten(1)

    def extra_repr(self) -> str:
        """What no weight shows."""
        return f"seen={self.seen}"


def guess(config: Config) -> MLP:
    """784-500-500-784."""
    return MLP((784, config.hidden, config.hidden, 784))


def conditional(config: Config, guess: nn.Module, seen: int) -> ConditionalVAE:
    """The prior sees the image with the network's guess; the decoder sees the code alone."""
    width, latents = config.hidden, config.latents
    return ConditionalVAE(
        MLP((784, width, width, 2 * latents)),
        MLP((latents, width, width, 784)),
        prior=nn.Sequential(Guessed(guess, seen), MLP((784, width, width, 2 * latents))),
        latents=latents,
        condition=784,
        shape=(1, 28, 28),
    )


NETWORKS = Networks(
    "inpainting_reference",
    {
        **{
            (NETWORK, seen): Network(
                guess, Denoising(hidden, "bce", emphasis=(1.0, 0.0)), "guess_epochs"
            )
            for seen, hidden in HOLES.items()
        },
        **{
            (MODEL, seen): Network(
                lambda config, guess, seen=seen: conditional(config, guess, seen),
                ConditionalELBO(GreyCrossEntropy(), hidden=hidden),
            )
            for seen, hidden in HOLES.items()
        },
    },
)


def group(seen: int) -> str:
    """The group of the table in which so many quadrants are seen."""
    return f"{seen} of 4 quadrants seen"


def run(seed: Seed) -> Rows:
    """The reference's score of the model, of the network it starts from, and of neighbours."""
    config, digits = seed.config, mnist()
    train, test = digits.train.take(config.train), digits.test.take(config.test)
    rows: dict[tuple[str, str], dict[str, Number]] = {}
    for seen, hidden in HOLES.items():

        def number(filled: Images, hidden=hidden) -> Number:  # noqa: ANN001
            found = scores(filled, test.inputs, test.inputs, hidden)[CROSS]
            return over_images({SCORE: found}, 0)[SCORE]

        network = seed.network((NETWORK, seen), train)
        model = seed.network((MODEL, seen), train, after=network)
        weights = conditional_log_weights(
            model, test, GreyCrossEntropy(), hidden, samples=config.samples
        )
        found = {
            MODEL: over_images({SCORE: -weights.mean(dim=1)}, 0)[SCORE],
            NETWORK: number(denoiser(network, logits=True)(seen_of(hidden, test.inputs))),
        }
        nothing = learned_nothing(train, test.inputs, hidden)
        for name, filled in nothing.items():
            found[name] = Unseeded(number(filled))
        perfect = scores(test.inputs, test.inputs, test.inputs, hidden)[CROSS]
        found["the pixels themselves"] = Unseeded(over_images({SCORE: perfect}, 0)[SCORE])
        rows.update({(group(seen), name): {SCORE: one} for name, one in found.items()})
    return rows


RECIPE = Recipe(
    caption=(
        "Completions of grey test digits by the public conditional VAE, rebuilt at its size, and "
        "its score: the Bernoulli cross-entropy of grey hidden pixels, for the conditional VAE a "
        "bound with 10 draws. It is no likelihood: even the pixels themselves have a score above "
        "zero. One training seed."
    ),
    config=Config(),
    quick={
        **{"train": 600, "test": 60, "hidden": 40, "latents": 8, "samples": 5},
        **{"epochs": 3, "guess_epochs": 3, "batch_size": 25},
    },
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    published={
        cell(group(seen), name, SCORE): number
        for name, numbers in PUBLISHED.items()
        for seen, number in zip(HOLES, numbers, strict=True)
    },
)
