"""First weights that keep the size of the signal through a chain of convolutions."""

from math import prod

from torch import nn


def keep_signal(part: nn.Sequential) -> None:
    """Weights that keep the mean square of the signal: variance 2 / inputs, 1 / inputs if linear.

    Inputs are the numbers that reach one output; in a transposed convolution a stride of s leaves
    each output one in s x s of the kernel's taps. A transposed convolution that comes first is
    taken to grow a single pixel, of which each output sees one tap. The last layer is linear.

    Args:
        part: Layers in order; those that are no convolutions are left alone. Biases become 0.

    Source:
        He et al. (2015), section 2.2.
    """
    layers = [
        layer for layer in part.modules() if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
    ]
    for layer in layers:
        taps = prod(layer.kernel_size)
        if isinstance(layer, nn.ConvTranspose2d):
            taps = 1 if layer is layers[0] else taps / prod(layer.stride)
        gain = 1 if layer is layers[-1] else 2
        nn.init.normal_(layer.weight, std=(gain / (layer.in_channels * taps)) ** 0.5)
        nn.init.zeros_(layer.bias)
