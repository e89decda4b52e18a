"""VAE, deep residual VAE and multi-stage VAE on digits: which one is sharper, and at what price.

Training the five networks of one seed takes about twelve minutes of one busy core.
"""

import torch
from torch import Generator, Tensor

from dlc_support.data import mnist
from dlc_support.evaluation import (
    GaussianFilter,
    LinearAutoencoder,
    ProbabilisticPCA,
    band_energy,
    frechet_distance,
    gradient_energy,
    linear_autoencoders,
    mse,
)
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import StagedVAE
from dlc_support.models.diagonal_normal import DiagonalNormal
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
CONTRAST, DRAWN = ", more contrast", ", at a draw"  # ends of the names of rows
SHARPENED = f"{NARROW}, sharpened"
LINEAR, REAL = "PCA", "other real digits"
LINEAR_VAES = {sigma: f"linear VAE, sigma {sigma}" for sigma in (0.35, 0.3, 0.25)}
SQUARED, ABSOLUTE_ERROR = "mean squared error × 1000", "mean absolute error × 1000"
GRADIENTS, HIGH = "gradient energy / %", "high-frequency power / %"
WRONG = "high-frequency error / %"
FRECHET, SAMPLED = "Fréchet distance, reconstructions", "Fréchet distance, samples"
SAMPLE_GRADIENTS = "gradient energy of samples / %"
KL = "KL / nats"
CUT = 0.25  # cycles per pixel: four pixels a cycle
PRIOR, TESTED, OTHERS, CODES = 611, 612, 613, 614  # places in the paths of derived seeds
BLUR, AMOUNT, STEEPNESS = 1.0, 1.0, 2.0  # of the two filters; fixed beforehand, and not tuned


def run(seed: Seed) -> Rows:
    """How close to the test digits each network's pictures are, and how sharp."""
    config, digits = seed.config, mnist()
    train, known = digits.train.take(config.train), features(digits.test.inputs)
    real = some(digits.test.inputs, config.tested, derived_seed(seed.number, TESTED))
    noise, draws = (
        torch.randn(
            (len(real), config.latents),
            generator=Generator().manual_seed(derived_seed(seed.number, place)),
        )
        for place in (PRIOR, CODES)
    )
    pictures: dict[str, Images] = {}  # by row, as all that follow
    samples: dict[str, Images] = {}
    spent: dict[str, float] = {}
    for name in NETWORKS.each:
        model = seed.network(name, train)
        code, samples[name] = encoded(model, real), generated(model, noise)[-1]
        shown, spent[name] = generated(model, code.mean), nats(code)
        pictures[name] = shown[-1]
        if name in (DEEP, ABSOLUTE):
            continue
        drawn = generated(model, code.draw(draws))
        pictures[name + DRAWN] = drawn[-1]
        if name == STAGED:
            samples[COARSE] = generated(model, noise)[0]
            pictures |= {COARSE: shown[0], COARSE + DRAWN: drawn[0]}
    pictures |= {
        row + CONTRAST: steeper(images)
        for row, images in pictures.items()
        if row not in (DEEP, ABSOLUTE)
    }
    pictures[SHARPENED] = sharpened(pictures[NARROW])
    (linear,) = linear_autoencoders(train.inputs, [config.latents])
    pictures[LINEAR] = linear(real).clamp(0, 1)
    samples[LINEAR] = linear_samples(linear, train.inputs, noise)
    for sigma, row in LINEAR_VAES.items():
        closed = linear_vae(linear, train.inputs, sigma)
        code = linear_code(closed, real)
        pictures[row], samples[row] = (
            linear_pictures(closed, z, real) for z in (code.mean, noise)
        )
        pictures[row + CONTRAST], spent[row] = steeper(pictures[row]), nats(code)
    samples[REAL] = some(digits.valid.inputs, len(real), derived_seed(seed.number, OTHERS))
    rows = {row: reconstructed(images, real, known) for row, images in pictures.items()}
    for row, images in samples.items():
        rows[row] = rows.get(row, {}) | sampled(images, real, known)
    for row, kl in spent.items():
        rows[row] |= {KL: kl}
    return rows


