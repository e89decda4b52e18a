"""VAE, deep residual VAE and multi-stage VAE on digits: which one is sharper, and at what price.

Training the five networks of one seed takes about twelve minutes of one busy core.
"""

import torch
from torch import Generator, Tensor

from dlc_support.data import mnist
from dlc_support.evaluation import (
    GaussianFilter,
    LinearAutoencoder,
    band_energy,
    frechet_distance,
    gradient_energy,
    linear_autoencoders,
    mse,
)
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import StagedVAE
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational.digit_features import features
from dlc_support.recipes.variational.multistage_networks import (
    ABSOLUTE,
    DEEP,
    NARROW,
    NETWORKS,
    PLAIN,
    STAGED,
    Config,
)
from dlc_support.shapes import Images
from dlc_support.tables import Claim, Number, Recipe, Rows, Seed, beats
from dlc_support.training.seeds import derived_seed

COARSE = "multi-stage VAE, its first stage"
SHARPENED, STEEPER = f"{NARROW}, sharpened", f"{NARROW}, more contrast"
LINEAR, REAL = "PCA", "other real digits"
SQUARED, ABSOLUTE_ERROR = "mean squared error", "mean absolute error"
GRADIENTS, HIGH = "gradient energy / %", "high-frequency power / %"
WRONG = "high-frequency error / %"
FRECHET, SAMPLED = "Fréchet distance, reconstructions", "Fréchet distance, samples"
SAMPLE_GRADIENTS = "gradient energy of samples / %"
KL = "KL / nats"
CUT = 0.25  # cycles per pixel: four pixels a cycle
PRIOR = 611  # place in the paths of derived seeds
BLUR, AMOUNT, CONTRAST = 1.0, 1.0, 2.0  # of the two filters; fixed beforehand, and not tuned


def run(seed: Seed) -> Rows:
    """How close to the test digits each network's pictures are, and how sharp."""
    config, digits = seed.config, mnist()
    train, real = digits.train.take(config.train), digits.test.take(config.tested).inputs
    known = features(digits.test.inputs)
    (linear,) = linear_autoencoders(train.inputs, [config.latents])
    noise = torch.randn(
        (config.tested, config.latents),
        generator=Generator().manual_seed(derived_seed(seed.number, PRIOR)),
    )
    rows: dict[str, dict[str, Number]] = {
        REAL: sampled(digits.valid.inputs[: config.tested], real, known),
        LINEAR: reconstructed(linear(real).clamp(0, 1), real, known)
        | sampled(linear_samples(linear, train.inputs, noise), real, known),
    }
    for name in NETWORKS.each:
        model = seed.network(name, train)
        (shown, spent), made = reconstructions(model, real), generated(model, noise)
        pictures = {name: (shown[-1], made[-1])}
        if name == STAGED:
            pictures[COARSE] = shown[0], made[0]
        if name == NARROW:
            for row, change in {SHARPENED: sharpened, STEEPER: steeper}.items():
                pictures[row] = change(shown[0]), change(made[0])
        for row, (restored, fresh) in pictures.items():
            rows[row] = reconstructed(restored, real, known) | sampled(fresh, real, known)
        rows[name] |= {KL: spent}
    return rows


def reconstructions(model: StagedVAE, images: Images) -> tuple[list[Tensor], float]:
    """Each stage's picture at the mean of the code, in [0, 1], and the mean KL in nats."""
    with evaluating(model):
        codes = [model.encode(part) for part in images.split(500)]
        stages = [model.stages(code.mean) for code in codes]
    kl = torch.cat([code.kl().sum(dim=1) for code in codes]).mean().item()
    return joined(stages), kl


def generated(model: StagedVAE, noise: Tensor) -> list[Tensor]:
    """Each stage's picture of codes of the prior, in [0, 1]."""
    with evaluating(model):
        return joined([model.stages(part) for part in noise.split(500)])


