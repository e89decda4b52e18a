"""Digits from a quarter of their pixels: interpolations and two networks, judged twice.

Training the two networks and the classifier of one seed takes about five minutes on one core.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from torch import Generator, Tensor, nn

from dlc_support.data import Split, downscaled, mnist, upscaled
from dlc_support.evaluation import Interval, bootstrap, denoiser, psnr
from dlc_support.models import MNISTUpscaler
from dlc_support.objectives import Classification, Regression
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.table import Values
from dlc_support.training import Adam, Checkpoint, Cosine, History, fit, runs, seeded
from dlc_support.training.seeds import derived_seed

NAME = "super-resolution-digits"
CAPTION = (
    "MNIST test digits of 14x14 pixels (means of 2x2) brought back to 28x28, clipped to [0, 1]: "
    "PSNR, averaged over images, and how many a classifier names correctly that was trained on "
    "the original digits. Mean and 95 % interval over training seeds; an interpolation has no "
    "seed, and its PSNR no spread."
)
PAPER: Mapping[str, Mapping[str, float]] = {}  # the source shows pictures and gives no number

SCALE = 2
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos")
TRANSPOSED, RESIZED = "MNISTUpscaler", "MNISTUpscaler, resize-convolution"
NETWORKS = (TRANSPOSED, RESIZED)
ORIGINAL = "original"
PSNR, ACCURACY = "PSNR / dB", "accuracy / %"
TEST_DRAW = 201  # place in the paths of derived seeds


def _claims() -> Iterator[Claim]:
    for column, what in ((PSNR, "PSNR"), (ACCURACY, "accuracy")):
        for other in ("bilinear", "bicubic", "lanczos"):
            text = f"{what}: the network beats {other} interpolation"
            yield Claim(text, (TRANSPOSED, column), (other, column))
        yield Claim(
            f"{what}: resize-convolution beats transposed convolution",
            (RESIZED, column),
            (TRANSPOSED, column),
        )
    yield Claim(
        "accuracy: the originals are easier to name than what the network makes of small ones",
        (ORIGINAL, ACCURACY),
        (TRANSPOSED, ACCURACY),
    )


CLAIMS = tuple(_claims())


@dataclass(frozen=True)
class Config:
    """Settings of the table; the defaults are those of the recorded one.

    Layers, loss and the small images are the source's, which gives no number of epochs.

    Attributes:
        train: Training images.
        test: Test images.
        epochs: Epochs of each upscaler.
        classifier_epochs: Epochs of the classifier.
        batch_size: Images a step.
        lr: First learning rate of Adam, which falls along half a cosine after a warm-up of 5 %.
    """

    train: int = 50_000
    test: int = 10_000
    epochs: int = 2
    classifier_epochs: int = 2
    batch_size: int = 100
    lr: float = 2e-3

    def quick(self) -> "Config":
        """The same on few images."""
        return replace(self, train=1_000, test=200, epochs=1)


def data(config: Config) -> str:
    """Name and source of the digits."""
    from dlc_support.provenance import describe_data

    return describe_data(mnist().train)


def run(config: Config, seed: int, folder: Path) -> Values:
    """PSNR and accuracy of every method, for one seed.

    Args:
        config: The settings.
        seed: Fixes the networks' weights and the order of the images.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    digits = mnist()
    train, test = digits.train.take(config.train), digits.test.take(config.test)
    judge, _ = classifier(config, seed=seed, split=train)
    values = {ORIGINAL: {ACCURACY: _accuracy(judge, test.inputs, test, seed)}}
    for name, large in enlarged(config, seed=seed, train=train, small=reduced(test)).items():
        ratios = psnr(large, test.inputs)
        values[name] = {
            PSNR: bootstrap(ratios, _draws(seed)),
            ACCURACY: _accuracy(judge, large, test, seed),
        }
    return values


def reduced(split: Split) -> Split:
    """The small digits as inputs, means of 2x2 pixels as in the source; the large as targets."""
    small = downscaled(split.inputs, SCALE, "nearest")
    return replace(split, inputs=small, targets=split.inputs, name=f"small {split.name}")


def enlarged(config: Config, *, seed: int, train: Split, small: Split) -> dict[str, Tensor]:
    """What each method makes of small digits, clipped to [0, 1], by the method's name.

    Args:
        config: The settings.
        seed: Which networks.
        train: Original digits to train them on.
        small: As `reduced` returns it.
    """
    large = {name: upscaled(small.inputs, SCALE, name) for name in INTERPOLATIONS}
    for name in NETWORKS:
        model, _ = trained(name, config, seed=seed, split=train)
        large[name] = denoiser(model)(small.inputs)
    return {name: images.clamp(0, 1) for name, images in large.items()}


def trained(
    name: str, config: Config, *, seed: int, split: Split
) -> tuple[MNISTUpscaler, History]:
    """A trained upscaler, and how that went; at once where it is kept already.

    Args:
        name: `TRANSPOSED` or `RESIZED`.
        config: The settings.
        seed: Fixes the first weights and the run.
        split: Original digits.
    """
    with seeded(seed):
        model = MNISTUpscaler(resize=name == RESIZED)
    history = _fitted(model, Regression("half_sse"), reduced(split), config, config.epochs, seed)
    return model, history


def classifier(config: Config, *, seed: int, split: Split) -> tuple[nn.Sequential, History]:
    """A small convolutional network that names original digits, and how its training went."""
    with seeded(seed):
        model = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=5, stride=2),  # 28 -> 12
            nn.ReLU(inplace=True),
            nn.Conv2d(16, 32, kernel_size=3, stride=2),  # 12 -> 5
            nn.ReLU(inplace=True),
            nn.Flatten(),
            nn.Linear(32 * 25, 10),
        )
    history = _fitted(model, Classification(), split, config, config.classifier_epochs, seed)
    return model, history


def _fitted(
    model: nn.Module,
    objective: Regression | Classification,
    split: Split,
    config: Config,
    epochs: int,
    seed: int,
) -> History:
    return fit(
        model,
        objective,
        split,
        epochs=epochs,
        batch_size=config.batch_size,
        optimizer=Adam(config.lr),
        schedule=Cosine(warmup=0.05),
        seed=seed,
        checkpoint=Checkpoint(runs("super_resolution_digits"), seconds=60.0),
        progress=False,
    )


def right(judge: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """100 for each digit that the classifier names correctly, else 0; their mean is in %."""
    return 100.0 * (denoiser(judge)(images).argmax(dim=1) == labels).float()


def _accuracy(judge: nn.Module, images: Tensor, test: Split, seed: int) -> Interval:
    return bootstrap(right(judge, images, test.labels), _draws(seed))


def _draws(seed: int) -> Generator:
    return Generator().manual_seed(derived_seed(seed, TEST_DRAW))