def some(images: Tensor, count: int, path: int) -> Tensor:
    """As many of the images, drawn without replacement."""
    return images[torch.randperm(len(images), generator=Generator().manual_seed(path))[:count]]


def encoded(model: StagedVAE, images: Images) -> DiagonalNormal:
    """The code's distribution of each image."""
    with evaluating(model):
        parts = [model.encode(part) for part in images.split(500)]
    mean, log_std = (
        torch.cat([getattr(part, name) for part in parts]) for name in ("mean", "log_std")
    )
    return DiagonalNormal(mean, log_std)


def nats(code: DiagonalNormal) -> float:
    """What the code costs, in the mean of the images."""
    return code.kl().sum(dim=1).mean().item()


def reconstructions(model: StagedVAE, images: Images) -> tuple[list[Tensor], float]:
    """Each stage's picture at the mean of the code, in [0, 1], and the mean KL in nats."""
    code = encoded(model, images)
    return generated(model, code.mean), nats(code)


def generated(model: StagedVAE, latents: Tensor) -> list[Tensor]:
    """Each stage's picture of given codes, in [0, 1]."""
    with evaluating(model):
        return joined([model.stages(part) for part in latents.split(500)])


def joined(parts: list[list[Tensor]]) -> list[Tensor]:
    """Stages of parts of the images as stages of all of them, clipped."""
    return [torch.cat(images).clamp(0, 1) for images in zip(*parts, strict=True)]


def sharpened(images: Images) -> Images:
    """What a Gaussian filter takes away, added once more (unsharp masking)."""
    return (images + AMOUNT * (images - GaussianFilter(BLUR)(images))).clamp(0, 1)


def steeper(images: Images) -> Images:
    """Twice the contrast around grey, pixel by pixel."""
    return (0.5 + STEEPNESS * (images - 0.5)).clamp(0, 1)


def linear_samples(linear: LinearAutoencoder, examples: Tensor, noise: Tensor) -> Images:
    """Pictures of normal codes with the variances of those of the examples, in [0, 1]."""
    return linear.decode(noise * linear.encode(examples).std(dim=0)).clamp(0, 1)


def linear_vae(linear: LinearAutoencoder, examples: Images, sigma: float) -> ProbabilisticPCA:
    r"""The linear VAE of largest likelihood whose noise is given, in closed form.

    $W = U \max(\Lambda - \sigma^2 I, 0)^{1/2}$ with the leading eigenvectors $U$ and eigenvalues
    $\Lambda$ of the examples' covariance: at the mean of the code each principal component of $x$
    is shrunk by $1 - \sigma^2 / \lambda$.

    Args:
        linear: PCA of the examples, which has $U$.
        examples: What it is fitted to.
        sigma: Standard deviation of the decoder's noise.

    Source:
        Tipping and Bishop (1999), equation 7, with the noise fixed.
    """
    variances = linear.encode(examples).var(dim=0, correction=0)
    scale = (variances - sigma**2).clamp(min=0).sqrt()
    return ProbabilisticPCA(linear.decoder * scale, linear.mean.flatten(), sigma)


def linear_code(model: ProbabilisticPCA, images: Images) -> DiagonalNormal:
    """The exact posterior of the code, which has independent components."""
    mean = model.encode(images)
    return DiagonalNormal(mean, model.posterior.diagonal().log().expand_as(mean) / 2)


def linear_pictures(model: ProbabilisticPCA, latents: Tensor, like: Tensor) -> Tensor:
    """The decoder's pictures of given codes, in [0, 1] and shaped as others are."""
    flat = latents.double() @ model.weight.T + model.mean
    return flat.reshape(-1, *like.shape[1:]).to(like).clamp(0, 1)


