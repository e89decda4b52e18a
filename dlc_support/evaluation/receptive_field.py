"""Which inputs one output of a convolutional network can see: by formula, and by gradients."""

from collections.abc import Iterator

import torch
from jaxtyping import Bool
from torch import Tensor, nn

from dlc_support.shapes import Images

# What looks at one place only, and leaves the sides as they are.
AT_ONE_PLACE = (
    nn.ReLU,
    nn.Sigmoid,
    nn.Tanh,
    nn.LeakyReLU,
    nn.GELU,
    nn.SiLU,
    nn.Identity,
    nn.Dropout,
    nn.BatchNorm2d,
)


def receptive_field(network: nn.Module) -> tuple[int, int]:
    r"""Side of the square of inputs that one output depends on, and the step to the next square.

    Layer by layer, with kernel $k$, dilation $d$ and stride $s$: $r \leftarrow r + (k - 1)\,d\,j$,
    then $j \leftarrow s\,j$, from $r = j = 1$. It is what an output *can* see; that the weights
    use it is another matter. Layers that double the side again, as decoders have them, make the
    square depend on the place: count those with `pixels_seen`.

    Args:
        network: Convolutions, poolings and elementwise layers, in the order in which they follow
            each other.

    Returns:
        $r$ and $j$, in pixels of the input.

    Raises:
        TypeError: If a layer is of another kind.
        ValueError: If a layer is not square.

    Source:
        Araujo, Norris and Sim (2019), the closed form for a single path.

    Example:
        >>> receptive_field(nn.Sequential(nn.Conv2d(1, 8, 7), nn.ReLU(), nn.MaxPool2d(2)))
        (8, 2)
    """
    side, step = 1, 1
    for layer in _leaves(network):
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
            kernel, dilation, stride = (
                _one(layer, name) for name in ("kernel_size", "dilation", "stride")
            )
            side, step = side + (kernel - 1) * dilation * step, stride * step
        elif not isinstance(layer, AT_ONE_PLACE):
            raise TypeError(
                "network must hold convolutions, poolings and elementwise layers, "
                f"got {type(layer).__name__}"
            )
    return side, step


def pixels_seen(
    network: nn.Module, images: Images, row: int, column: int
) -> Bool[Tensor, "height width"]:
    """Inputs that one place of the output depends on, found by gradients.

    A gradient says what matters near one input only: behind a maximum just the largest value has
    one. So the gradients of all images are put together; some dozens of random images find all.

    Args:
        network: Images to images or to feature maps.
        images: Random ones, say.
        row: Of the output.
        column: Of the output.

    Returns:
        True where the gradient of any channel's output is not 0 for any channel of any image.

    Example:
        >>> layer = nn.Conv2d(1, 4, 3, padding=1)
        >>> int(pixels_seen(layer, torch.rand(2, 1, 8, 8), 4, 4).sum())
        9
    """
    images = images.detach().clone().requires_grad_()
    outputs = network(images)[:, :, row, column]
    seen = torch.zeros(images.shape[2:], dtype=torch.bool)
    for channel in outputs.sum(dim=0):
        (gradient,) = torch.autograd.grad(channel, images, retain_graph=True)
        seen |= (gradient != 0).any(dim=0).any(dim=0)
    return seen


def _leaves(network: nn.Module) -> Iterator[nn.Module]:
    children = [*network.children()]
    if not children:
        yield network
    for child in children:
        yield from _leaves(child)


def _one(layer: nn.Module, name: str) -> int:
    value = getattr(layer, name, 1)  # an average has no dilation
    first, *others = value if isinstance(value, tuple) else (value,)
    if any(other != first for other in others):
        raise ValueError(f"{name} must be the same along both sides, got {value}")
    return first
