"""Noisy against clean targets under one budget, in pairs of runs that share everything else.

Training the two networks of one seed takes about 4 minutes on one core with bfloat16; testing
them takes one more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dlc_support.evaluation import Interval
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.noise2noise_runs import (
    PSNR,
    TRAINING,
    Restored,
    Spent,
    gains,
    numbers,
    objective,
    scored,
    sets,
    trained,
)
from dlc_support.recipes.table import Values

NAME = "noise2noise-targets"
CAPTION = (
    "Grey U-Nets trained for a few minutes with clean and with noisy targets, blind to a noise "
    "level drawn from [0, 50]/255, tested on whole photographs at sigma = 25/255. Noise is not "
    "clipped; outputs are clipped and rounded to 256 levels. Runs of one seed share first "
    "weights, patches, their order and the noise of the inputs. Mean and 95 % interval over "
    "training seeds."
)
PAPER: Mapping[str, Mapping[str, float]] = {}  # the paper's networks saw a thousand times more

CLEAN, NOISY = "clean targets", "noisy targets"
GAP, REVERSED = "noisy minus clean targets", "clean minus noisy targets"
ALLOWED = 0.1  # dB
CLAIMS = (
    Claim(f"noisy targets cost at most {ALLOWED} dB", (GAP, PSNR), -ALLOWED),
    Claim(f"noisy targets gain at most {ALLOWED} dB", (REVERSED, PSNR), -ALLOWED),
)


@dataclass(frozen=True)
class Config(Spent):
    """Settings of the table beyond a run's own; the defaults are those of the recorded one.

    Attributes:
        test: Test photographs, the first ones.
    """

    steps: int = 600
    epochs: int = 6
    batch_size: int = 8
    test: int = 68

    def quick(self) -> "Config":
        """The same for a few steps, on small patches and one photograph."""
        few = replace(self, steps=8, epochs=2, batch_size=2, size=32)
        return replace(few, ema=0.5, watched=4, test=1)


def data(config: Config) -> str:
    """Names and sources of the photographs."""
    from dlc_support.provenance import describe_data

    parts = sets(1)
    return describe_data(parts.train, parts.test)


def run(config: Config, seed: int, folder: Path) -> Values:
    """PSNR and SSIM of both networks, and what noisy targets cost, for one seed.

    Args:
        config: The settings.
        seed: Fixes weights, patches, their order and all noise.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    parts = sets(1)
    found: dict[str, Restored] = {}
    seconds: dict[str, float] = {}
    for name, targets in ((CLEAN, "clean"), (NOISY, "noisy")):
        model, history = trained(
            objective(targets), parts.train, parts.valid, seed=seed, spent=config
        )
        found[name] = scored(model, parts.test.take(config.test), seed=seed)
        seconds[name] = history.seconds
    values: dict[str, Mapping[str, Interval | float]] = {
        name: {**numbers(restored, seed), TRAINING: seconds[name]}
        for name, restored in found.items()
    }
    for name, first, second in ((GAP, NOISY, CLEAN), (REVERSED, CLEAN, NOISY)):
        values[name] = gains(found[first], found[second], seed)
    return values
