"""Undersampled scans of phantoms: networks that never saw a complete one beside those that did.

Training the five networks of one seed takes about eight minutes on one core with bfloat16; the
rest of `run` takes about a minute.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Generator, Tensor, nn

from dlc_support.corruptions import Scan, SpectrumMask
from dlc_support.data import Split, Splits, phantoms, shepp_logan
from dlc_support.evaluation import (
    LeastTotalVariation,
    TotalVariation,
    bootstrap,
    denoiser,
    psnr,
    ssim,
    tune,
)
from dlc_support.models import UNet
from dlc_support.objectives import Denoising, MeasuredSpectrum, Noise2Noise
from dlc_support.provenance import describe_data
from dlc_support.tables import Claim, Network, Networks, Recipe, Rows, Seed, beats, cell
from dlc_support.training.seeds import derived_seed

SHARE = 0.1
SPECTRUM = SpectrumMask(SHARE)
SMOOTH = SpectrumMask(SHARE, scaled=False)
CLEAN, NOISY = "U-Net, clean targets", "U-Net, noisy targets"
MEASURED = "U-Net, measured samples of the target only"
FROM_SMOOTH = "U-Net, zero-filled input and noisy targets"
SMOOTH_CLEAN = "U-Net, zero-filled input and clean targets"
INPUT, FILLED = "input, scaled by 1/p", "zero-filled"
DENOISED, LEAST = "total variation of the zero-filled", "least total variation (given the samples)"
GAP = "noisy minus clean targets"
MEASURED_GAP = "measured samples minus clean targets"
SMOOTH_GAP = "zero-filled input: noisy minus clean targets"
SMOOTH_GAIN = "noisy targets: zero-filled minus unbiased input"
GAPS = {
    GAP: (NOISY, CLEAN),
    MEASURED_GAP: (MEASURED, CLEAN),
    SMOOTH_GAP: (FROM_SMOOTH, SMOOTH_CLEAN),
    SMOOTH_GAIN: (FROM_SMOOTH, NOISY),
}
PSNR, SSIM, BACK = "PSNR / dB", "SSIM", "PSNR, data consistency / dB"
KNOWN, REALISED = "PSNR of Shepp-Logan, data consistency / dB", "share measured"
TEST_DRAW, VALID_DRAW, KNOWN_DRAW = 101, 102, 103  # places in the paths of derived seeds
FromScan = Callable[[Scan], Tensor]
WEIGHTS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


@dataclass(frozen=True)
class Config:
    """Phantoms, runs and baselines."""

    side: int = 64  # pixels; a multiple of 32
    train: int = 1280  # phantoms
    valid: int = 20  # phantoms, for the weight of total variation
    test: int = 100
    epochs: int = 8  # each with fresh scans
    batch_size: int = 8
    lr: float = 1e-3
    ema: float = 0.99
    iterations: int = 300  # of the search for the least total variation


OBJECTIVES = {
    CLEAN: Denoising(SPECTRUM),
    NOISY: Noise2Noise(SPECTRUM),
    MEASURED: MeasuredSpectrum(SPECTRUM),
    FROM_SMOOTH: Noise2Noise(SMOOTH, target_corruption=SPECTRUM),
    SMOOTH_CLEAN: Denoising(SMOOTH),
}
EACH = {name: Network(lambda _: UNet(1), told, ema="ema") for name, told in OBJECTIVES.items()}
NETWORKS = Networks("mri", EACH)


def heads(config: Config) -> Splits:
    """The phantoms: the same for every training seed."""
    return phantoms((config.train, config.valid, config.test), side=config.side)


def run(seed: Seed) -> Rows:
    """PSNR and SSIM of the networks and the baselines."""
    splits = heads(seed.config)
    scanned = Scanned.of(splits.test, seed.number, TEST_DRAW)
    known = Scanned.of(shepp_logan(seed.config.side), seed.number, KNOWN_DRAW)
    answers = baselines(seed.config, seed.number, splits.valid)
    for name in NETWORKS.each:
        smooth = name in (FROM_SMOOTH, SMOOTH_CLEAN)
        answers[name] = from_scan(seed.network(name, splits.train), smooth=smooth)
    scores = {name: scanned.scored(answer(scanned.scan)) for name, answer in answers.items()}
    for gap, (name, other) in GAPS.items():
        scores[gap] = {c: scores[name][c] - scores[other][c] for c in (PSNR, BACK)}
    rows = {
        name: {c: bootstrap(each, Generator().manual_seed(0)) for c, each in columns.items()}
        for name, columns in scores.items()
    }
    for name, answer in answers.items():
        rows[name][KNOWN] = known.scored(answer(known.scan))[BACK].item()
    rows[INPUT][REALISED] = scanned.scan.share
    return rows


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
        """PSNR and SSIM of each image, as restored and with data consistency."""
        return {
            PSNR: psnr(estimate.clamp(0, 1), self.clean),
            SSIM: ssim(estimate.clamp(0, 1), self.clean),
            BACK: psnr(self.scan.data_consistency(estimate).clamp(0, 1), self.clean),
        }


def baselines(config: Config, seed: int, valid: Split) -> dict[str, FromScan]:
    """The simple answers; the weight of total variation is chosen on validation scans."""
    seen = Scanned.of(valid, seed, VALID_DRAW)
    smooth = tune(map(TotalVariation, WEIGHTS), seen.clean, seen.scan.zero_filled).best
    return {
        INPUT: lambda scan: scan.unbiased,
        FILLED: lambda scan: scan.zero_filled,
        DENOISED: lambda scan: smooth(scan.zero_filled),
        LEAST: lambda scan: LeastTotalVariation(config.iterations)(scan.unbiased, scan),
    }


def from_scan(model: nn.Module, *, smooth: bool = False) -> FromScan:
    """A trained network as a function of a scan; `smooth`: it learned from zero-filled inputs."""
    restore = denoiser(model)
    return lambda scan: restore(scan.zero_filled if smooth else scan.unbiased)


PROTOCOL = (
    f"Pictures: ours are phantoms of {Config.side}x{Config.side} pixels, {Config.train} to learn "
    "from; the source's are brain scans of 255x255 pixels, about 5000. So only the difference "
    "between the targets compares.",
    f"Training: ours {Config.epochs} epochs, the source's 300.",
    "Measured samples: ours are put back after training, the source's in training as well.",
    "Clipping: our outputs are clipped to [0, 1].",
)

RECIPE = Recipe(
    caption=(
        "PSNR and SSIM of phantoms restored from about 10 % of their spectrum; outputs are "
        "clipped to [0, 1], PSNR is averaged over images. Mean and 95 % interval over training "
        "seeds, each with its own draws of the scans. The networks of a seed have equal first "
        "weights, batches and input scans. The source's numbers are of brain scans: compare the "
        "difference between targets only."
    ),
    config=Config(),
    quick=dict(side=32, train=160, valid=4, test=12, epochs=3, ema=0.98, iterations=100),
    data=lambda config: describe_data(phantoms((1, 1, 1), side=config.side).train),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            Claim(f"{how}{name} lose less than 0.2 dB", cell(gap, column), -0.2)
            for gap, name in {
                GAP: "noisy targets",
                MEASURED_GAP: "measured targets",
                SMOOTH_GAP: "noisy targets and zero-filled inputs",
            }.items()
            for how, column in {"": PSNR, "data consistency: ": BACK}.items()
        ),
        beats(NOISY, FILLED, PSNR, text="noisy targets beat zero-filling"),
        beats(NOISY, DENOISED, PSNR, text="noisy targets beat tuned total variation"),
        Claim("data consistency helps", cell(NOISY, BACK), cell(NOISY, PSNR)),
        Claim("zero-filled inputs help", cell(SMOOTH_GAIN, BACK), 0.0),
        Claim(
            "data consistency: noisy targets beat the least total variation",
            *(cell(NOISY, BACK), cell(LEAST, PSNR)),
        ),
    ],
    # Lehtinen et al. (2018), section 3.4.
    published={cell(CLEAN, BACK): 31.77, cell(NOISY, BACK): 31.74, cell(GAP, BACK): -0.03},
)
