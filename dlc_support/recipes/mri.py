"""Undersampled scans of phantoms: networks that never saw a complete one beside those that did.

Training the three networks of one seed takes about five minutes on one core with bfloat16; the
rest of `run` takes about a minute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from torch import Generator, Tensor, nn

from dlc_support.corruptions import Scan, SpectrumMask
from dlc_support.data import Split, Splits, phantoms, shepp_logan
from dlc_support.evaluation import (
    Interval,
    LeastTotalVariation,
    TotalVariation,
    bootstrap,
    denoiser,
    psnr,
    ssim,
    tune,
)
from dlc_support.models import UNet
from dlc_support.objectives import Denoising, MeasuredSpectrum, Noise2Noise, Objective
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.table import Values
from dlc_support.training import Adam, Checkpoint, Cosine, History, fit, runs, seeded
from dlc_support.training.seeds import derived_seed

NAME = "mri"
CAPTION = (
    "PSNR and SSIM of phantoms restored from about 10 % of their spectrum; outputs are clipped to "
    "[0, 1], PSNR is averaged over images. Mean and 95 % interval over training seeds, each with "
    "its own draws of the scans. The networks of a seed have equal first weights, batches and "
    "input scans."
)
SHARE = 0.1
SPECTRUM = SpectrumMask(SHARE)
SMOOTH = SpectrumMask(SHARE, scaled=False)  # without 1 / p: biased, and less noisy

CLEAN, NOISY = "U-Net, clean targets", "U-Net, noisy targets"
MEASURED = "U-Net, measured samples of the target only"
FROM_SMOOTH = "U-Net, zero-filled input and noisy targets"
SMOOTH_CLEAN = "U-Net, zero-filled input and clean targets"
OBJECTIVES: Mapping[str, Objective] = {
    CLEAN: Denoising(SPECTRUM),
    NOISY: Noise2Noise(SPECTRUM),
    MEASURED: MeasuredSpectrum(SPECTRUM),
    FROM_SMOOTH: Noise2Noise(SMOOTH, target_corruption=SPECTRUM),
    SMOOTH_CLEAN: Denoising(SMOOTH),
}
METHODS = (CLEAN, NOISY, MEASURED)  # those that every seed of the table trains
INPUT, FILLED = "input, scaled by 1/p", "zero-filled"
DENOISED, LEAST = "total variation of the zero-filled", "least total variation (told the samples)"
GAP = "noisy less clean targets"
MEASURED_GAP = "measured samples less clean targets"
PSNR, SSIM, BACK = "PSNR / dB", "SSIM", "PSNR, samples put back / dB"
KNOWN, REALISED = "PSNR of Shepp-Logan, put back / dB", "share measured"
TEST_DRAW, VALID_DRAW, KNOWN_DRAW = 101, 102, 103  # places in the paths of derived seeds
FromScan = Callable[[Scan], Tensor]
WEIGHTS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)

PAPER: Mapping[str, Mapping[str, float]] = {}  # its scans are of people, 255 pixels to a side
CLAIMS = (
    Claim("noisy targets lose less than 0.2 dB", (GAP, PSNR), -0.2),
    Claim("put back, noisy targets lose less than 0.2 dB", (GAP, BACK), -0.2),
    Claim("measured samples as targets lose less than 0.2 dB", (MEASURED_GAP, PSNR), -0.2),
    Claim("put back, measured samples lose less than 0.2 dB", (MEASURED_GAP, BACK), -0.2),
    Claim("noisy targets beat zero-filling", (NOISY, PSNR), (FILLED, PSNR)),
    Claim("noisy targets beat tuned total variation", (NOISY, PSNR), (DENOISED, PSNR)),
    Claim("putting the samples back helps", (NOISY, BACK), (NOISY, PSNR)),
    Claim("put back, noisy targets beat the least total variation", (NOISY, BACK), (LEAST, PSNR)),
)


@dataclass(frozen=True)
class Config:
    """Settings of the table; the defaults are those of the recorded one.

    Attributes:
        side: Height and width of the phantoms, in pixels; a multiple of 32.
        train: Training phantoms.
        valid: Validation phantoms, for the weight of total variation.
        test: Test phantoms.
        epochs: Passes over the training phantoms, each with fresh scans.
        batch_size: Phantoms a step.
        lr: First learning rate of Adam, which falls along half a cosine after a warm-up of 5 %.
        ema: Decay of the average over the last weights.
        iterations: Steps of the search for the least total variation.
    """

    side: int = 64
    train: int = 1280
    valid: int = 20
    test: int = 100
    epochs: int = 8
    batch_size: int = 8
    lr: float = 1e-3
    ema: float = 0.99
    iterations: int = 300

    def quick(self) -> "Config":
        """The same on few and small phantoms."""
        few = {"train": 160, "valid": 4, "test": 12}
        return replace(self, **few, side=32, epochs=3, ema=0.98, iterations=100)


def data(config: Config) -> str:
    """Name and source of the phantoms."""
    from dlc_support.provenance import describe_data

    return describe_data(phantoms((1, 1, 1), side=config.side).train)


def heads(config: Config) -> Splits:
    """The phantoms: the same for every training seed."""
    return phantoms((config.train, config.valid, config.test), side=config.side)


def trained(method: str, config: Config, *, seed: int, split: Split) -> tuple[nn.Module, History]:
    """A network trained with one kind of target, and how that went; at once where it is kept.

    Args:
        method: A key of `OBJECTIVES`. Runs of one seed have equal first weights, batches and
            scans for the input.
        config: The settings.
        seed: Fixes the first weights and the run.
        split: Complete training phantoms, of which the noisy targets are drawn.
    """
    with seeded(seed):
        model = UNet(1)
    history = fit(
        model,
        OBJECTIVES[method],
        split,
        epochs=config.epochs,
        batch_size=config.batch_size,
        optimizer=Adam(config.lr),
        schedule=Cosine(warmup=0.05),
        ema=config.ema,
        seed=seed,
        checkpoint=Checkpoint(runs("mri"), seconds=60.0),
        progress=False,
    )
    return model, history


def run(config: Config, seed: int, folder: Path) -> Values:
    """PSNR and SSIM of the networks and the baselines, for one seed.

    Args:
        config: The settings.
        seed: Fixes weights, order of the phantoms, and all draws of the scans.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    splits = heads(config)
    scanned = Scanned.of(splits.test, seed, TEST_DRAW)
    known = Scanned.of(shepp_logan(config.side), seed, KNOWN_DRAW)
    answers = baselines(config, seed, splits.valid)
    answers |= {
        method: from_scan(trained(method, config, seed=seed, split=splits.train)[0])
        for method in METHODS
    }
    values: dict[str, dict[str, float | Interval]] = {}
    scores = {}
    for name, restore in answers.items():
        scores[name] = scanned.scored(restore(scanned.scan))
        values[name] = {column: _over_images(each) for column, each in scores[name].items()}
        values[name][KNOWN] = known.scored(restore(known.scan))[BACK].item()
    values[INPUT][REALISED] = scanned.scan.share
    for gap, method in {GAP: NOISY, MEASURED_GAP: MEASURED}.items():
        values[gap] = {
            column: _over_images(scores[method][column] - scores[CLEAN][column])
            for column in (PSNR, BACK)
        }
    return values


