"""Text keeps the median and impulses keep the mode: which loss removes them, in longer runs.

The six networks of one seed take about an hour on one core with bfloat16; testing them takes
some minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dlc_support.corruptions import Corruption, RandomImpulses, TextOverlay
from dlc_support.evaluation import Identity
from dlc_support.models import UNet
from dlc_support.objectives import AnnealedL0, Denoising, Noise2Noise
from dlc_support.provenance import describe_data
from dlc_support.recipes.restoration import noise2noise_runs as runs
from dlc_support.recipes.restoration.noise2noise_losses import (
    INPUT,
    PSNR,
    measured,
)
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats, cell
from dlc_support.weights import restorer

TEXT, IMPULSES = "text", "impulses"
L0 = AnnealedL0()
TRAINED: Mapping[str, Corruption] = {
    TEXT: TextOverlay(0.0, 0.5),
    IMPULSES: RandomImpulses(0.7),
}
TESTED: Mapping[str, Corruption] = {
    TEXT: TextOverlay(0.25, 0.25, count=12),
    IMPULSES: RandomImpulses(0.7),
}
HOLDS, FAILS = {TEXT: "L1", IMPULSES: "L0"}, {TEXT: "L2", IMPULSES: "L1"}
CLEAN = {noise: f"{loss}, clean targets" for noise, loss in HOLDS.items()}
GAIN = {noise: f"{HOLDS[noise]} minus {FAILS[noise]}" for noise in TRAINED}
GAP = {noise: f"{HOLDS[noise]}, noisy minus clean targets" for noise in TRAINED}
OBJECTIVES: Mapping[tuple[str, str], Denoising | Noise2Noise] = {
    (TEXT, HOLDS[TEXT]): Noise2Noise(TRAINED[TEXT], loss="l1"),
    (TEXT, FAILS[TEXT]): Noise2Noise(TRAINED[TEXT], loss="mse"),
    (TEXT, CLEAN[TEXT]): Denoising(TRAINED[TEXT], loss="l1"),
    (IMPULSES, HOLDS[IMPULSES]): Noise2Noise(TRAINED[IMPULSES], loss=L0),
    (IMPULSES, FAILS[IMPULSES]): Noise2Noise(TRAINED[IMPULSES], loss="l1"),
    (IMPULSES, CLEAN[IMPULSES]): Denoising(TRAINED[IMPULSES], loss=L0),
}
# All begin with the weights of a colour network that learned from noisy targets.
NETWORKS = Networks(
    "noise2noise_text_impulses",
    {
        name: Network(
            lambda _: restorer("unet-noise2noise")[0].train(),
            objective,
            betas=(0.9, 0.99),
            ema="ema",
        )
        for name, objective in OBJECTIVES.items()
    },
)


@dataclass(frozen=True)
class Config(runs.Spent):
    """Settings of the table beyond a run's own."""

    test: int = 24  # test photographs, the first ones
    side: int = 512  # they are cut to at most this height and width, in pixels


def run(seed: Seed) -> Rows:
    """The numbers of each network and of its input, and two differences on the same pictures."""
    parts, number = runs.sets(3), seed.number
    test = runs.middle(parts.test.take(seed.config.test), seed.config.side)
    rows = {}
    for noise, corruption in TESTED.items():
        found = {INPUT: measured(Identity(), corruption, test, number)}
        for row in (row for where, row in OBJECTIVES if where == noise):
            found[row] = measured(trained(seed, (noise, row), parts), corruption, test, number)
        for row, scores in found.items():
            rows[noise, row] = runs.numbers(scores, number)
        holds = found[HOLDS[noise]]
        for row, other in ((GAIN, FAILS), (GAP, CLEAN)):
            rows[noise, row[noise]] = runs.numbers(
                {PSNR: holds[PSNR]}, number, minus=found[other[noise]]
            )
    return rows


def trained(seed: Seed, name: tuple[str, str], parts: runs.Sets) -> UNet:
    """A network of `OBJECTIVES`, with its last weights."""
    return runs.trained(seed, name, parts, TESTED[name[0]])


PROTOCOL = (
    "Pictures: ours are means over crops of Kodak's photographs, the source's numbers are of the "
    "one picture of each of its figures, so the inputs differ too.",
    f"Training: ours {Config.steps} steps of {Config.batch_size} patches of 64x64 pixels, from "
    "the weights of a network for Gaussian noise; the source's networks saw crops of 256x256 "
    "pixels of ImageNet's validation set.",
    "Noise: our networks for impulses learn at the share of the test, 0.7; those for text learn "
    "at shares from 0 to 0.5 and are tested at 0.25.",
    "Clipping: our outputs are clipped and rounded to 256 levels.",
)

RECIPE = Recipe(
    caption=(
        "Colour U-Nets trained under text or impulses with the loss whose answer the noise "
        "keeps, with one that it moves, and with clean targets instead of noisy ones; tested on "
        "photographs, a quarter of whose pixels are covered by text or seven tenths replaced by "
        "random values. Outputs are clipped and rounded. All begin with the weights of the "
        "colour network of noise2noise-photographs and see the same patches. Contrast is the "
        "slope of the output on the clean photograph; the error is output minus clean, in levels "
        "of 255. One seed; mean and 95 % interval over the photographs, of differences over the "
        "same photographs."
    ),
    config=Config(),
    quick=dict(steps=8, epochs=2, batch_size=2, size=32, ema=0.5, watched=4, test=2, side=96),
    data=lambda _: describe_data(runs.sets(3).train, runs.sets(3).test),
    networks=NETWORKS,
    run=run,
    claims=[
        *(beats(HOLDS[noise], FAILS[noise], PSNR, noise) for noise in TRAINED),
        *(
            beats(HOLDS[noise], CLEAN[noise], PSNR, noise, margin=-1.0, text=text)
            for noise, text in {
                TEXT: "text: noisy targets cost at most 1 dB",
                IMPULSES: "impulses: noisy targets cost at most 1 dB",
            }.items()
        ),
    ],
    # Lehtinen et al. (2018), figures 3 and 4: one picture each.
    published={
        cell(TEXT, INPUT, PSNR): 17.12,
        cell(TEXT, FAILS[TEXT], PSNR): 26.89,
        cell(TEXT, HOLDS[TEXT], PSNR): 35.75,
        cell(TEXT, CLEAN[TEXT], PSNR): 35.82,
        cell(IMPULSES, INPUT, PSNR): 8.89,
        cell(IMPULSES, FAILS[IMPULSES], PSNR): 16.36,
        cell(IMPULSES, HOLDS[IMPULSES], PSNR): 28.43,
        cell(IMPULSES, CLEAN[IMPULSES], PSNR): 28.86,
    },
)
