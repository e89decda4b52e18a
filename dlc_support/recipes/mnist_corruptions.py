"""Seven corruptions of MNIST, restored by networks and by simple baselines.

Training all networks of one seed takes about 20 minutes on one core with bfloat16; the rest of
`run` takes about 4 minutes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions import (
    BlockMask,
    Corruption,
    GaussianBlur,
    GaussianNoise,
    Mask,
    ZeroMask,
)
from dlc_support.data import Split, Splits, mnist
from dlc_support.evaluation import (
    Denoiser,
    Interval,
    bootstrap,
    denoiser,
    mse,
    paired_bootstrap,
    psnr,
    ssim,
)
from dlc_support.models import MLP, ConvAutoencoder
from dlc_support.objectives import Denoising
from dlc_support.objectives.denoising import with_mask
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.digit_baselines import Baseline, baselines
from dlc_support.recipes.table import Values
from dlc_support.training import Adam, Checkpoint, Cosine, History, fit, runs, seeded
from dlc_support.training.seeds import derived_seed

NAME = "mnist-corruptions"
CAPTION = (
    "PSNR and SSIM of restored MNIST test digits: outputs are clipped to [0, 1], PSNR is averaged "
    "over images, and images that a draw leaves unchanged (a block on black) do not count. Mean "
    "and 95 % interval over training seeds, each with its own draws of the corruption. The gain "
    "is over the corrupted input. Slow baselines see the first images only: compare "
    "their PSNR with the other rows of that column."
)
PAPER: Mapping[str, Mapping[str, float]] = {}  # the sources show pictures and give no number

CONDITIONS: Mapping[str, Corruption] = {
    "erasure 0.5": ZeroMask(0.5),
    "erasure 0.9": ZeroMask(0.9),
    "blur 2": GaussianBlur(2.0),
    "blur 4": GaussianBlur(4.0),
    "block 10": BlockMask(10),
    "block 16": BlockMask(16),
    "noise 0.1": GaussianNoise(0.1),
}
DENSE, CONVOLUTIONAL = "dense", "convolutional"
COPIED = "convolutional, known pixels copied (told the mask)"
TOLD = "convolutional, mask as input (told the mask)"
TOLD_CONDITIONS = ("block 16",)
PSNR, SSIM, GAIN, SUBSET = "PSNR / dB", "SSIM", "gain / dB", "PSNR of the first / dB"
SUBSET_SSIM, POOLED = "SSIM of the first", "PSNR of the mean MSE / dB"
VALIDATION = "validation PSNR / dB"
TEST_DRAW, VALID_DRAW, PAIRS_DRAW = 101, 102, 103  # places in the paths of derived seeds


def row(condition: str, method: str) -> str:
    """Name of a row of the table."""
    return f"{condition}: {method}"


def _claims() -> Iterator[Claim]:
    def claim(condition: str, better: str, worse: str, column: str = PSNR) -> Claim:
        text = f"{condition}: {better} beats {worse}"
        return Claim(text, (row(condition, better), column), (row(condition, worse), column))

    for condition in CONDITIONS:
        yield claim(condition, DENSE, "linear (told training pairs)")
        yield claim(condition, CONVOLUTIONAL, DENSE)
    for condition in ("blur 2", "blur 4"):
        yield claim(condition, CONVOLUTIONAL, "Wiener (told the kernel)")
    for condition in ("erasure 0.5", "erasure 0.9", "block 10", "block 16"):
        yield claim(condition, COPIED, "biharmonic inpainting (told the mask)", SUBSET)
    for condition in TOLD_CONDITIONS:
        yield claim(condition, TOLD, COPIED)
    yield claim("noise 0.1", DENSE, "non-local means (told the noise level)", SUBSET)


CLAIMS = tuple(_claims())


@dataclass(frozen=True)
class Config:
    """Settings of the table; the defaults are those of the recorded one.

    Network, batch size and loss are the source's. The epochs are what two cores allow for 75
    networks: the learning curves still fall a little.

    Attributes:
        train: Training images.
        valid: Validation images for the settings of fast baselines; a tenth of them for slow ones.
        test: Test images.
        subset: Test images for slow baselines, the first ones.
        dense_epochs: Epochs of the dense networks.
        convolutional_epochs: Epochs of the convolutional networks.
        batch_size: Images a step.
        lr: First learning rate of Adam, which falls along half a cosine after a warm-up of 5 %.
    """

    train: int = 50_000
    valid: int = 1_000
    test: int = 10_000
    subset: int = 500
    dense_epochs: int = 6
    convolutional_epochs: int = 2
    batch_size: int = 100
    lr: float = 2e-3

    def quick(self) -> "Config":
        """The same on few images and for an epoch or two."""
        images = {"train": 1_000, "valid": 100, "test": 100, "subset": 10}
        return replace(self, **images, dense_epochs=2, convolutional_epochs=1)


def data(config: Config) -> str:
    """Name and source of the digits."""
    from dlc_support.provenance import describe_data

    return describe_data(mnist().train)


def run(config: Config, seed: int, folder: Path) -> Values:
    """PSNR and SSIM of every method under every condition, for one seed.

    Args:
        config: The settings.
        seed: Fixes weights, order of the images, and all draws of the corruptions.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    digits = mnist()
    parts = Splits(
        digits.train.take(config.train),
        digits.valid.take(config.valid),
        digits.test.take(config.test),
    )
    values: dict[str, Mapping[str, float | Interval]] = {}
    for condition in CONDITIONS:
        for method, scored in _scored(condition, config, seed, parts):
            values[row(condition, method)] = scored
    return values


