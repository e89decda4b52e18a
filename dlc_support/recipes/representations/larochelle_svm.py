"""Support vector machines on the sets of Larochelle et al.: by them our generators are judged.

The source's files are not used, so what is made here may be easier or harder than what its tables
are about. A support vector machine has neither first weights nor epochs: where its error is that
of the source, the sets are alike, as far as one number can tell. All twelve machines take about
twenty minutes on a core; each is kept when it is finished.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

import torch
from numpy import ndarray
from torch import Tensor

from dlc_support.data import Photographs, Splits, larochelle, photographs
from dlc_support.data.larochelle import SHAPES, SIZES
from dlc_support.evaluation import Interval
from dlc_support.files import write_whole
from dlc_support.provenance import describe_data
from dlc_support.tables import Claim, Networks, Recipe, Rows, Seed, Table, Unseeded, cell, percent
from dlc_support.tables.claim import Verdict
from dlc_support.tables.reproduce import code_of
from dlc_support.training import runs

ERROR, VALIDATION, GAMMA, SOFT = "test error / %", "validation error / %", "gamma", "C"
CHUNK = 1_000  # test images at a time
SEED = 0  # of the data: no other one is drawn
# What is told of each set by its description, and what was tried where that leaves it open.
VARIANTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "rot": {"bilinear rotation": {}},
    "basic": {"as they are": {}},
    "bg-rand": {
        "x + (1 - x) noise": {"compositing": "alpha"},
        "max(x, noise)": {"compositing": "max"},
        "noise where x = 0": {"compositing": "fill"},
    },
    "rect": {
        "sides 1 to 28, differing by 3": {},
        "sides 3 to 25, differing by 4": {"sides": (3, 25), "apart": 4},
    },
    "convex": {
        "half-planes from 0": {},
        "half-planes from 1": {"fewest": 1},
    },
    "bg-img": {"x + (1 - x) patch": {}},
    "rect-img": {"one patch in front of another": {}},
    "bg-img-rot": {"x + (1 - x) patch": {}},
}
# Vincent et al. (2010), table 3: the errors of these machines on the source's files, in per cent,
# with their half widths.
PUBLISHED = {
    "basic": (3.03, 0.15),
    "rot": (11.11, 0.28),
    "bg-rand": (14.58, 0.31),
    "bg-img": (22.61, 0.37),
    "bg-img-rot": (55.18, 0.44),
    "rect": (2.15, 0.13),
    "rect-img": (24.04, 0.37),
    "convex": (19.13, 0.34),
}
# How many points a set may be away from the source; of bg-rand, its nearest variant.
TOLERANCE = {"rot": 0.7, "basic": 0.7, "rect": 0.7, "bg-rand": 1.2}


@dataclass(frozen=True)
class Config:
    """At most so many images, and the grid of widths and penalties, the same for all sets."""

    train: int = 10_000
    valid: int = 2_000
    test: int = 50_000
    gammas: tuple[float, ...] = (0.005, 0.01, 0.02, 0.04, 0.08)
    penalties: tuple[float, ...] = (2.0, 10.0)


NETWORKS = Networks("larochelle_svm", {})


def run(seed: Seed) -> Rows:
    """Error rates on all sets in all variants; no seed changes them."""
    origin = f"{data(seed.config)} {code_of('larochelle-svm')}"
    return {
        (name, variant): {
            VALIDATION: of(found["valid"]),
            ERROR: of(found["test"]),
            GAMMA: found["gamma"],
            SOFT: found["C"],
        }
        for name, variants in VARIANTS.items()
        for variant in variants
        for found in (kept(name, variant, seed.config, origin),)
    }


def data(_: Config) -> str:
    """What digits and photographs there are."""
    return describe_data(larochelle("basic", sizes=(1, 1, 1)).train, backgrounds())


@cache
def backgrounds() -> Photographs:
    """The photographs behind the digits: BSDS500's training part, else those of scikit-image."""
    return photographs("BSDS500-train", channels=1).each(lambda picture: picture)


def of(counts: Sequence[int]) -> Unseeded:
    """An error rate in per cent, from the numbers of wrong images and of all."""
    return Unseeded(percent(*counts))


