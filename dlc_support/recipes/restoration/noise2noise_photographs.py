"""Grey and colour photographs restored by U-Nets that never saw a clean one, and by baselines.

The three networks take 60 minutes on one core with bfloat16; the baselines and the tests take some
minutes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dlc_support.evaluation import Identity
from dlc_support.provenance import describe_data
from dlc_support.recipes.restoration import noise2noise_runs as runs
from dlc_support.recipes.restoration.noise2noise_runs import CLEAN, NOISY, PSNR, SETS, Spent
from dlc_support.recipes.restoration.photograph_baselines import (
    MATCHING,
    MEANS,
    photograph_baselines,
)
from dlc_support.tables import Claim, Networks, Number, Recipe, Rows, Seed, cell

NETWORK = {targets: f"U-Net, {targets}" for targets in (NOISY, CLEAN)}
GAIN, SUBSET = "gain / dB", "PSNR of the first / dB"
GREY, COLOUR = SETS[1][1], SETS[3][1]


@dataclass(frozen=True)
class Config(Spent):
    """Settings of the table beyond a run's own."""

    test: int = 68  # test photographs of each set, the first ones
    crops: int = 12  # of held-out photographs, to tune baselines on
    clean: bool = True  # train a third network, on clean colour targets
    matching: int = 8  # test photographs that BM3D gets, the first ones; 0 leaves it out

    def targets(self, channels: Literal[1, 3]) -> tuple[str, ...]:
        """What the networks of a set of photographs are trained with."""
        return (NOISY, CLEAN) if channels == 3 and self.clean else (NOISY,)


NETWORKS = Networks(
    "noise2noise",
    {(c, targets): runs.unet(c, targets) for c in SETS for targets in Config().targets(c)},
)


def run(seed: Seed) -> Rows:
    """PSNR, SSIM and gain of every method on both sets."""
    rows = {}
    for channels in SETS:
        group, found = SETS[channels][1], dict(_found(channels, seed))
        for method, scores in found.items():
            rows[group, method] = columns(scores, found[MEANS], seed)
        for targets in seed.config.targets(channels):
            seconds = seed.histories[channels, targets].seconds
            rows[group, NETWORK[targets]][runs.TRAINING] = seconds
    return rows


def columns(scores: runs.Scores, means: runs.Scores, seed: Seed) -> dict[str, Number]:
    """Numbers on all photographs, where there are results on all, and on the first ones."""

    def first(found: runs.Scores, count: int) -> runs.Scores:
        return {column: each[:count] for column, each in found.items()}

    count, few = len(scores[PSNR]), seed.config.matching
    found = runs.numbers(scores, seed.number) if count == len(means[PSNR]) else {}
    if few:
        found[SUBSET] = runs.numbers(first(scores, few), seed.number)[PSNR]
    return {**found, GAIN: runs.numbers(scores, seed.number, minus=first(means, count))[PSNR]}


def _found(channels: Literal[1, 3], seed: Seed) -> Iterator[tuple[str, runs.Scores]]:
    config, number, parts = seed.config, seed.number, runs.sets(channels)
    test = parts.test.take(config.test)
    yield "corrupted", runs.scored(Identity(), test, seed=number)
    tuned = photograph_baselines(
        parts.valid, runs.SIGMA, crops=config.crops, matching=config.matching > 0
    )
    for title, restore in tuned:
        seen = test.take(config.matching) if title == MATCHING else test
        yield title, runs.scored(restore, seen, seed=number)
    for targets in config.targets(channels):
        model = runs.trained(seed, (channels, targets), parts)
        yield NETWORK[targets], runs.scored(model, test, seed=number)


PROTOCOL = (
    "Test pictures: ours of Kodak are crops of 500x500 pixels, the source's whole photographs. "
    f"Our BM3D saw the first {Config.matching} of the {Config.test} photographs of BSD68, the "
    "source's all.",
    f"Training: ours {Config.steps} steps of {Config.batch_size} patches of 64x64 pixels, from "
    "200 photographs of Berkeley (5 % held out); the source's networks crops of 256x256 pixels, "
    "from the 50 000 images of ImageNet's validation set.",
    "Clipping: our noise is not clipped; our outputs are clipped and rounded to 256 levels.",
)

RECIPE = Recipe(
    caption=(
        "PSNR and SSIM of restored test photographs at sigma = 25/255. Noise is not clipped; "
        "outputs are clipped and rounded to 256 levels; PSNR is averaged over photographs, that "
        "of colour over red, green and blue. The networks are blind: they saw levels in "
        "[0, 50]/255 and are not told this one. The gain is over non-local means on the same "
        "photographs. BM3D is slow and sees the first photographs only: compare it with the other "
        "rows of that column; its source's number is over all of BSD68. Brackets: 95 % interval "
        "over the photographs."
    ),
    config=Config(),
    quick={
        **{"steps": 8, "epochs": 2, "batch_size": 2, "size": 32, "ema": 0.5},
        **{"watched": 4, "test": 1, "crops": 2, "matching": 0, "clean": False},
    },
    data=lambda _: describe_data(
        *(one for c in SETS for one in (runs.sets(c).train, runs.sets(c).test))
    ),
    networks=NETWORKS,
    run=run,
    claims=[
        Claim("Kodak24: noisy targets beat means", cell(COLOUR, NETWORK[NOISY], GAIN), 1.0),
        Claim("BSD68: noisy targets beat means", cell(GREY, NETWORK[NOISY], GAIN), 0.3),
    ],
    # Kodak: Lehtinen et al. (2018), table 1, networks of the same size trained on ImageNet and
    # tested on the whole photographs. BSD68: Zhang et al. (2017), table II.
    published={cell(COLOUR, NETWORK[NOISY], PSNR): 32.39, cell(GREY, MATCHING, SUBSET): 28.57},
)
