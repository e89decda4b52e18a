"""A variational autoencoder as a denoiser of digits, beside plain ones of equal and of more width.

Training the networks of one seed takes about two minutes of one core.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import mnist
from dlc_support.evaluation import denoiser, linear_autoencoders, psnr
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import MLP, VAE
from dlc_support.objectives import Denoising, GreyCrossEntropy, NegativeELBO
from dlc_support.provenance import describe_data
from dlc_support.shapes import Images
from dlc_support.tables import (
    Claim,
    Network,
    Networks,
    Number,
    Recipe,
    Rows,
    Seed,
    cell,
    over_images,
)
from dlc_support.training.seeds import derived_seed

NOISE = GaussianNoise(0.1)  # the source's level
DIRECT, DVAE, VAE_CLEAN, PLANE = (
    "without draws",
    "DVAE, 20 latents",
    "VAE of clean digits, 20 latents",
    "DVAE, 2 latents",
)
NOISY, LINEAR, WIDE = "noisy", "linear, code of 20", "dense, 1000 hidden units"
NARROW, FLAT = "autoencoder, code of 20", "autoencoder, code of 2"
AT_MEAN, ONE, MANY = "code at its mean", "one draw of the code", "mean over draws of the code"
PSNR = "PSNR / dB"
TEST_DRAW, CODE_DRAW = 601, 602  # places in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """Widths as in the table of the denoising VAE; the epochs are what two cores allow."""

    train: int = 10_000
    test: int = 2_000
    draws: int = 50
    hidden: int = 400
    latents: int = 20
    wide: int = 1_000
    epochs: int = 20
    batch_size: int = 128
    lr: float = 1e-3


def vae(config: Config, latents: int | None = None) -> VAE:
    """784-hidden-latents-hidden-784; the decoder gives logits."""
    latents = latents or config.latents
    return VAE(
        MLP((784, config.hidden, 2 * latents)),
        MLP((latents, config.hidden, 784)),
        latents=latents,
        shape=(1, 28, 28),
    )


def narrow(config: Config, code: int | None = None) -> MLP:
    """The same layers without a distribution, linear in the code."""
    widths = (784, config.hidden, code or config.latents, config.hidden, 784)
    return MLP(widths, activation=(nn.ReLU, nn.Identity, nn.ReLU))


FAMILY, PLAIN = GreyCrossEntropy(), Denoising(NOISE, "bce")
NETWORKS = Networks(
    "vae_denoiser",
    {
        WIDE: Network(lambda config: MLP((784, config.wide, 784)), PLAIN),
        NARROW: Network(narrow, PLAIN),
        FLAT: Network(lambda config: narrow(config, 2), PLAIN),
        DVAE: Network(vae, NegativeELBO(FAMILY, corruption=NOISE)),
        PLANE: Network(lambda config: vae(config, 2), NegativeELBO(FAMILY, corruption=NOISE)),
        VAE_CLEAN: Network(vae, NegativeELBO(FAMILY)),
    },
)


def run(seed: Seed) -> Rows:
    """PSNR of every method on the same noisy test digits."""
    config, digits = seed.config, mnist()
    train, clean = digits.train.take(config.train), digits.test.take(config.test).inputs
    path = derived_seed(seed.number, TEST_DRAW)
    noisy = NOISE(clean, Generator().manual_seed(path))
    (linear,) = linear_autoencoders(train.inputs, [config.latents], NOISE)
    restored: dict[tuple[str, str], Images] = {
        (DIRECT, NOISY): noisy,
        (DIRECT, LINEAR): linear(noisy),
    }
    for name in (WIDE, NARROW, FLAT):
        restored[DIRECT, name] = denoiser(seed.network(name, train), logits=True)(noisy)
    for name in (DVAE, PLANE, VAE_CLEAN):
        model = seed.network(name, train)
        for way, restore in ways(model, config.draws, seed.number).items():
            restored[name, way] = restore(noisy)
    return {where: score(estimate, clean, path) for where, estimate in restored.items()}


def ways(model: VAE, draws: int, seed: int) -> dict[str, Callable[[Images], Images]]:
    """Three estimates of the clean image from one VAE."""
    place = derived_seed(seed, CODE_DRAW)
    return {
        AT_MEAN: lambda noisy: at_mean(model, noisy),
        ONE: denoiser(model, logits=True, seed=place),
        MANY: denoiser(model, logits=True, seed=place, draws=draws),
    }


def at_mean(model: VAE, noisy: Images) -> Images:
    """The decoder's mean image at the mean of each code."""
    with evaluating(model):
        parts = [model.decode(model.encode(part).mean) for part in noisy.split(1000)]
    return FAMILY.mean(torch.cat(parts))


def score(estimate: Tensor, clean: Images, path: int) -> dict[str, Number]:
    """PSNR of the clipped estimates, averaged over the images."""
    return over_images({PSNR: psnr(estimate.clamp(0, 1), clean)}, path)


def _less(text: str, larger: tuple[str, str], smaller: tuple[str, str]) -> Claim:
    return Claim(text, cell(*larger, PSNR), cell(*smaller, PSNR))


RECIPE = Recipe(
    caption=(
        "PSNR of MNIST test digits under Gaussian noise of standard deviation 0.1, restored; "
        "outputs are clipped to [0, 1], PSNR is averaged over images. All networks are trained "
        "equally long with the cross-entropy on grey pixels. Mean and 95 % interval over training "
        "seeds, each with its own noise."
    ),
    config=Config(),
    quick=dict(train=600, test=100, draws=10, hidden=100, wide=200, epochs=5, batch_size=32),
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        _less("a wide plain denoiser beats the DVAE", (DIRECT, WIDE), (DVAE, MANY)),
        _less("the code costs: wide beats a code of 20", (DIRECT, WIDE), (DIRECT, NARROW)),
        _less(
            "with equal codes the plain denoiser beats the DVAE", (DIRECT, NARROW), (DVAE, MANY)
        ),
        _less("DVAE: many draws beat the mean of the code", (DVAE, MANY), (DVAE, AT_MEAN)),
        _less("DVAE: many draws beat one", (DVAE, MANY), (DVAE, ONE)),
        _less("trained on noisy inputs beats on clean ones", (DVAE, MANY), (VAE_CLEAN, MANY)),
        _less("DVAE beats the best linear code of 20", (DVAE, MANY), (DIRECT, LINEAR)),
        _less("the DVAE with 2 latents beats its noisy input", (PLANE, MANY), (DIRECT, NOISY)),
        _less("the DVAE with 20 latents beats its noisy input", (DVAE, MANY), (DIRECT, NOISY)),
    ],
)