def joined(parts: list[list[Tensor]]) -> list[Tensor]:
    """Stages of parts of the images as stages of all of them, clipped."""
    return [torch.cat(images).clamp(0, 1) for images in zip(*parts, strict=True)]


def sharpened(images: Images) -> Images:
    """What a Gaussian filter takes away, added once more (unsharp masking)."""
    return (images + AMOUNT * (images - GaussianFilter(BLUR)(images))).clamp(0, 1)


def steeper(images: Images) -> Images:
    """Twice the contrast around grey, pixel by pixel."""
    return (0.5 + CONTRAST * (images - 0.5)).clamp(0, 1)


def linear_samples(linear: LinearAutoencoder, examples: Tensor, noise: Tensor) -> Images:
    """Pictures of normal codes with the variances of those of the examples, in [0, 1]."""
    return linear.decode(noise * linear.encode(examples).std(dim=0)).clamp(0, 1)


def reconstructed(images: Images, real: Tensor, known: Tensor) -> dict[str, Number]:
    """How far pictures are from what they show, and how sharp they are beside it.

    Args:
        images: The pictures.
        real: The digits that they show.
        known: The classifier's features of all test digits.
    """
    power = band_energy(real, CUT).sum()
    return {
        SQUARED: mse(images, real).mean().item(),
        ABSOLUTE_ERROR: (images - real).abs().mean().item(),
        GRADIENTS: 100 * (gradient_energy(images).sum() / gradient_energy(real).sum()).item(),
        HIGH: 100 * (band_energy(images, CUT).sum() / power).item(),
        WRONG: 100 * (band_energy(images - real, CUT).sum() / power).item(),
        FRECHET: frechet_distance(features(images), known),
    }


def sampled(images: Images, real: Tensor, known: Tensor) -> dict[str, Number]:
    """How far samples are from real digits, and how sharp they are beside some of them."""
    sharp = gradient_energy(images).mean() / gradient_energy(real).mean()
    return {
        SAMPLED: frechet_distance(features(images), known),
        SAMPLE_GRADIENTS: 100 * sharp.item(),
    }


def sharper(one: str, other: str) -> list[Claim]:
    """That one row is sharper, by the gradients and by the high frequencies."""
    return [
        beats(one, other, column, text=f"{one} sharper than {other}, {column}")
        for column in (GRADIENTS, HIGH)
    ]


def lower(one: str, other: str, *columns: str) -> list[Claim]:
    """That one row's errors or distances are the lower ones."""
    return [beats(other, one, column, text=f"{one} below {other}, {column}") for column in columns]


RECIPE = Recipe(
    caption=(
        "Reconstructions of the first 2,000 test digits at the mean of the code, clipped to "
        "[0, 1]. Gradient energy and the power above 0.25 cycles per pixel are in per cent of "
        "those of the digits, and so is the power of what is wrong there. The Fréchet distance, "
        "squared and in the 64 features of our digit classifier, is that from all 10,000 test "
        "digits, for the reconstructions and for 2,000 samples from the prior. The three networks "
        "with residual blocks have equal parameters. KL is per digit. Mean and 95 % interval "
        "over training seeds; nothing is trained for PCA and for the real digits."
    ),
    config=Config(),
    quick={
        **{"train": 400, "tested": 100, "width": 4, "blocks": 1, "latents": 8},
        **{"epochs": 1, "batch_size": 50},
    },
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        *sharper(STAGED, PLAIN),
        *sharper(STAGED, DEEP),
        *sharper(DEEP, PLAIN),
        *sharper(STAGED, COARSE),
        *sharper(STAGED, ABSOLUTE),
        *sharper(STAGED, NARROW),
        *sharper(STAGED, STEEPER),
        *lower(STAGED, PLAIN, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(STAGED, DEEP, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(STAGED, COARSE, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(STAGED, ABSOLUTE, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(DEEP, PLAIN, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(STAGED, NARROW, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(STAGED, STEEPER, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(SHARPENED, NARROW, SQUARED),
        *lower(STEEPER, NARROW, SQUARED),
    ],
)
