"""Eight answers to one image, from its flips and quarter turns, averaged."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from dlc_support.shapes import Images

TURNS = tuple((quarters, flipped) for flipped in (False, True) for quarters in range(4))


class SelfEnsemble(nn.Module):
    """A restorer that is asked about an image in eight positions; see `self_ensemble`."""

    def __init__(self, restorer: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.restorer = restorer

    @property
    def stride(self) -> int:
        """That of the restorer."""
        return self.restorer.stride

    @property
    def receptive_radius(self) -> int:
        """That of the restorer."""
        return self.restorer.receptive_radius

    @property
    def scale(self) -> int:
        """That of the restorer."""
        return self.restorer.scale

    def forward(self, images: Images) -> Tensor:
        """The mean of the eight answers, each turned back."""
        total: Tensor | float = 0.0
        for position in TURNS:
            total = total + _back(self.restorer(_turned(images, position)), position)
        return total / len(TURNS)


def self_ensemble(restorer: Callable[[Tensor], Tensor]) -> SelfEnsemble:
    r"""A restorer whose answer does not depend on how the image lies.

    $\frac18 \sum_T T^{-1} f(T x)$ over the eight flips and quarter turns T of a square. Where the
    errors of the eight estimates differ, their mean is closer to the clean image than they are,
    without any training and at eight times the cost. A restorer that turns with its input gives
    the same answer eight times: nothing changes.

    Args:
        restorer: A network or a function from images to images, which may be larger by a whole
            factor. What a network says of its sizes (`stride`, `receptive_radius`, `scale`) the
            result says as well, so that `restore` takes it.

    Returns:
        A module without weights of its own, called `restorer(images)`.

    Source:
        Lim et al. (2017), section 4.3.

    Example:
        >>> half = self_ensemble(lambda images: images / 2)
        >>> half(torch.ones(1, 1, 2, 3))
        tensor([[[[0.5000, 0.5000, 0.5000],
                  [0.5000, 0.5000, 0.5000]]]])
    """
    return SelfEnsemble(restorer)


def _turned(images: Images, position: tuple[int, bool]) -> Tensor:
    """Images flipped left to right (or not), then turned by so many quarters."""
    quarters, flipped = position
    return torch.rot90(images.flip(-1) if flipped else images, quarters, dims=(-2, -1))


def _back(images: Images, position: tuple[int, bool]) -> Tensor:
    """Undoes `_turned`."""
    quarters, flipped = position
    upright = torch.rot90(images, -quarters, dims=(-2, -1))
    return upright.flip(-1) if flipped else upright
