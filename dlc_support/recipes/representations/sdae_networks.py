"""Stacked autoencoders and their controls, as the tables of error rates train them."""

from dataclasses import dataclass

from torch import nn

from dlc_support.corruptions import ZeroMask
from dlc_support.data import Split, Splits
from dlc_support.evaluation import denoiser, encoded
from dlc_support.models import MLP
from dlc_support.objectives import Classification, Denoising
from dlc_support.tables import Network, Networks, Number, Rows, Seed, percent
from dlc_support.training import Validation

NONE, SAE, SDAE, MODERN = "no pretraining", "SAE-3", "SDAE-3", "modern, no pretraining"
LONGER = "no pretraining, as many epochs"
ARMS = (NONE, LONGER, SAE, SDAE, MODERN)
ERROR, ACCURACY = "test error / %", "test accuracy / %"
CHOICE, EPOCH = "validation error / %", "epoch chosen"
LAYERS = (1, 2, 3)


@dataclass(frozen=True)
class Config:
    """Widths and number of layers are those of the source's table; its grid of rates is not.

    The longer and the modern network are trained for as many epochs as SDAE-3 in all: 3 x 12 + 40.
    """

    train: int = 10_000
    valid: int = 2_000
    test: int = 50_000
    width: int = 1000
    classes: int = 10
    block_epochs: int = 12
    tuning_epochs: int = 40
    whole_epochs: int = 76
    batch_size: int = 100
    lr: float = 1e-3


QUICK = {
    **{"train": 600, "valid": 200, "test": 500, "width": 100},
    **{"block_epochs": 5, "tuning_epochs": 30, "whole_epochs": 45, "lr": 5e-3},
}


def networks(masked: float, dropout: float) -> Networks:
    """The networks of one set.

    Args:
        masked: Share of the inputs that SDAE-3's masking noise erases, in each layer.
        dropout: Of the modern network.
    """
    blocks = {
        (arm, layer): Network(
            lambda config, first=layer == 1: block(config.width, first=first),
            Denoising(ZeroMask(share), "bce"),
            "block_epochs",
        )
        for arm, share in ((SAE, 0.0), (SDAE, masked))
        for layer in LAYERS
    }
    fine_tuned = {
        arm: Network(classifier, Classification(), "tuning_epochs") for arm in (NONE, SAE, SDAE)
    }
    modern = Network(
        lambda config: classifier(config, activation=nn.ReLU, batch_norm=True, dropout=dropout),
        Classification(),
        "whole_epochs",
    )
    longer = Network(classifier, Classification(), "whole_epochs")
    return Networks("sdae", {**blocks, **fine_tuned, LONGER: longer, MODERN: modern})


def block(width: int, *, first: bool) -> MLP:
    """The autoencoder of one layer: sigmoid code, logits out."""
    outside = 28 * 28 if first else width
    return MLP((outside, width, outside), activation=nn.Sigmoid)


def classifier(config: Config, blocks: nn.ModuleList | None = None, **how: object) -> MLP:
    """The network that is fine-tuned; its hidden layers begin as the encoders of the blocks."""
    widths = (28 * 28, *(config.width for _ in LAYERS), config.classes)
    network = MLP(widths, **{"activation": nn.Sigmoid, **how})
    for layer, trained in enumerate(blocks or (), start=1):
        network.load_layer(layer, trained)
    return network


def sized(data: Splits, config: Config) -> Splits:
    """As many rows of each part as the settings say."""
    parts = ("train", "valid", "test")
    return Splits(*(getattr(data, part).take(getattr(config, part)) for part in parts))


def pretrained(
    seed: Seed, arm: str, train: Split, layers: tuple[int, ...] = LAYERS
) -> nn.ModuleList:
    """The blocks, each trained on the codes of the one below, which is frozen."""
    blocks = nn.ModuleList()
    for layer in layers:
        blocks.append(seed.network((arm, layer), train))
        train = encoded(blocks[-1], train)
    return blocks


def errors(seed: Seed, data: Splits, arms: tuple[str, ...] = ARMS) -> Rows:
    """Error rates of the arms on one set, the epoch of each chosen by validation errors."""
    data, rows = sized(data, seed.config), {}
    for arm in arms:
        blocks = pretrained(seed, arm, data.train) if arm in (SAE, SDAE) else None
        rows[arm] = tuned(seed, arm, data, blocks)
    return rows


def tuned(
    seed: Seed, arm: str, data: Splits, blocks: nn.ModuleList | None = None
) -> dict[str, Number]:
    """Fine-tunes a network, and tests it at the epoch with the fewest validation errors."""
    validation = Validation(data.valid, by="errors", patience=1_000_000)
    network = seed.network(arm, data.train, after=blocks, validation=validation)
    valid = seed.histories[arm].valid["errors"]
    chosen = {CHOICE: 100 * min(valid), EPOCH: 1.0 + valid.index(min(valid))}
    return {**scores(network, data.test), **chosen}


def scores(network: MLP, test: Split) -> dict[str, Number]:
    """Error rate and accuracy on test images."""
    wrong = int((denoiser(network)(test.inputs).argmax(dim=1) != test.labels).sum())
    return {ERROR: percent(wrong, len(test)), ACCURACY: percent(len(test) - wrong, len(test))}
