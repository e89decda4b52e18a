"""What to do with a fixed number of noisy captures: few scenes often, or many scenes twice.

Training the four networks of one seed takes about 3 minutes on one core with bfloat16; testing
them takes half a minute.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Generator, Tensor

from dlc_support.data import Patches, Photographs, Split
from dlc_support.models import UNet
from dlc_support.objectives import Regression
from dlc_support.provenance import describe_data
from dlc_support.recipes.restoration import noise2noise_runs as runs
from dlc_support.recipes.restoration.noise2noise_runs import PSNR, TRAINING
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats
from dlc_support.training.seeds import derived_seed

GAIN = "gain / dB"
SCENES_DRAW, PAIRS_DRAW = 401, 402  # places in the paths of derived seeds


@dataclass(frozen=True)
class Allocation:
    """How captures are spent."""

    each: int  # captures of each scene
    average: bool = False  # make one clean target a scene of all captures but one

    def row(self, captures: int) -> str:
        """Name of the row of the table."""
        way = "average" if self.average else "pairs"
        return f"{captures // self.each} scenes, {self.each} captures each, {way}"


AVERAGE = Allocation(20, average=True)
ALLOCATIONS = (AVERAGE, Allocation(20), Allocation(5), Allocation(2))
NETWORKS = Networks(
    "noise2noise",
    {
        way: Network(
            lambda _: UNet(), Regression(loss="mse"), epochs=1, betas=(0.9, 0.99), ema="ema"
        )
        for way in ALLOCATIONS
    },
)


@dataclass(frozen=True)
class Config:
    """Captures, runs and test."""

    captures: int = 2000  # that each network learns from
    steps: int = 400
    batch_size: int = 8
    size: int = 32  # side of a scene in pixels
    lr: float = 1e-3
    ema: float = 0.97
    test: int = 8  # test photographs, the first ones


def run(seed: Seed) -> Rows:
    """PSNR and SSIM of every way to spend the captures."""
    parts, config = runs.sets(1), seed.config
    rows = config.steps * config.batch_size
    values, found = {}, {}
    for way in ALLOCATIONS:
        taken = captured(way, parts.train, config, seed=seed.number)
        model = seed.network(way, pairs(taken, way, rows=rows, seed=seed.number))
        found[way] = runs.scored(model, parts.test.take(config.test), seed=seed.number)
        gain = runs.numbers(found[way], seed.number, minus=found[AVERAGE])[PSNR]
        values[way.row(config.captures)] = {
            **runs.numbers(found[way], seed.number),
            GAIN: gain,
            TRAINING: seed.histories[way].seconds,
        }
    return values


def captured(allocation: Allocation, train: Photographs, config: Config, *, seed: int) -> Tensor:
    """All captures, (scenes, captures of each, 1, size, size): scenes under noise drawn once.

    An allocation with fewer scenes has the first ones of one with more.
    """
    count = config.captures // allocation.each
    place = derived_seed(seed, SCENES_DRAW)
    scenes = Patches(train, config.size, count=config.captures // 2, seed=place, flips=False)
    clean = scenes.rows(torch.arange(count)).inputs
    generator = Generator().manual_seed(derived_seed(seed, SCENES_DRAW, allocation.each))
    repeated = clean.repeat_interleave(allocation.each, dim=0)
    return runs.TEST_NOISE(repeated, generator).unflatten(0, (count, allocation.each))


def pairs(taken: Tensor, allocation: Allocation, *, rows: int, seed: int) -> Split:
    """Inputs and targets made of captures, each row a scene drawn anew.

    They are the first capture and the mean of the others, or any two.
    """
    generator = Generator().manual_seed(derived_seed(seed, PAIRS_DRAW))
    scenes, each = taken.shape[:2]
    scene = torch.randint(scenes, (rows,), generator=generator)
    if allocation.average:
        inputs, targets = taken[scene, 0], taken[:, 1:].mean(dim=1)[scene]
    else:
        first = torch.randint(each, (rows,), generator=generator)
        step = torch.randint(1, each, (rows,), generator=generator)
        inputs, targets = taken[scene, first], taken[scene, (first + step) % each]
    name = f"{scenes} scenes x {each} captures"
    return Split(inputs, targets=targets, name=name, range="unbounded")  # noisy


RECIPE = Recipe(
    caption=(
        "Networks that learned from as many captures each: grey scenes of 32x32 pixels under "
        "noise of sigma = 25/255, drawn once. Average: one capture is the input, the mean of the "
        "others of that scene the target. Pairs: input and target are any two captures of a "
        "scene. Tested on whole photographs at the same level; outputs are clipped and rounded. "
        "The gain is over the average. Mean and 95 % interval over seeds, each with scenes and "
        "captures of its own."
    ),
    config=Config(),
    quick={"steps": 6, "batch_size": 2, "ema": 0.5, "test": 1},
    data=lambda _: describe_data(runs.sets(1).train, runs.sets(1).test),
    networks=NETWORKS,
    run=run,
    # Section 3.1 of Lehtinen et al. (2018) compares the same three ways on a corpus of
    # photographs, in a plot: some tenths of a dB from the average to pairs, and again to many
    # scenes.
    claims=[
        beats(better, worse, PSNR, text=f"{better} beat {worse}")
        for worse, better in pairwise(
            way.row(2000) for way in (AVERAGE, Allocation(20), Allocation(2))
        )
    ],
)