def kept(name: str, variant: str, config: Config, origin: str) -> dict[str, Any]:
    """What a machine finds, from a file where it has been at it before.

    Args:
        name: The set.
        variant: What is tried of it.
        config: The settings.
        origin: Data and code, which the file is named after as well.
    """
    told = repr((name, variant, config, origin))
    file = runs(NETWORKS.folder) / f"{blake2b(told.encode(), digest_size=8).hexdigest()}.json"
    if not file.is_file():
        caps, most = SHAPES.get(name, SIZES), (config.train, config.valid, config.test)
        how = dict(VARIANTS[name][variant])
        if "img" in name:
            how["pictures"] = backgrounds()
        splits = larochelle(name, seed=SEED, sizes=tuple(map(min, caps, most)), **how)
        write_whole(file, json.dumps({"set": name, "variant": variant, **judged(splits, config)}))
    return json.loads(file.read_text(encoding="utf-8"))


def judged(splits: Splits, config: Config) -> dict[str, Any]:
    """Wrong and all images of the validation and the test part, and the choice from the grid.

    Width and penalty are chosen by validation errors, the smaller ones where several are best;
    then the machine is trained again with the validation images, as in the source.
    """
    from sklearn.svm import SVC

    train, valid, test = (part.inputs.flatten(1) for part in vars(splits).values())
    labels = [part.labels.numpy() for part in vars(splits).values()]

    def wrong(machine: SVC, kernel: ndarray, told: ndarray) -> int:
        return int((machine.predict(kernel) != told).sum())

    found = []
    for gamma in config.gammas:
        among, across = gram(train, train, gamma), gram(valid, train, gamma)
        for penalty in config.penalties:
            machine = SVC(C=penalty, kernel="precomputed", cache_size=1000).fit(among, labels[0])
            found.append((wrong(machine, across, labels[1]), gamma, penalty))
    fewest, gamma, penalty = min(found)
    del among, across
    both = torch.cat([train, valid])
    machine = SVC(C=penalty, kernel="precomputed", cache_size=1000)
    machine.fit(
        gram(both, both, gamma), torch.cat([splits.train.labels, splits.valid.labels]).numpy()
    )
    missed = sum(
        wrong(machine, gram(images, both, gamma), told.numpy())
        for images, told in zip(test.split(CHUNK), splits.test.labels.split(CHUNK), strict=True)
    )
    return {
        "valid": (fewest, len(valid)),
        "test": (missed, len(test)),
        "gamma": gamma,
        "C": penalty,
    }


def gram(ones: Tensor, others: Tensor, gamma: float) -> ndarray:
    r"""The kernel $e^{-\gamma |x - y|^2}$ of all pairs, (rows, columns)."""
    squares = ones.square().sum(dim=1)[:, None] + others.square().sum(dim=1)
    distances = squares.addmm_(ones, others.T, alpha=-2).clamp_(min=0)
    return distances.mul_(-gamma).exp_().numpy()


def judgements(table: Table) -> list[Verdict]:
    """Whether a variant is within `TOLERANCE` of the source, and how far inside, in points."""
    return [
        Verdict(claim, inside(table.over_images(*claim.larger)[0], claim.smaller, most))
        for name, most in TOLERANCE.items()
        for variant in table.rows_of(name)
        for claim in (
            Claim(
                f"{name}, {variant}: at most {most} points from the source",
                cell(name, variant, ERROR),
                PUBLISHED[name][0],
            ),
        )
    ]


def inside(error: Interval, source: float, most: float) -> Interval:
    """How much nearer than `most` an error is to the source's; negative where it is not.

    Example:
        >>> str(inside(Interval(11.2, 10.9, 11.5), 11.1, 0.7))
        '0.60 [0.30, 0.70]'
    """
    ends = abs(error.low - source), abs(error.high - source)
    nearest = 0.0 if error.low <= source <= error.high else min(ends)
    return Interval(most - abs(error.mean - source), most - max(ends), most - nearest)


RECIPE = Recipe(
    caption=(
        "Test errors of support vector machines with a Gaussian kernel on our versions of the "
        "sets of Larochelle et al. (2007), beside those of the source on its own files. Width and "
        "C are chosen by validation errors from one grid for all sets; then the machine is "
        "trained again with the validation images. Intervals are over test images (Wilson). The "
        "photographs are named in the last line."
    ),
    config=Config(),
    quick={"train": 200, "valid": 60, "test": 100, "gammas": (0.01, 0.02), "penalties": (10.0,)},
    data=data,
    networks=NETWORKS,
    run=run,
    published={
        cell(name, variant, ERROR): Interval(mean, mean - half, mean + half)
        for name, variants in VARIANTS.items()
        for variant in variants
        for mean, half in (PUBLISHED[name],)
    },
)
