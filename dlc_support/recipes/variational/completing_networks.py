"""The networks that complete digits: small dense ones, with two hidden layers in each part."""

from dlc_support.models import MLP, VAE, ConditionalVAE


def vae(width: int, latents: int) -> VAE:
    """784-256-256-20-256-256-784."""
    encoder = MLP((784, width, width, 2 * latents))
    decoder = MLP((latents, width, width, 784))
    return VAE(encoder, decoder, latents=latents, shape=(1, 28, 28))


def given_label(width: int, latents: int) -> ConditionalVAE:
    """The same, where both halves are given the class; the prior is the same for all classes."""
    return ConditionalVAE(
        MLP((784 + 10, width, width, 2 * latents)),
        MLP((latents + 10, width, width, 784)),
        latents=latents,
        condition=10,
        shape=(1, 28, 28),
    )


def given_image(width: int, latents: int) -> ConditionalVAE:
    """The same, where decoder and prior are given the incomplete image."""
    return ConditionalVAE(
        MLP((784, width, width, 2 * latents)),
        MLP((latents + 784, width, width, 784)),
        prior=MLP((784, width, width, 2 * latents)),
        latents=latents,
        condition=784,
        shape=(1, 28, 28),
    )


def regression(width: int, _latents: int) -> MLP:
    """784-256-256-784: one answer for each incomplete image."""
    return MLP((784, width, width, 784))
