"""Stacked convolutional autoencoders: accuracies on plain, noisy and turned digits.

One seed trains for about six minutes of a core with bfloat16.
"""

from dataclasses import dataclass

from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Splits, mnist, varied
from dlc_support.evaluation import Interval, denoiser, encoded
from dlc_support.models import ConvBlock, ConvClassifier
from dlc_support.objectives import Classification, Denoising
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.jow_accuracies import SETS, printed
from dlc_support.recipes.representations.sdae_networks import ACCURACY
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats, cell, percent

NONE, SHORT = "no pretraining, as many epochs", "no pretraining"
CAE, CDAE, TRANSPOSED = "CAE", "CDAE", "CDAE, transposed"
LEARNT = "errors on training images / %"
NAMES = ("MNIST", "bg-rand", "bg-rand-rot")
BLOCKS = (1, 2)
SIGMA = 0.4  # the scripts' level, in both blocks
PRINTED = {"MNIST": (0.9925, 0.9930), "bg-rand": (0.9764, 0.9807), "bg-rand-rot": (0.9271, 0.9483)}


@dataclass(frozen=True)
class Config:
    """Convolutions, batch size and noise of the source's scripts; a tenth of its digits.

    The scripts train for 50 epochs a block and 50 of fine-tuning, on 60,000 digits, with sigmoid
    codes. In so few steps as ours these leave the classifier at chance, so that codes are ReLUs,
    as in the scripts for larger images, and the rate of fine-tuning is twice the scripts'. The
    network without pretraining is trained for as many epochs as the others in all: 2 x 8 + 8.
    """

    train: int = 6_000
    test: int = 10_000
    width: int = 1000
    block_epochs: int = 8
    tuning_epochs: int = 8
    whole_epochs: int = 24
    batch_size: int = 128
    block_lr: float = 5e-3
    lr: float = 2e-3


def block(layer: int, *, transposed: bool = False) -> ConvBlock:
    """An autoencoder of digits, or of the first one's codes."""
    channels, maps, kernel = ((1, (8, 16), 7), (16, (16, 16), 5))[layer - 1]
    return ConvBlock(channels, (maps,), kernel=kernel, transposed=transposed)


def classifier(config: Config, blocks: nn.ModuleList | None = None) -> ConvClassifier:
    """Four convolutions, which begin as the encoders of the blocks, 1000 ReLU, and logits."""
    begun = [block(layer) for layer in BLOCKS] if blocks is None else [*blocks]
    return ConvClassifier(begun, side=28, widths=(config.width, 10))


ARMS = {CAE: (0.0, False), CDAE: (SIGMA, False), TRANSPOSED: (SIGMA, True)}
NETWORKS = Networks(
    "convolutional",
    {
        **{
            (arm, layer): Network(
                lambda _, layer=layer, transposed=transposed: block(layer, transposed=transposed),
                Denoising(GaussianNoise(sigma), "mse"),
                "block_epochs",
                lr="block_lr",
                l2=1e-7,
            )
            for arm, (sigma, transposed) in ARMS.items()
            for layer in BLOCKS
        },
        **{
            arm: Network(classifier, Classification(), "tuning_epochs", l2=1e-7)
            for arm in (SHORT, *ARMS)
        },
        NONE: Network(classifier, Classification(), "whole_epochs", l2=1e-7),
    },
)


def stack(seed: Seed, arm: str, train: Split) -> nn.ModuleList:
    """The two blocks of an arm, the second trained on the clean codes of the first."""
    blocks = nn.ModuleList()
    for layer in BLOCKS:
        blocks.append(seed.network((arm, layer), train))
        train = encoded(blocks[-1], train)
    return blocks


def made(name: str, digits: Splits, number: int) -> Splits:
    """A set of the source: zero pixels are replaced by noise, after the turning."""
    return digits.each(lambda part: varied(part, compositing="fill", seed=number, **SETS[name]))


def arms_of(name: str) -> tuple[str, ...]:
    """The networks of a set; the other decoder is tested on one of them."""
    return tuple(arm for arm in (SHORT, NONE, *ARMS) if arm != TRANSPOSED or name == "bg-rand")


def run(seed: Seed) -> Rows:
    """Accuracies on each set of networks that were pretrained on ordinary digits."""
    config, digits, rows = seed.config, mnist(), {}
    digits = Splits(
        train=digits.train.take(config.train),
        valid=digits.valid.take(1),
        test=digits.test.take(config.test),
    )
    blocks = {arm: stack(seed, arm, digits.train) for arm in ARMS}
    for name in NAMES:
        data = made(name, digits, seed.number)
        for arm in arms_of(name):
            network = seed.network(arm, data.train, after=blocks.get(arm))
            wrong = seed.histories[arm].train["errors"][-1]
            rows[name, arm] = {ACCURACY: accuracy(network, data.test), LEARNT: 100 * wrong}
    return rows


def accuracy(network: nn.Module, test: Split) -> Interval:
    """Share of test images whose class is right, in per cent."""
    right = int((denoiser(network)(test.inputs).argmax(dim=1) == test.labels).sum())
    return percent(right, len(test))


RECIPE = Recipe(
    caption=(
        "Test accuracies of convolutional networks that were pretrained on ordinary digits as "
        "plain (CAE) or denoising (CDAE) autoencoders and then fine-tuned on each set; and of "
        "the same network without pretraining, trained for as many epochs as the others are "
        "fine-tuned, or for as many as they are trained in all. The last column is the share of "
        "errors on the training images in the last epoch. Mean and 95 % interval over training "
        "seeds; each seed draws its turns and backgrounds. The source's numbers are of one "
        "network each: their interval is binomial, over 10,000 test images."
    ),
    config=Config(),
    quick={
        **{"train": 320, "test": 200, "width": 64, "batch_size": 32},
        **{"block_epochs": 1, "tuning_epochs": 2, "whole_epochs": 4},
    },
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        claim
        for name in NAMES
        for claim in (
            beats(CAE, NONE, ACCURACY, name, text=f"{name}: CAE beats as many epochs of tuning"),
            beats(CDAE, NONE, ACCURACY, name, text=f"{name}: CDAE beats as many epochs of tuning"),
            beats(CDAE, CAE, ACCURACY, name, text=f"{name}: CDAE beats CAE"),
            beats(CDAE, SHORT, ACCURACY, name, text=f"{name}: CDAE beats no pretraining"),
        )
    ]
    + [
        beats(
            CDAE,
            TRANSPOSED,
            ACCURACY,
            "bg-rand",
            text="bg-rand: upsampling and convolution beats transposed convolution",
        )
    ],
    published={
        cell(name, arm, ACCURACY): printed(share)
        for name, shares in PRINTED.items()
        for arm, share in zip((CAE, CDAE), shares, strict=True)
    },
)
