"""Anomalies told by reconstruction errors: digits, images that are no digits, and a table.

One seed takes about two minutes on one core.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from statistics import mean

import torch
from torch import Generator, Tensor

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Splits, mnist
from dlc_support.data.embedded_photographs import embedded_photographs
from dlc_support.evaluation import Interval, auc, denoiser, threshold
from dlc_support.evaluation.detection import (
    Score,
    isolation_forest,
    neighbour_distance,
    pca_error,
    reconstruction_error,
)
from dlc_support.models import MLP
from dlc_support.objectives import Denoising
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.cells import measured_cells
from dlc_support.tables import Network, Networks, Number, Recipe, Rows, Seed, beats
from dlc_support.training.seeds import derived_seed

PLAIN, DENOISING = "autoencoder", "denoising autoencoder"
PCA, FOREST, NEIGHBOURS = "PCA", "isolation forest", "nearest neighbours"
ONE, NINE, CELLS = "one digit is usual", "nine digits are usual", "benign cells are usual"
STRANGE = ("noise images", "shuffled digits", "rotated digits", "photographs", "blank images")
USUAL = {
    ONE: [[digit] for digit in range(10)],
    NINE: [[one for one in range(10) if one != digit] for digit in range(0, 10, 2)],
}
AUC = "AUC"
BY_TRAINING = "false alarms at 5 % of the training errors / %"
BY_VALIDATION = "false alarms at 5 % of the validation errors / %"
DETECTED = "detected at 5 % of the validation errors / %"
PHOTOGRAPH_PATCHES = 100  # from each embedded photograph
NOISE = 0.4  # standard deviation of what the denoising autoencoders remove
TEST_DRAW = 201  # a place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """The settings were fixed beforehand: without anomalies there is nothing to choose by."""

    train: int = 5_000  # usual images at most, for each detector
    valid: int = 1_000  # usual images at most, for the threshold
    test: int = 3_000  # test images, usual and unusual together
    code: int = 32  # components of a digit's code, of the networks and of PCA
    table_code: int = 8  # the same for the table, whose rows have 30 numbers
    epochs: int = 10
    table_epochs: int = 60
    batch_size: int = 100
    lr: float = 2e-3


def autoencoder(inputs: int, hidden: int, code: int) -> MLP:
    """Dense layers down to a code and up again."""
    return MLP((inputs, hidden, code, hidden, inputs))


NETWORKS = Networks(
    "anomaly_detection",
    {
        (data, method): Network(
            lambda config, data=data: (
                autoencoder(30, 64, config.table_code)
                if data == CELLS
                else autoencoder(784, 128, config.code)
            ),
            Denoising(GaussianNoise(sigma)),
            "table_epochs" if data == CELLS else "epochs",
        )
        for data in ("digits", CELLS)
        for method, sigma in ((PLAIN, 0.0), (DENOISING, NOISE))
    },
)


def run(seed: Seed) -> Rows:
    """AUC, false alarms and detected anomalies of every detector."""
    rows: dict[tuple[str, str], Mapping[str, Number]] = {}
    for group, choices in USUAL.items():
        found = []
        for classes in choices:
            parts = digit_parts(classes, seed.config)
            found.append(numbers(fitted(seed, "digits", parts.train), parts))
        for method, columns in found[0].items():
            rows[group, method] = {
                column: mean(_middle(one[method][column]) for one in found) for column in columns
            }
    parts = digit_parts(range(10), seed.config)
    detectors, usual = fitted(seed, "digits", parts.train), parts.test.inputs
    for name, images in strange(usual, seed.number).items():
        for method, score in detectors.items():
            rows[group_of(name), method] = {AUC: auc(score(usual), score(images))}
    parts = measured_cells(seed.number)
    found = numbers(fitted(seed, CELLS, parts.train), parts)
    return rows | {(CELLS, method): columns for method, columns in found.items()}


def digit_parts(usual: Iterable[int], config: Config) -> Splits:
    """Digits with label 0 for the usual classes and 1 for others, which only the test part has."""
    digits, classes = mnist(), torch.tensor(list(usual))

    def part(split: Split, count: int, *, others: bool = False) -> Split:
        known = torch.isin(split.labels, classes)
        kept = split.select(known | others).take(count)
        return replace(kept, labels=(~torch.isin(kept.labels, classes)).long())

    return Splits(
        part(digits.train, config.train),
        part(digits.valid, config.valid),
        part(digits.test, config.test, others=True),
    )


def fitted(seed: Seed, data: str, usual: Split) -> dict[str, Score]:
    """Each detector, fitted to usual examples."""
    code = seed.config.table_code if data == CELLS else seed.config.code
    networks = {method: seed.network((data, method), usual) for method in (PLAIN, DENOISING)}
    return {
        **{method: reconstruction_error(denoiser(model)) for method, model in networks.items()},
        PCA: pca_error(usual.inputs, code),
        FOREST: isolation_forest(usual.inputs, seed.number),
        NEIGHBOURS: neighbour_distance(usual.inputs[:2000]),
    }


def numbers(detectors: Mapping[str, Score], parts: Splits) -> dict[str, dict[str, Number]]:
    """What each detector reaches on the test part, its thresholds set without an anomaly."""
    found: dict[str, dict[str, Number]] = {}
    test, usual = parts.test, parts.test.labels == 0
    for method, score in detectors.items():
        tested = score(test.inputs)
        limits = {
            BY_TRAINING: threshold(score(parts.train.inputs)),
            BY_VALIDATION: threshold(score(parts.valid.inputs)),
        }
        found[method] = {
            AUC: auc(tested[usual], tested[~usual]),
            **{name: _percent(tested[usual] > limit) for name, limit in limits.items()},
            DETECTED: _percent(tested[~usual] > limits[BY_VALIDATION]),
        }
    return found


def _percent(flags: Tensor) -> float:
    return 100 * flags.double().mean().item()


def _middle(number: Number) -> float:
    return number.mean if isinstance(number, Interval) else number


def group_of(name: str) -> str:
    """The table's group for images of a kind that is none of digits."""
    return f"digits are usual, {name} are not"


