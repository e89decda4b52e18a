"""Digits from a quarter of their pixels: interpolations and two networks, judged twice.

Training the two networks and the classifier of one seed takes about five minutes on one core.
"""

from dataclasses import dataclass, replace

from torch import Tensor, nn

from dlc_support.data import Split, downscaled, mnist, upscaled
from dlc_support.evaluation import denoiser, psnr
from dlc_support.models import MNISTUpscaler
from dlc_support.objectives import Classification, Regression
from dlc_support.provenance import describe_data
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats, over_images

SCALE = 2
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos")
TRANSPOSED, RESIZED = "MNISTUpscaler", "MNISTUpscaler, resize-convolution"
CLASSIFIER, ORIGINAL = "classifier", "original"
PSNR, ACCURACY = "PSNR / dB", "accuracy / %"
TEST_DRAW = 201  # place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """Layers, loss and the small images are the source's, which gives no number of epochs."""

    train: int = 50_000  # images
    test: int = 10_000
    epochs: int = 2
    classifier_epochs: int = 2
    batch_size: int = 100
    lr: float = 2e-3


def small_classifier(_: Config) -> nn.Sequential:
    """A small convolutional network that names original digits."""
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=5, stride=2),  # 28 -> 12
        nn.ReLU(inplace=True),
        nn.Conv2d(16, 32, kernel_size=3, stride=2),  # 12 -> 5
        nn.ReLU(inplace=True),
        nn.Flatten(),
        nn.Linear(32 * 25, 10),
    )


NETWORKS = Networks(
    "super_resolution_digits",
    {
        TRANSPOSED: Network(lambda _: MNISTUpscaler(), Regression("half_sse")),
        RESIZED: Network(lambda _: MNISTUpscaler(resize=True), Regression("half_sse")),
        CLASSIFIER: Network(small_classifier, Classification(), "classifier_epochs"),
    },
)


def run(seed: Seed) -> Rows:
    """PSNR and accuracy of every method."""
    digits = mnist()
    train, test = digits.train.take(seed.config.train), digits.test.take(seed.config.test)
    classifier = seed.network(CLASSIFIER, train)

    def scores(images: Tensor) -> dict[str, Tensor]:
        return {PSNR: psnr(images, test.inputs), ACCURACY: right(classifier, images, test.labels)}

    each = {ORIGINAL: {ACCURACY: scores(test.inputs)[ACCURACY]}}
    each |= {name: scores(one) for name, one in enlarged(seed, train, reduced(test)).items()}
    return {name: over_images(found, seed.number, TEST_DRAW) for name, found in each.items()}


def reduced(split: Split) -> Split:
    """The small digits as inputs, means of 2x2 pixels as in the source; the large as targets."""
    small = downscaled(split.inputs, SCALE, "nearest")
    return replace(split, inputs=small, targets=split.inputs, name=f"small {split.name}")


def enlarged(seed: Seed, train: Split, small: Split) -> dict[str, Tensor]:
    """What each method makes of `reduced` digits, clipped to [0, 1], by the method's name."""
    large = {name: upscaled(small.inputs, SCALE, name) for name in INTERPOLATIONS}
    for name in (TRANSPOSED, RESIZED):
        large[name] = denoiser(seed.network(name, reduced(train)))(small.inputs)
    return {name: images.clamp(0, 1) for name, images in large.items()}


def right(classifier: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """100 for each digit that the classifier names correctly, else 0; their mean is in %."""
    return 100.0 * (denoiser(classifier)(images).argmax(dim=1) == labels).float()


RECIPE = Recipe(
    caption=(
        "MNIST test digits of 14x14 pixels (means of 2x2) brought back to 28x28, clipped to "
        "[0, 1]: PSNR, averaged over images, and how many a classifier names correctly that was "
        "trained on the original digits. Mean and 95 % interval over training seeds; an "
        "interpolation has no seed, and its PSNR no spread."
    ),
    config=Config(),
    quick={"train": 1_000, "test": 200, "epochs": 1},
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    # The source shows pictures and gives no number.
    claims=[
        *(
            beats(TRANSPOSED, other, column, text=f"{column}: the network beats {other}")
            for column in (PSNR, ACCURACY)
            for other in ("bilinear", "bicubic", "lanczos")
        ),
        *(
            beats(RESIZED, TRANSPOSED, column, text=f"{column}: resizing beats transposing")
            for column in (PSNR, ACCURACY)
        ),
        beats(ORIGINAL, TRANSPOSED, ACCURACY, text="the originals are easier to name"),
    ],
)
