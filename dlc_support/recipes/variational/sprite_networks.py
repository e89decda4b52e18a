"""The networks of the sprites: a dense VAE, and the critic of its codes."""

from torch import nn

from dlc_support.models import MLP, VAE


def vae(hidden: int, latents: int) -> VAE:
    """1024-256-128 to the code, and back."""
    return VAE(
        MLP((1024, hidden, hidden // 2, 2 * latents)),
        MLP((latents, hidden // 2, hidden, 1024)),
        latents=latents,
        shape=(1, 32, 32),
    )


def critic(width: int, latents: int) -> MLP:
    """Three hidden layers, and one logit for each code; the leaky slope is the source's."""
    return MLP((latents, width, width, width, 1), activation=LeakyReLU)


class LeakyReLU(nn.LeakyReLU):
    """With slope 0.2 below zero."""

    def __init__(self) -> None:
        super().__init__(0.2)