def strange(digits: Tensor, seed: int) -> dict[str, Tensor]:
    """Images of the digits' size that are no digits, by kind."""
    generator = Generator().manual_seed(derived_seed(seed, TEST_DRAW))
    order = torch.rand(digits.flatten(1).shape, generator=generator).argsort(dim=1)
    made = (
        torch.rand(digits.shape, generator=generator),
        digits.flatten(1).gather(1, order).view_as(digits),
        digits.rot90(1, (2, 3)),
        photograph_patches(),
        torch.zeros_like(digits[:100]),
    )
    return dict(zip(STRANGE, made, strict=True))


@cache
def photograph_patches() -> Tensor:
    """Squares of 28x28 pixels from the embedded photographs, evenly spread."""
    pictures = [p for part in ("train", "test") for p in embedded_photographs(1, part)[0]]
    patches = []
    for picture in pictures:
        tiles = picture.float().div(255).unfold(1, 28, 28).unfold(2, 28, 28).flatten(1, 2)[0]
        step = max(1, len(tiles) // PHOTOGRAPH_PATCHES)
        patches.append(tiles[::step][:PHOTOGRAPH_PATCHES, None])
    return torch.cat(patches)


RECIPE = Recipe(
    caption=(
        "Detection of anomalies by scores that were fitted to usual examples only. The AUC is the "
        "probability that an anomaly has a higher score than a usual example. Thresholds are set "
        "where 5 % of the usual training or validation examples would be called anomalies. Mean "
        "and 95 % interval over training seeds; where one digit is usual, over all ten of them, "
        "and where nine are, over the digits 0, 2, 4, 6 and 8 as the anomaly."
    ),
    config=Config(),
    quick={"train": 300, "valid": 60, "test": 150, "epochs": 3, "table_epochs": 5},
    data=lambda _: describe_data(mnist().train, measured_cells(0).train),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            beats(better, worse, AUC, group)
            for group in (ONE, NINE)
            for better, worse in (
                (DENOISING, PLAIN),
                (DENOISING, PCA),
                (DENOISING, FOREST),
                (DENOISING, NEIGHBOURS),
            )
        ),
        *(beats(DENOISING, other, AUC, CELLS) for other in (PLAIN, PCA, FOREST, NEIGHBOURS)),
        *(beats(DENOISING, other, AUC, group_of("rotated digits")) for other in (PCA, NEIGHBOURS)),
        beats(FOREST, DENOISING, AUC, group_of("photographs")),
    ],
)