def reconstructed(images: Images, real: Tensor, known: Tensor) -> dict[str, Number]:
    """How far pictures are from what they show, and how sharp they are beside it.

    Args:
        images: The pictures.
        real: The digits that they show.
        known: The classifier's features of all test digits.
    """
    power = band_energy(real, CUT).sum()
    return {
        SQUARED: 1000 * mse(images, real).mean().item(),
        ABSOLUTE_ERROR: 1000 * (images - real).abs().mean().item(),
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


LARGE, MIDDLE, SMALL = LINEAR_VAES.values()
RECIPE = Recipe(
    caption=(
        "Reconstructions of 2,000 test digits at the mean of the code, or where the row says so "
        "at a draw of it, clipped to [0, 1]. Errors are those of a pixel, in thousandths. "
        "Gradient energy and the power above 0.25 cycles per pixel (radial) are in per cent of "
        "those of the digits, and so is the power of what is wrong there. The Fréchet distance, "
        "squared and in the 64 features of our digit classifier, is that from all 10,000 test "
        "digits, for the reconstructions and for 2,000 samples from the prior. The three "
        "networks with residual blocks have equal parameters. KL is per digit. Mean and 95 % "
        "interval over seeds, each with its own training, test digits and draws; PCA and the "
        "linear VAEs are in closed form."
    ),
    config=Config(),
    quick=dict(train=400, tested=100, width=4, blocks=1, latents=8, epochs=1, batch_size=50),
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
        *sharper(STAGED, NARROW + CONTRAST),
        *sharper(STAGED, COARSE + CONTRAST),
        *sharper(LINEAR, STAGED),
        *sharper(MIDDLE + CONTRAST, STAGED),
        beats(STAGED, PLAIN, SAMPLE_GRADIENTS, text="sharper samples of the multi-stage VAE"),
        *lower(STAGED, PLAIN, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(STAGED, DEEP, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(STAGED, COARSE, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(STAGED, ABSOLUTE, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED),
        *lower(DEEP, PLAIN, ABSOLUTE_ERROR, SQUARED, WRONG, FRECHET, SAMPLED),
        *lower(STAGED, NARROW, ABSOLUTE_ERROR, SQUARED, FRECHET, SAMPLED, KL),
        *lower(PLAIN, STAGED, KL),
        *lower(STAGED, NARROW + CONTRAST, ABSOLUTE_ERROR, SQUARED, FRECHET),
        *lower(STAGED, COARSE + CONTRAST, ABSOLUTE_ERROR, SQUARED, FRECHET),
        *lower(LINEAR, STAGED, SAMPLED),
        *lower(LARGE, PLAIN, ABSOLUTE_ERROR, SQUARED),
        *lower(PLAIN, LARGE, KL),
        *lower(SMALL, NARROW, ABSOLUTE_ERROR, SQUARED, KL),
        *lower(MIDDLE, STAGED, ABSOLUTE_ERROR, SQUARED, KL),
        *lower(MIDDLE + CONTRAST, STAGED, ABSOLUTE_ERROR, SQUARED),
        *lower(SMALL + CONTRAST, NARROW + CONTRAST, ABSOLUTE_ERROR, SQUARED),
        *lower(SHARPENED, NARROW, SQUARED),
        *(
            claim
            for row in (PLAIN, NARROW, COARSE, STAGED)
            for claim in (
                *lower(row + CONTRAST, row, SQUARED),
                *lower(row + DRAWN, row + DRAWN + CONTRAST, SQUARED),
            )
        ),
        *sharper(STAGED + DRAWN, COARSE + DRAWN),
        *lower(STAGED + DRAWN, COARSE + DRAWN, ABSOLUTE_ERROR, SQUARED),
        *lower(STAGED + DRAWN, PLAIN + DRAWN, ABSOLUTE_ERROR, SQUARED),
    ],
)
