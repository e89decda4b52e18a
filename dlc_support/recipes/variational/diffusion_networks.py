"""The networks that generate digits, and what trains them."""

from dataclasses import dataclass

from dlc_support.corruptions import GaussianNoise, LogUniformLevel
from dlc_support.models import MLP, VAE, LevelUNet, Preconditioned
from dlc_support.objectives import DenoisingScoreMatching, GreyCrossEntropy, NegativeELBO
from dlc_support.tables import Network, Networks

DIFFUSION, LATENT = "diffusion", "VAE"
LOW, HIGH = 0.01, 20.0  # levels of noise, in units of a pixel that lies in [0, 1]
SPREAD, CENTRE = 0.31, 0.13  # standard deviation and mean of the pixels of MNIST


@dataclass(frozen=True)
class Config:
    """Widths that one core can train in minutes; fixed beforehand, and not tuned."""

    train: int = 50_000
    samples: int = 300
    bounded: int = 100  # test digits whose bound is computed
    width: int = 32
    hidden: int = 400
    latents: int = 20
    epochs: int = 3
    vae_epochs: int = 10  # fewer minutes than the denoiser
    batch_size: int = 32
    lr: float = 2e-3
    vae_lr: float = 1e-3


def denoising(config: Config) -> Preconditioned:
    """The denoiser for all levels of noise."""
    return Preconditioned(LevelUNet(1, config.width), spread=SPREAD, centre=CENTRE)


def vae(config: Config) -> VAE:
    """784-400-400-20-400-400-784; the decoder gives logits."""
    return VAE(
        MLP((784, config.hidden, config.hidden, 2 * config.latents)),
        MLP((config.latents, config.hidden, config.hidden, 784)),
        latents=config.latents,
        shape=(1, 28, 28),
    )


NETWORKS = Networks(
    "diffusion_digits",
    {
        DIFFUSION: Network(
            denoising,
            DenoisingScoreMatching(LogUniformLevel(GaussianNoise, LOW, HIGH), spread=SPREAD),
            ema=0.999,
        ),
        LATENT: Network(
            vae, NegativeELBO(GreyCrossEntropy()), epochs="vae_epochs", lr="vae_lr", ema=0.999
        ),
    },
)
