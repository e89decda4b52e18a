"""Noisy against clean targets under one budget, in pairs of runs that share everything else.

Training the two networks of one seed takes about a quarter of an hour on one core with bfloat16;
the baselines and the tests take some minutes.
"""

from dataclasses import dataclass

from dlc_support.provenance import describe_data
from dlc_support.recipes.restoration import noise2noise_runs as runs
from dlc_support.recipes.restoration.noise2noise_runs import CLEAN, NOISY, PSNR, TRAINING, Spent
from dlc_support.recipes.restoration.photograph_baselines import (
    MEANS,
    VARIATION,
    photograph_baselines,
)
from dlc_support.tables import Claim, Networks, Recipe, Rows, Seed, beats, cell

GAP, REVERSED = "noisy minus clean targets", "clean minus noisy targets"
ALLOWED = 0.1  # dB


@dataclass(frozen=True)
class Config(Spent):
    """Settings of the table beyond a run's own."""

    test: int = 68  # test photographs, the first ones
    crops: int = 12  # of held-out photographs, to tune baselines on


NETWORKS = Networks("noise2noise", {targets: runs.unet(1, targets) for targets in (CLEAN, NOISY)})


def run(seed: Seed) -> Rows:
    """PSNR and SSIM of both networks and of the baselines, and what noisy targets cost."""
    parts, number = runs.sets(1), seed.number
    test = parts.test.take(seed.config.test)
    tuned = photograph_baselines(parts.valid, runs.SIGMA, crops=seed.config.crops, matching=False)
    simple = {title: runs.scored(restore, test, seed=number) for title, restore in tuned}
    clean, noisy = (
        runs.scored(runs.trained(seed, targets, parts), test, seed=number)
        for targets in (CLEAN, NOISY)
    )
    seconds = {targets: history.seconds for targets, history in seed.histories.items()}
    return {
        CLEAN: {**runs.numbers(clean, number), TRAINING: seconds[CLEAN]},
        NOISY: {**runs.numbers(noisy, number), TRAINING: seconds[NOISY]},
        GAP: runs.numbers(noisy, number, minus=clean),
        REVERSED: runs.numbers(clean, number, minus=noisy),
        **{title: runs.numbers(scores, number) for title, scores in simple.items()},
    }


RECIPE = Recipe(
    caption=(
        "Grey U-Nets trained for 8000 steps with clean and with noisy targets, blind to a noise "
        "level drawn from [0, 50]/255, tested on whole photographs at sigma = 25/255, beside "
        "baselines that are told the level or tuned at it. Noise is not clipped; outputs are "
        "clipped and rounded to 256 levels. Runs of one seed share first weights, patches, their "
        "order and the noise of the inputs. Mean and 95 % interval over training seeds."
    ),
    config=Config(),
    quick=dict(steps=8, epochs=2, batch_size=2, size=32, ema=0.5, watched=4, test=1, crops=2),
    data=lambda _: describe_data(runs.sets(1).train, runs.sets(1).test),
    networks=NETWORKS,
    run=run,
    # The paper's networks saw a thousand times more: none of its numbers is comparable.
    claims=[
        Claim(f"noisy targets cost at most {ALLOWED} dB", cell(GAP, PSNR), -ALLOWED),
        Claim(f"noisy targets gain at most {ALLOWED} dB", cell(REVERSED, PSNR), -ALLOWED),
        *(
            beats(targets, simple, PSNR)
            for targets in (CLEAN, NOISY)
            for simple in (MEANS, VARIATION)
        ),
    ],
)
