"""The networks of the multi-stage VAE, and what trains them."""

from dataclasses import dataclass

from torch import nn

from dlc_support.models import Refiner, StagedVAE
from dlc_support.objectives import GaussianDecoder, LaplaceDecoder, NegativeELBO, StagedELBO
from dlc_support.tables import Network, Networks

PLAIN, DEEP, STAGED = "VAE", "deep residual VAE", "multi-stage VAE"
NARROW = "VAE at a smaller sigma"
ABSOLUTE = "deep residual VAE, absolute error only"
KEYS = {"plain": PLAIN, "deep": DEEP, "staged": STAGED}  # names of the recorded weights
SMALLER = 0.2  # at which the plain VAE pays about as many nats as the multi-stage VAE
SIGMA = 0.3  # of the squared error; the source names none
SCALE = 0.3  # of the absolute error, whose weight is 1 / 0.3; the source names none


@dataclass(frozen=True)
class Config:
    """The source's code, blocks and learning rate; width and length are what minutes allow.

    The source takes 100,000 steps with batches of 256 from 60,000 digits, and names no width.
    """

    train: int = 25_000
    tested: int = 2_000  # test digits that are reconstructed, and samples from the prior
    width: int = 16
    blocks: int = 5
    latents: int = 128
    epochs: int = 2
    batch_size: int = 32
    lr: float = 1e-3


def staged(config: Config, *blocks: int) -> StagedVAE:
    """Three convolutions of stride 2 to the code, three transposed ones back, and refiners.

    Args:
        config: Width, and components of the code.
        *blocks: Residual blocks of each refiner, one after the other.
    """
    width, deepest = config.width, 4 * config.width
    encoder = nn.Sequential(
        nn.Conv2d(1, width, kernel_size=4, stride=2, padding=1),  # 28 -> 14
        nn.ReLU(inplace=True),
        nn.Conv2d(width, 2 * width, kernel_size=4, stride=2, padding=1),  # 14 -> 7
        nn.ReLU(inplace=True),
        nn.Conv2d(2 * width, deepest, kernel_size=3, stride=2, padding=1),  # 7 -> 4
        nn.ReLU(inplace=True),
        nn.Flatten(),
        nn.Linear(16 * deepest, 2 * config.latents),
    )
    decoder = nn.Sequential(
        nn.Linear(config.latents, 16 * deepest),
        nn.ReLU(inplace=True),
        nn.Unflatten(1, (deepest, 4, 4)),
        nn.ConvTranspose2d(deepest, 2 * width, kernel_size=3, stride=2, padding=1),  # 4 -> 7
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(2 * width, width, kernel_size=4, stride=2, padding=1),  # 7 -> 14
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(width, 1, kernel_size=4, stride=2, padding=1),  # 14 -> 28
    )
    refiners = [Refiner(1, features=width, blocks=count) for count in blocks]
    return StagedVAE(encoder, decoder, refiners, latents=config.latents, shape=(1, 28, 28))


def one_stage(config: Config) -> StagedVAE:
    """The plain VAE."""
    return staged(config)


def two_stages(config: Config) -> StagedVAE:
    """With one refiner: what the three networks are that differ in their loss alone."""
    return staged(config, config.blocks)


def three(config: Config) -> nn.ModuleDict:
    """Untrained, the three networks whose weights travel with the package."""
    return nn.ModuleDict({key: NETWORKS.each[name].build(config) for key, name in KEYS.items()})


SQUARED, ABS = GaussianDecoder(SIGMA), LaplaceDecoder(SCALE)
NETWORKS = Networks(
    "multistage",
    {
        PLAIN: Network(one_stage, NegativeELBO(SQUARED)),
        NARROW: Network(one_stage, NegativeELBO(GaussianDecoder(SMALLER))),
        DEEP: Network(two_stages, NegativeELBO(SQUARED)),
        STAGED: Network(two_stages, StagedELBO(SQUARED, refinement=ABS)),
        ABSOLUTE: Network(two_stages, NegativeELBO(ABS)),
    },
)