def trained(
    condition: str, method: str, config: Config, *, seed: int, split: Split
) -> tuple[nn.Module, History]:
    """A network trained on a condition, and how that went; at once where it is kept already.

    Args:
        condition: A key of `CONDITIONS`.
        method: `DENSE`, `CONVOLUTIONAL` or `TOLD`.
        config: The settings.
        seed: Fixes the first weights and the run.
        split: Clean training images.
    """
    with seeded(seed):
        model = network(method)
    epochs = config.dense_epochs if method == DENSE else config.convolutional_epochs
    history = fit(
        model,
        Denoising(CONDITIONS[condition], show_mask=method == TOLD),
        split,
        epochs=epochs,
        batch_size=config.batch_size,
        optimizer=Adam(config.lr),
        schedule=Cosine(warmup=0.05),
        seed=seed,
        checkpoint=Checkpoint(runs("mnist_corruptions"), seconds=120.0),
        progress=False,
    )
    return model, history


def network(method: str) -> nn.Module:
    """The untrained network of a method."""
    return (
        MLP((784, 1000, 784))
        if method == DENSE
        else ConvAutoencoder(extra_channels=int(method == TOLD))
    )


def methods(condition: str) -> list[str]:
    """The networks that a condition has."""
    return [DENSE, CONVOLUTIONAL] + [TOLD] * (condition in TOLD_CONDITIONS)


@dataclass(frozen=True, eq=False)
class Draw:
    """Clean images with one fixed draw of a corruption, and the mask where there is one."""

    clean: Tensor
    corrupted: Tensor
    touched: Tensor | None

    def take(self, count: int) -> "Draw":
        """The first `count` images."""
        touched = None if self.touched is None else self.touched[:count]
        return Draw(self.clean[:count], self.corrupted[:count], touched)


def draw(condition: str, split: Split, *path: int) -> Draw:
    """The draw that a path of numbers names, (seed, what for), without the images that it spares.

    A block may cover black pixels only; the PSNR of such an image is infinite, and there is
    nothing to restore.
    """
    corruption = CONDITIONS[condition]
    place = derived_seed(*path, list(CONDITIONS).index(condition))
    corrupted = corruption(split.inputs, Generator().manual_seed(place))
    touched = None
    if isinstance(corruption, Mask):
        touched = corruption.touched(split.inputs, Generator().manual_seed(place))
    changed = (corrupted != split.inputs).flatten(1).any(dim=1)
    return Draw(
        split.inputs[changed], corrupted[changed], None if touched is None else touched[changed]
    )


def restored(model: nn.Module, method: str, drawn: Draw) -> Tensor:
    """A network's estimates, clipped to [0, 1]; one that sees the mask keeps the known pixels."""
    if method == TOLD:
        estimate = denoiser(model)(with_mask(drawn.corrupted, drawn.touched))
        return copied(estimate.clamp(0, 1), drawn)
    return denoiser(model)(drawn.corrupted).clamp(0, 1)


def copied(estimate: Tensor, drawn: Draw) -> Tensor:
    """Estimates with the known pixels as they are: what any method can do that knows the mask."""
    return torch.where(drawn.touched, estimate, drawn.corrupted)


def transfer(restorers: Mapping[str, Denoiser], draws: Mapping[str, Draw]) -> Tensor:
    """Mean PSNR gain over the corrupted input, in dB: a row per denoiser, a column per draw."""
    gains = [
        [
            psnr(restore(drawn.corrupted).clamp(0, 1), drawn.clean).mean()
            for drawn in draws.values()
        ]
        for restore in restorers.values()
    ]
    before = [psnr(drawn.corrupted.clamp(0, 1), drawn.clean).mean() for drawn in draws.values()]
    return torch.tensor(gains) - torch.tensor(before)


def _scored(
    condition: str, config: Config, seed: int, parts: Splits
) -> Iterator[tuple[str, dict[str, float | Interval]]]:
    """Each method of a condition with its numbers."""
    test = draw(condition, parts.test, seed, TEST_DRAW)
    yield "corrupted", _numbers(test.corrupted.clamp(0, 1), test, config, seed)
    for made in _baselines(condition, config, seed, parts):
        seen = test.take(config.subset) if made.slow else test
        numbers = _numbers(made(seen.corrupted, seen.touched), seen, config, seed)
        if made.slow:
            numbers = {SUBSET: numbers[SUBSET], SUBSET_SSIM: numbers[SSIM]}
        yield made.name, {**numbers, VALIDATION: made.validation}
    for method in methods(condition):
        model, _ = trained(condition, method, config, seed=seed, split=parts.train)
        estimate = restored(model, method, test)
        yield method, _numbers(estimate, test, config, seed)
        if method == CONVOLUTIONAL and test.touched is not None:
            yield COPIED, _numbers(copied(estimate, test), test, config, seed)


def _baselines(condition: str, config: Config, seed: int, parts: Splits) -> Iterator[Baseline]:
    pairs = draw(condition, parts.train, seed, PAIRS_DRAW)
    valid = draw(condition, parts.valid, seed, VALID_DRAW)
    return baselines(CONDITIONS[condition], pairs, valid)


def _numbers(
    estimate: Tensor, seen: Draw, config: Config, seed: int
) -> dict[str, float | Interval]:
    """PSNR, SSIM and gain with intervals over the images."""
    generator = Generator().manual_seed(derived_seed(seed, TEST_DRAW))
    ratios = psnr(estimate, seen.clean)
    before = psnr(seen.corrupted.clamp(0, 1), seen.clean)
    return {
        PSNR: bootstrap(ratios, generator),
        SSIM: bootstrap(ssim(estimate, seen.clean), generator),
        GAIN: paired_bootstrap(ratios, before, generator),
        POOLED: -10 * mse(estimate, seen.clean).mean().log10().item(),
        SUBSET: bootstrap(ratios[: config.subset], generator),
    }
