"""What to do with a fixed number of noisy captures: few scenes often, or many scenes twice.

Training the four networks of one seed takes about 3 minutes on one core with bfloat16; testing
them takes half a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Generator, Tensor

from dlc_support.data import Patches, Photographs, Split
from dlc_support.models import UNet
from dlc_support.objectives import Regression
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.noise2noise_runs import (
    PSNR,
    TEST_NOISE,
    TRAINING,
    Restored,
    gains,
    numbers,
    scored,
    sets,
)
from dlc_support.recipes.table import Values
from dlc_support.training import Adam, Checkpoint, Cosine, History, fit, runs, seeded
from dlc_support.training.seeds import derived_seed

NAME = "noise2noise-corpus"
CAPTION = (
    "Networks that learned from as many captures each: grey scenes of 32x32 pixels under noise "
    "of sigma = 25/255, drawn once. Average: one capture is the input, the mean of the others of "
    "that scene the target. Pairs: input and target are any two captures of a scene. Tested on "
    "whole photographs at the same level; outputs are clipped and rounded. The gain is over the "
    "average. Mean and 95 % interval over seeds, each with scenes and captures of its own."
)
# Section 3.1 of Lehtinen et al. (2018) compares the same three ways on a corpus of photographs,
# in a plot: some tenths of a dB from the average to pairs, and again to many scenes.
PAPER: Mapping[str, Mapping[str, float]] = {}

GAIN = "gain / dB"
SCENES_DRAW, PAIRS_DRAW = 401, 402  # places in the paths of derived seeds


@dataclass(frozen=True)
class Allocation:
    """How captures are spent.

    Attributes:
        each: Captures of each scene.
        average: Make one clean target a scene of all captures but one.
    """

    each: int
    average: bool = False

    def scenes(self, captures: int) -> int:
        """Scenes that so many captures make."""
        return captures // self.each

    def row(self, captures: int) -> str:
        """Name of the row of the table."""
        way = "average" if self.average else "pairs"
        return f"{self.scenes(captures)} scenes, {self.each} captures each, {way}"


AVERAGE = Allocation(20, average=True)
ALLOCATIONS = (AVERAGE, Allocation(20), Allocation(5), Allocation(2))


@dataclass(frozen=True)
class Config:
    """Settings of the table; the defaults are those of the recorded one.

    Attributes:
        captures: Noisy captures that each network learns from.
        steps: Steps of each run.
        batch_size: Pairs a step.
        size: Side of a scene in pixels.
        lr: First learning rate of Adam, which falls along half a cosine.
        ema: Decay of the average of the weights.
        test: Test photographs, the first ones.
    """

    captures: int = 2000
    steps: int = 400
    batch_size: int = 8
    size: int = 32
    lr: float = 1e-3
    ema: float = 0.97
    test: int = 8

    def quick(self) -> "Config":
        """The same for a few steps, on one photograph."""
        return replace(self, steps=6, batch_size=2, ema=0.5, test=1)


CLAIMS = tuple(
    Claim(f"{better} beat {worse}", (better, PSNR), (worse, PSNR))
    for worse, better in (
        (AVERAGE.row(2000), Allocation(20).row(2000)),
        (Allocation(20).row(2000), Allocation(2).row(2000)),
    )
)


def data(config: Config) -> str:
    """Names and sources of the photographs."""
    from dlc_support.provenance import describe_data

    parts = sets(1)
    return describe_data(parts.train, parts.test)


def run(config: Config, seed: int, folder: Path) -> Values:
    """PSNR and SSIM of every way to spend the captures, for one seed.

    Args:
        config: The settings.
        seed: Fixes scenes, captures, weights, the order of the pairs, and the noise of the test.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    parts = sets(1)
    test = parts.test.take(config.test)
    found: dict[str, Restored] = {}
    seconds: dict[str, float] = {}
    for allocation in ALLOCATIONS:
        model, history = trained(allocation, parts.train, config, seed=seed)
        row = allocation.row(config.captures)
        found[row], seconds[row] = scored(model, test, seed=seed), history.seconds
    first = found[AVERAGE.row(config.captures)]
    return {
        row: {
            **numbers(restored, seed),
            GAIN: gains(restored, first, seed)[PSNR],
            TRAINING: seconds[row],
        }
        for row, restored in found.items()
    }


def trained(
    allocation: Allocation, train: Photographs, config: Config, *, seed: int
) -> tuple[UNet, History]:
    """A network trained from captures, and how that went; at once where it is kept already."""
    taken = captured(allocation, train, config, seed=seed)
    with seeded(seed):
        model = UNet()
    history = fit(
        model,
        Regression(loss="mse"),
        pairs(taken, allocation, rows=config.steps * config.batch_size, seed=seed),
        epochs=1,
        batch_size=config.batch_size,
        optimizer=Adam(config.lr, betas=(0.9, 0.99)),
        schedule=Cosine(warmup=0.05),
        ema=config.ema,
        seed=seed,
        checkpoint=Checkpoint(runs("noise2noise"), seconds=120.0),
        progress=False,
    )
    return model, history


def captured(allocation: Allocation, train: Photographs, config: Config, *, seed: int) -> Tensor:
    """All captures, (scenes, captures of each, 1, size, size): scenes under noise drawn once.

    An allocation with fewer scenes has the first ones of one with more.
    """
    count = allocation.scenes(config.captures)
    place = derived_seed(seed, SCENES_DRAW)
    scenes = Patches(train, config.size, count=config.captures // 2, seed=place, flips=False)
    clean = scenes.rows(torch.arange(count)).inputs
    generator = Generator().manual_seed(derived_seed(seed, SCENES_DRAW, allocation.each))
    repeated = clean.repeat_interleave(allocation.each, dim=0)
    return TEST_NOISE(repeated, generator).unflatten(0, (count, allocation.each))


def pairs(taken: Tensor, allocation: Allocation, *, rows: int, seed: int) -> Split:
    """Inputs and targets made of captures, each row a scene drawn anew.

    Args:
        taken: The captures, as `captured` gives them.
        allocation: Average: the first capture and the mean of the others. Else any two.
        rows: Number of pairs.
        seed: Names the draw.
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
    return Split(inputs, targets=targets, name=f"{scenes} scenes x {each} captures")