@dataclass(frozen=True, eq=False)
class Scanned:
    """Clean images and one draw of a scan of each."""

    clean: Tensor
    scan: Scan

    @classmethod
    def of(cls, split: Split, *path: int) -> "Scanned":
        """The draw that a path of numbers names, (seed, what for)."""
        generator = Generator().manual_seed(derived_seed(*path))
        return cls(split.inputs, SPECTRUM.scan(split.inputs, generator))

    def scored(self, estimate: Tensor) -> dict[str, Tensor]:
        """PSNR and SSIM of each image, as restored and with the samples put back."""
        mended = self.scan.put_back(estimate)
        return {
            PSNR: psnr(estimate.clamp(0, 1), self.clean),
            SSIM: ssim(estimate.clamp(0, 1), self.clean),
            BACK: psnr(mended.clamp(0, 1), self.clean),
        }


def baselines(config: Config, seed: int, valid: Split) -> dict[str, FromScan]:
    """The simple answers; the weight of total variation is chosen on validation scans."""
    seen = Scanned.of(valid, seed, VALID_DRAW)
    candidates = [TotalVariation(weight) for weight in WEIGHTS]
    smooth = tune(candidates, seen.clean, seen.scan.zero_filled).best
    least = LeastTotalVariation(config.iterations)
    return {
        INPUT: lambda scan: scan.unbiased,
        FILLED: lambda scan: scan.zero_filled,
        DENOISED: lambda scan: smooth(scan.zero_filled),
        LEAST: lambda scan: least(scan.unbiased, scan),
    }


def from_scan(model: nn.Module, *, smooth: bool = False) -> FromScan:
    """A trained network as a function of a scan.

    Args:
        model: The network.
        smooth: It was trained on zero-filled inputs.
    """
    restore = denoiser(model)
    return lambda scan: restore(scan.zero_filled if smooth else scan.unbiased)


def _over_images(values: Tensor) -> Interval:
    return bootstrap(values, Generator().manual_seed(0))
