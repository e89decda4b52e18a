"""The networks that generate digits, and what trains them."""

from copy import deepcopy
from dataclasses import dataclass, replace

from torch import nn

from dlc_support.corruptions import GaussianNoise, LogUniformLevel
from dlc_support.data.split import Data
from dlc_support.models import MLP, VAE, LevelUNet, Preconditioned
from dlc_support.objectives import DenoisingScoreMatching, GreyCrossEntropy, NegativeELBO
from dlc_support.tables import Network, Networks, Seed
from dlc_support.training.seeds import derived_seed

DIFFUSION, LATENT = "diffusion", "VAE"
LOW, HIGH = 0.01, 20.0  # levels of noise, in units of a pixel that lies in [0, 1]
SPREAD, CENTRE = 0.31, 0.13  # standard deviation and mean of the pixels of MNIST
SECOND = 513  # run of a network: place in the path of its seed


@dataclass(frozen=True)
class Config:
    """Widths that one core can train in minutes; fixed beforehand, and not tuned."""

    train: int = 50_000
    samples: int = 500
    bounded: int = 200  # test digits whose bound is computed
    width: int = 32
    hidden: int = 400
    latents: int = 20
    epochs: int = 3
    more_epochs: int = 2  # from there on, with a second fall of the learning rate
    vae_epochs: int = 10
    vae_more_epochs: int = 16  # 26 in all take the minutes of the first 3 of the denoiser
    batch_size: int = 32
    lr: float = 2e-3


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


def _on(_: Config, before: nn.Module) -> nn.Module:
    return deepcopy(before)


SCORE = DenoisingScoreMatching(LogUniformLevel(GaussianNoise, LOW, HIGH), spread=SPREAD)
BOUND = NegativeELBO(GreyCrossEntropy())
SHORT = {DIFFUSION: "diffusion, first run", LATENT: "VAE, first run"}
NETWORKS = Networks(
    "diffusion_digits",
    {
        SHORT[DIFFUSION]: Network(denoising, SCORE, ema=0.999),
        DIFFUSION: Network(_on, SCORE, epochs="more_epochs", ema=0.999),
        SHORT[LATENT]: Network(vae, BOUND, epochs="vae_epochs", rate=0.5, ema=0.999),
        LATENT: Network(_on, BOUND, epochs="vae_more_epochs", rate=0.5, ema=0.999),
    },
)


def trained(seed: Seed, name: str, data: Data) -> tuple[nn.Module, nn.Module]:
    """A network after its first run and after both; the second sees other noise and batches."""
    before = seed.network(SHORT[name], data)
    again = replace(seed, number=derived_seed(seed.number, SECOND))
    return before, again.network(name, data, after=before)
