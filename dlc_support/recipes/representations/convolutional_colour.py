"""Denoising, reconstruction and colourisation as pretexts, on a few colour photographs.

One seed trains for about a minute of a core with bfloat16.
"""

from dataclasses import dataclass, replace

import torch
from torch import Generator, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, cifar10
from dlc_support.models import ConvBlock, ConvClassifier
from dlc_support.objectives import Classification, Denoising, Objective, Regression
from dlc_support.pixels import luma
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.convolutional import LEARNT, accuracy
from dlc_support.recipes.representations.jow_accuracies import printed
from dlc_support.recipes.representations.sdae_networks import ACCURACY
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats, cell
from dlc_support.training.seeds import derived_seed

NONE, SHORT = "no pretraining, as many epochs", "no pretraining"
CAE, CDAE, COLOUR = "CAE", "CDAE", "colourisation"
SIGMA = 0.4  # the scripts' level
DIVISION = 602  # a place in the paths of derived seeds
PRINTED = {CAE: 0.6395, CDAE: 0.6504}


@dataclass(frozen=True)
class Config:
    """The source's network and rates; a few of its images, and fewer epochs.

    The scripts train for 100 epochs and fine-tune for 100, on 50,000 images.
    """

    train: int = 3_000
    test: int = 1_000
    width: int = 1000
    block_epochs: int = 10
    tuning_epochs: int = 10
    whole_epochs: int = 20
    batch_size: int = 128
    block_lr: float = 5e-4
    lr: float = 1e-3


def block() -> ConvBlock:
    """Three convolutions, each followed by a maximum over 2x2 pixels, and their mirror."""
    return ConvBlock(3, ((8,), (16,), (32,)), kernel=3)


def classifier(config: Config, pretrained: nn.Module | None = None) -> ConvClassifier:
    """The three convolutions, 1000 ReLU and logits."""
    begun = block() if pretrained is None else pretrained
    return ConvClassifier([begun], side=32, widths=(config.width, 10))


PRETEXTS: dict[str, Objective] = {
    CAE: Denoising(GaussianNoise(0.0), "mse"),
    CDAE: Denoising(GaussianNoise(SIGMA), "mse"),
    COLOUR: Regression("mse"),
}
NETWORKS = Networks(
    "convolutional-colour",
    {
        **{
            ("block", name): Network(
                lambda _: block(), pretext, "block_epochs", lr="block_lr", l2=1e-7
            )
            for name, pretext in PRETEXTS.items()
        },
        **{
            name: Network(classifier, Classification(), "tuning_epochs", l2=1e-7)
            for name in (SHORT, *PRETEXTS)
        },
        NONE: Network(classifier, Classification(), "whole_epochs", l2=1e-7),
    },
)


def without_colour(split: Split) -> Split:
    """Pairs for colourisation: the luma in all three channels, and the colours to predict."""
    grey = luma(split.inputs).expand_as(split.inputs).contiguous()
    return replace(split, inputs=grey, targets=split.inputs, name=f"{split.name}, without colour")


def divided(train: Split, test: Split, number: int) -> tuple[Split, Split]:
    """The images of both parts, divided anew into parts of the same sizes."""
    generator = Generator().manual_seed(derived_seed(number, DIVISION))
    order = torch.randperm(len(train) + len(test), generator=generator)
    inputs, labels = (
        torch.cat([getattr(part, name) for part in (train, test)])[order]
        for name in ("inputs", "labels")
    )
    cut = len(train)
    return (
        replace(train, inputs=inputs[:cut], labels=labels[:cut]),
        replace(test, inputs=inputs[cut:], labels=labels[cut:]),
    )


def run(seed: Seed) -> Rows:
    """Accuracies of the network with and without pretexts."""
    config, rows = seed.config, {}
    train, test = divided(*cifar10(config.train, config.test), seed.number)
    for name in (SHORT, NONE, *PRETEXTS):
        begun = None
        if name in PRETEXTS:
            pairs = without_colour(train) if name == COLOUR else train
            begun = seed.network(("block", name), pairs)
        network = seed.network(name, train, after=begun)
        wrong = seed.histories[name].train["errors"][-1]
        rows[name] = {ACCURACY: accuracy(network, test), LEARNT: 100 * wrong}
    return rows


RECIPE = Recipe(
    caption=(
        "Test accuracies on a few colour photographs of a convolutional network that was "
        "pretrained on the same photographs: as plain (CAE) or denoising (CDAE) autoencoder, or "
        "by predicting colours from grey levels; and without pretraining. Mean and 95 % "
        "interval over training seeds, each with its own division into training and test images. "
        "The source's numbers are of one network each, on all of CIFAR-10: their interval is "
        "binomial, over 10,000 test images."
    ),
    config=Config(),
    quick={
        **{"train": 200, "test": 100, "width": 64, "batch_size": 40},
        **{"block_epochs": 2, "tuning_epochs": 2, "whole_epochs": 4},
    },
    data=lambda config: describe_data(*cifar10(config.train, config.test)),
    networks=NETWORKS,
    run=run,
    claims=[
        beats(CDAE, CAE, ACCURACY),
        beats(CDAE, COLOUR, ACCURACY),
        *(beats(name, NONE, ACCURACY) for name in PRETEXTS),
        *(beats(name, SHORT, ACCURACY) for name in PRETEXTS),
    ],
    published={cell(name, ACCURACY): printed(share) for name, share in PRINTED.items()},
)
