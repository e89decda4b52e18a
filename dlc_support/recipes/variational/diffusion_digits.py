"""A diffusion model and a variational autoencoder on digits, after minutes of one core.

Training the two networks of one seed takes about seven minutes of one core.
"""

import math

import torch
from torch import Generator, Tensor, nn

from dlc_support.data import mnist
from dlc_support.evaluation import (
    DiffusionBound,
    NetworkAtLevels,
    PixelValues,
    follow_noise,
    frechet_distance,
    noise_levels,
)
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import VAE
from dlc_support.objectives import GreyCrossEntropy
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational.diffusion_networks import (
    CENTRE,
    DIFFUSION,
    HIGH,
    LATENT,
    LOW,
    NETWORKS,
    SPREAD,
    Config,
    denoising,
)
from dlc_support.recipes.variational.digit_features import class_probabilities, features
from dlc_support.shapes import Images, PerExample
from dlc_support.tables import Number, Recipe, Rows, Seed, Unseeded, beats, over_images
from dlc_support.training.seeds import derived_seed, seeded

SAMPLING_LOW = 0.02  # five grey values: the last step removes that noise
CALLS = (5, 10, 25)
REAL, NOISE, MEAN = "other real digits", "uniform noise", "the mean digit"
COPIES, PIXELS = "copies of one digit", "independent pixels"
UNTRAINED = "diffusion, untrained"
FRECHET, SURE = "Fréchet distance in the classifier's features", "classified with p > 0.9 / %"
KINDS = "entropy of the classes / nats"
NEAREST = "distance from the nearest training digit"
BITS = "bits per dimension"
SAMPLES, BOUND = 511, 512  # places in the paths of derived seeds


def ddim(calls: int) -> str:
    """The row of the deterministic sampler with so many calls of the denoiser."""
    return f"{DIFFUSION}, DDIM, {calls} calls"


def ddpm(calls: int) -> str:
    """The row of the random sampler with so many calls of the denoiser."""
    return f"{DIFFUSION}, DDPM, {calls} calls"


def run(seed: Seed) -> Rows:
    """How far samples are from real digits, and what test digits cost in bits."""
    config, digits = seed.config, mnist()
    train, test = digits.train.take(config.train).inputs, digits.test.inputs
    model = seed.network(DIFFUSION, digits.train.take(config.train))
    latent = seed.network(LATENT, digits.train.take(config.train))
    with seeded(seed.number):
        untrained = denoising(config)
    real = features(test)
    rows: dict[str, dict[str, Number]] = {
        name: dict(judged(images, real, train))
        for name, images in known(train, digits.valid.inputs[: config.samples]).items()
    }
    for name, images in {
        UNTRAINED: sampled(untrained, config.samples, 10, seed.number),
        **{ddim(n): sampled(model, config.samples, n, seed.number) for n in CALLS},
        ddpm(25): sampled(model, config.samples, 25, seed.number, fresh=1.0),
        LATENT: decoded(latent, config.samples, seed.number),
    }.items():
        rows[name] = judged(images, real, train)
    some = test[: config.bounded]
    rows[PIXELS] = over_images({BITS: pixel_bits(train, some)}, BOUND)
    rows[PIXELS] = {BITS: Unseeded(rows[PIXELS][BITS])}
    rows[ddim(CALLS[-1])] |= over_images({BITS: bits(model, train, some, seed.number)}, BOUND)
    return rows


def known(train: Tensor, held_out: Images) -> dict[str, Images]:
    """Pictures that no network has made: what the distance says of them gives it a scale."""
    generator = Generator().manual_seed(0)
    return {
        REAL: held_out,
        NOISE: torch.rand(held_out.shape, generator=generator),
        MEAN: train.mean(dim=0).expand_as(held_out),
        COPIES: train[0].expand_as(held_out),
    }


