"""Grey and colour photographs restored by U-Nets that never saw a clean one, and by baselines.

The three networks take 60 minutes on one core with bfloat16; the baselines and the tests take some
minutes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dlc_support.evaluation import Identity, Interval
from dlc_support.models import UNet
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.noise2noise_runs import (
    PSNR,
    SETS,
    SIGMA,
    TRAINING,
    Restored,
    Sets,
    Spent,
    Targets,
    gains,
    numbers,
    objective,
    scored,
    sets,
    trained,
)
from dlc_support.recipes.photograph_baselines import MATCHING, MEANS, photograph_baselines
from dlc_support.recipes.table import Values
from dlc_support.training import History

NAME = "noise2noise-photographs"
CAPTION = (
    "PSNR and SSIM of restored test photographs at sigma = 25/255. Noise is not clipped; outputs "
    "are clipped and rounded to 256 levels; PSNR is averaged over photographs, that of colour "
    "over red, green and blue. The networks are blind: they saw levels in [0, 50]/255 and are not "
    "told this one. The gain is over non-local means on the same photographs. BM3D is slow and "
    "sees the first photographs only: compare it with the other rows of that column. Brackets: "
    "95 % interval over the photographs."
)
NETWORK: Mapping[Targets, str] = {
    "noisy": "U-Net, noisy targets",
    "clean": "U-Net, clean targets",
}
CORRUPTED = "corrupted"
GAIN, SUBSET = "gain / dB", "PSNR of the first / dB"


def row(channels: Literal[1, 3], method: str) -> str:
    """Name of a row of the table."""
    return f"{SETS[channels][1]}: {method}"


# Kodak: Lehtinen et al. (2018), table 1, networks of the same size trained on ImageNet and
# tested on the whole photographs. BSD68: Zhang et al. (2017), table II.
PAPER: Mapping[str, Mapping[str, float]] = {
    row(3, NETWORK["noisy"]): {PSNR: 32.39},
    row(1, MATCHING): {PSNR: 28.57},
}
CLAIMS = (
    Claim("Kodak24: noisy targets beat means", (row(3, NETWORK["noisy"]), GAIN), 1.0),
    Claim("BSD68: noisy targets beat means", (row(1, NETWORK["noisy"]), GAIN), 0.3),
)


@dataclass(frozen=True)
class Config(Spent):
    """Settings of the table beyond a run's own; the defaults are those of the recorded one.

    Attributes:
        test: Test photographs of each set, the first ones.
        crops: Crops of held-out photographs that baselines are tuned on.
        clean: Train a third network, on clean colour targets.
        matching: Test photographs that BM3D gets, the first ones; 0 leaves it out.
    """

    steps: int = 8000
    epochs: int = 10
    batch_size: int = 4
    ema: float = 0.99
    test: int = 68
    crops: int = 12
    clean: bool = True
    matching: int = 8

    def quick(self) -> "Config":
        """The same for a few steps, on small patches and one photograph."""
        few = replace(self, steps=8, epochs=2, batch_size=2, size=32, ema=0.5)
        return replace(few, watched=4, test=1, crops=2, matching=0, clean=False)

    def targets(self, channels: Literal[1, 3]) -> tuple[Targets, ...]:
        """What the networks of a set of photographs are trained with."""
        return ("noisy", "clean") if channels == 3 and self.clean else ("noisy",)


def data(config: Config) -> str:
    """Names and sources of the photographs."""
    from dlc_support.provenance import describe_data

    parts = [sets(1), sets(3)]
    return describe_data(*(each for part in parts for each in (part.train, part.test)))


def run(config: Config, seed: int, folder: Path) -> Values:
    """PSNR, SSIM and gain of every method on both sets, for one seed.

    Args:
        config: The settings.
        seed: Fixes weights, patches, their order and all noise.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    values: dict[str, dict[str, Interval | float]] = {}
    for channels in (1, 3):
        found = dict(_found(channels, config, seed))
        for method, restored in found.items():
            values[row(channels, method)] = _columns(restored, found[MEANS], config, seed)
        for targets in config.targets(channels):
            _, history = network(channels, targets, config, seed=seed)
            values[row(channels, NETWORK[targets])][TRAINING] = history.seconds
    return values


def _columns(
    restored: Restored, means: Restored, config: Config, seed: int
) -> dict[str, Interval | float]:
    """Numbers on all photographs, where there are results on all, and on the first ones."""
    first = restored.take(config.matching) if config.matching else restored
    columns = {SUBSET: numbers(first, seed)[PSNR]} if config.matching else {}
    if len(restored.psnr) == len(means.psnr):
        columns = {**numbers(restored, seed), **columns}
    same = means.take(len(restored.psnr))
    return {**columns, GAIN: gains(restored, same, seed)[PSNR]}


def network(
    channels: Literal[1, 3], targets: Targets, config: Config, *, seed: int = 0
) -> tuple[UNet, History]:
    """A network of the table, and how its training went; at once where it is kept already."""
    parts = sets(channels)
    made = objective(targets)
    return trained(made, parts.train, parts.valid, seed=seed, spent=config)


def _found(channels: Literal[1, 3], config: Config, seed: int) -> Iterator[tuple[str, Restored]]:
    parts: Sets = sets(channels)
    test = parts.test.take(config.test)
    yield CORRUPTED, scored(Identity(), test, seed=seed)
    tuned = photograph_baselines(
        parts.valid, SIGMA, crops=config.crops, matching=config.matching > 0
    )
    for baseline in tuned:
        slow = baseline.title == MATCHING
        seen = test.take(config.matching) if slow else test
        yield baseline.title, scored(baseline.restore, seen, seed=seed)
    for targets in config.targets(channels):
        model, _ = network(channels, targets, config, seed=seed)
        yield NETWORK[targets], scored(model, test, seed=seed)