def sampled(
    model: nn.Module, count: int, calls: int, number: int, *, fresh: float = 0.0
) -> Images:
    """Digits from noise, in [0, 1]."""
    generator = Generator().manual_seed(derived_seed(number, SAMPLES))
    start = CENTRE + HIGH * torch.randn(count, 1, 28, 28, generator=generator)
    levels = noise_levels(calls, SAMPLING_LOW, HIGH)
    denoise = NetworkAtLevels(model, batch_size=250)
    made = follow_noise(denoise, start, levels, fresh=fresh, generator=generator)
    return made.clamp(0, 1)


def decoded(model: VAE, count: int, number: int) -> Images:
    """Digits from codes of the prior: the decoder's means."""
    generator = Generator().manual_seed(derived_seed(number, SAMPLES))
    noise = torch.randn(count, model.latents, generator=generator)
    with evaluating(model):
        return GreyCrossEntropy().mean(model.decode(noise))


def judged(images: Images, real: Tensor, train: Tensor) -> dict[str, float]:
    """How far images are from real digits, how clear and various, and whether they are new.

    Args:
        images: What is judged, in [0, 1].
        real: The classifier's features of the real digits, (digits, 64).
        train: The training digits.
    """
    shares = class_probabilities(images)
    counts = shares.argmax(dim=1).bincount(minlength=10).double() / len(images)
    return {
        FRECHET: frechet_distance(features(images), real),
        SURE: 100 * (shares.amax(dim=1) > 0.9).double().mean().item(),
        KINDS: -torch.special.xlogy(counts, counts).sum().item(),
        NEAREST: memory(images, train),
    }


def bits(model: nn.Module, train: Tensor, test: Images, number: int) -> PerExample:
    """The upper bound of what each test digit costs, in bits per pixel."""
    bound = DiffusionBound(PixelValues.of_bytes(train), LOW, HIGH, SPREAD, CENTRE)
    generator = Generator().manual_seed(derived_seed(number, BOUND))
    nats = bound(NetworkAtLevels(model, batch_size=250), test, generator)
    return nats / (test[0].numel() * math.log(2))


def pixel_bits(train: Tensor, test: Images) -> PerExample:
    """Bits per pixel of each test digit, if pixels were independent.

    Each pixel has the grey values that it has in training; every value is counted a hundredth
    more often than it occurs.
    """
    rows = (255 * train).round().long().flatten(1)
    counts = torch.full((rows.shape[1], 256), 0.01)
    counts.scatter_add_(1, rows.T, torch.ones(rows.T.shape))
    logs = (counts / counts.sum(dim=1, keepdim=True)).log2()
    return -logs.gather(1, (255 * test).round().long().flatten(1).T).mean(dim=0)


def memory(images: Images, train: Tensor) -> float:
    """Mean over images of the distance from the nearest training digit, per pixel."""
    flat = train.flatten(1)
    parts = [torch.cdist(part.flatten(1), flat).amin(dim=1) for part in images.split(250)]
    return torch.cat(parts).mean().item() / flat.shape[1] ** 0.5


RECIPE = Recipe(
    caption=(
        "300 samples, and what is known, judged by a small convolutional classifier: squared "
        "Fréchet distance of its 64 features from those of the 10 000 test digits, share that it "
        "is sure of, and entropy of its decisions (log 10 = 2.30 nats for equally frequent "
        "classes); and the mean distance from the nearest of the training digits, root mean "
        "square over pixels. Bits per dimension are those of 100 test digits with 256 grey "
        "values: an upper bound for diffusion, exact for independent pixels. The VAE "
        "has had fewer minutes of training than the diffusion model."
    ),
    config=Config(),
    quick={
        **{"train": 500, "samples": 100, "bounded": 20, "width": 8, "hidden": 32, "latents": 8},
        **{"epochs": 2, "vae_epochs": 4, "batch_size": 50},
    },
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        beats(
            LATENT,
            ddim(CALLS[-1]),
            FRECHET,
            text="diffusion nearer to real digits than the VAE, in the classifier's features",
        ),
        beats(
            ddim(5),
            ddim(25),
            FRECHET,
            text="25 calls nearer to real digits than 5",
        ),
        beats(
            PIXELS,
            ddim(CALLS[-1]),
            BITS,
            text="diffusion's bound below independent pixels",
        ),
    ],
)
