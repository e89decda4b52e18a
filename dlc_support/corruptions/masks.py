r"""Corruptions that replace some components and leave the others as they are.

On images, of shape (batch, channels, height, width), a *pixel* is replaced: all its channels
together. On anything else each component is replaced independently.
"""

import math
from dataclasses import dataclass, field
from typing import ClassVar

import torch
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.corruptions.corruption import check_draw, image_sides
from dlc_support.corruptions.level import Level, probability
from dlc_support.declared import LATER, printed
from dlc_support.shapes import Examples, Masks


def one_per_pixel(clean: Examples, generator: Generator) -> Tensor:
    """One uniform number per component, or per pixel of an image, on the generator's device."""
    check_draw(clean, generator)
    shape = (len(clean), 1, *clean.shape[2:]) if clean.ndim == 4 else clean.shape
    return torch.rand(shape, generator=generator, device=generator.device, dtype=torch.float32)


@dataclass(frozen=True)
class PixelMask:
    """Replaces each pixel with probability p; a member says by what, in `at`."""

    unbiased: ClassVar[bool] = False

    p: Level

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", probability("p", self.p))

    @staticmethod
    def at(clean: Examples, level: float | Tensor, generator: Generator) -> Examples:
        """One draw with probability `level`, a number or one per example."""
        raise NotImplementedError

    @staticmethod
    def mask_at(clean: Examples, level: float | Tensor, generator: Generator) -> Masks:
        """True where `at` with the same generator state replaces the component."""
        replaced = one_per_pixel(clean, generator) < level
        return replaced.to(clean.device).expand_as(clean)

    def mask(self, clean: Examples, generator: Generator) -> Masks:
        """True at the components that the call with the same generator state replaces."""
        return self.mask_at(clean, self.p, generator)

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Replaces pixels of each example of a batch."""
        return self.at(clean, self.p, generator)


@dataclass(frozen=True)
class ZeroMask(PixelMask):
    r"""Erases each pixel with probability p: its value becomes 0.

    $\tilde x_i = b_i x_i$ with independent $b_i \sim \mathcal{B}(1 - p)$. The kept pixels are not
    scaled by $1 / (1 - p)$. All channels of a pixel are erased together.

    Attributes:
        p: Probability in [0, 1] that a pixel is erased.

    Raises:
        ValueError: If p lies outside [0, 1].

    Source:
        Vincent et al. (2010), section 3.4, "masking noise", there with a fixed count of components
        for each example; Fleuret's lecture 7.3, "pixel erasure".

    Example:
        >>> generator = torch.Generator().manual_seed(0)
        >>> ZeroMask(1.0)(torch.ones(1, 3), generator)
        tensor([[0., 0., 0.]])
    """

    @staticmethod
    def at(clean: Examples, level: float | Tensor, generator: Generator) -> Examples:
        """One draw with erasure probability `level`, a number or one per example."""
        kept = one_per_pixel(clean, generator) >= level
        return clean * kept.to(clean.device)  # four times as fast as masked_fill on a CPU


@dataclass(frozen=True)
class SaltAndPepper(PixelMask):
    r"""Replaces each pixel with probability p, by `low` or `high` with equal chance.

    With $u_i \sim \mathcal{U}[0, 1)$: $\tilde x_i$ is `low` where $u_i < p/2$, `high` where
    $p/2 \le u_i < p$, and $x_i$ elsewhere. A replaced pixel may keep the value that it had.

    Attributes:
        p: Probability in [0, 1] that a pixel is replaced.
        low: Value of pepper, in the units of the data; 0 for images in [0, 1].
        high: Value of salt.

    Raises:
        ValueError: If p lies outside [0, 1], or low and high are not finite with low < high.

    Source:
        Vincent et al. (2010), section 3.4.

    Example:
        >>> generator = torch.Generator().manual_seed(0)
        >>> SaltAndPepper(1.0)(torch.full((1, 6), 0.5), generator)
        tensor([[0., 1., 0., 0., 0., 1.]])
    """

    low: Level = field(default=0.0, metadata=LATER)
    high: Level = field(default=1.0, metadata=LATER)

    __repr__ = printed

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("low", "high"):
            object.__setattr__(self, name, float(getattr(self, name)))
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(
                f"low < high must hold, both finite, got low={self.low} and high={self.high}"
            )

    @staticmethod
    def at(
        clean: Examples,
        level: float | Tensor,
        generator: Generator,
        low: float = 0.0,
        high: float = 1.0,
    ) -> Examples:
        """One draw with probability `level`, a number or one per example."""
        uniform = one_per_pixel(clean, generator)
        replaced = (uniform < level).to(clean.device)
        salt = (uniform >= level / 2).to(clean)
        return torch.where(replaced, low + (high - low) * salt, clean)

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Replaces pixels of each example of a batch."""
        return self.at(clean, self.p, generator, self.low, self.high)


@dataclass(frozen=True)
class BlockMask:
    r"""Sets one square block of each image to 0.

    The block lies wholly inside the image; its upper left corner is uniform over the
    $(H - s + 1)(W - s + 1)$ places where it fits, so that pixels in the middle are covered more
    often than pixels at the border.

    Attributes:
        size: Side $s \ge 0$ of the block, in pixels.

    Raises:
        TypeError: If size is not a whole number.
        ValueError: If size is negative, or exceeds the images of a call.

    Source:
        Fleuret's lecture 7.3, "block masking".

    Example:
        >>> generator = torch.Generator().manual_seed(0)
        >>> BlockMask(10)(torch.ones(1, 1, 28, 28), generator).sum()
        tensor(684.)
    """

    unbiased: ClassVar[bool] = False

    size: int

    def __post_init__(self) -> None:
        check_counts(0, size=self.size)

    def _inside(self, side: int, count: int, generator: Generator) -> Tensor:
        """For each of `count` images, True at the rows (or columns) that its block covers."""
        device = generator.device
        start = torch.randint(side - self.size + 1, (count, 1), generator=generator, device=device)
        offset = torch.arange(side, device=device) - start  # (count, side)
        return (offset >= 0) & (offset < self.size)

    def _covered(self, clean: Examples, generator: Generator) -> Tensor:
        check_draw(clean, generator)
        height, width = image_sides(clean)
        if self.size > min(height, width):
            raise ValueError(
                f"size must be at most the images' side {min(height, width)}, got {self.size}"
            )
        rows = self._inside(height, len(clean), generator)
        columns = self._inside(width, len(clean), generator)
        return (rows[:, None, :, None] & columns[:, None, None, :]).to(clean.device)

    def mask(self, clean: Examples, generator: Generator) -> Masks:
        """True at the pixels that the call with the same generator state covers."""
        return self._covered(clean, generator).expand_as(clean)

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Covers one block of each image of a batch."""
        return clean * ~self._covered(clean, generator)


QUADRANTS = ("upper left", "upper right", "lower left", "lower right")


@dataclass(frozen=True)
class QuadrantMask:
    r"""Sets some quadrants of each image to 0, the same ones each time.

    They meet at row $\lfloor H / 2 \rfloor$ and column $\lfloor W / 2 \rfloor$. Nothing is drawn:
    completing what is hidden is a task for conditional models.

    Attributes:
        hidden: Names of the quadrants that are set to 0, such as `("upper left", "lower right")`.

    Raises:
        ValueError: If a name is unknown or appears twice.

    Source:
        Sohn et al. (2015), section 5.1: digits of which one, two or three quadrants are seen.

    Example:
        >>> mask = QuadrantMask(("upper left", "upper right"))
        >>> mask(torch.ones(1, 1, 2, 3), torch.Generator())
        tensor([[[[0., 0., 0.],
                  [1., 1., 1.]]]])
    """

    unbiased: ClassVar[bool] = False

    hidden: tuple[str, ...]

    def __post_init__(self) -> None:
        hidden = (self.hidden,) if isinstance(self.hidden, str) else tuple(self.hidden)
        if not set(hidden) <= set(QUADRANTS) or len(set(hidden)) < len(hidden):
            raise ValueError(f"hidden must be different names out of {QUADRANTS}, got {hidden}")
        object.__setattr__(self, "hidden", hidden)

    def mask(self, clean: Examples, generator: Generator) -> Masks:
        """True at the hidden pixels."""
        check_draw(clean, generator)
        height, width = image_sides(clean)
        lower = torch.arange(height, device=clean.device) >= height // 2
        right = torch.arange(width, device=clean.device) >= width // 2
        quadrant = 2 * lower[:, None] + right.long()  # place of each pixel's name in QUADRANTS
        chosen = torch.tensor([QUADRANTS.index(name) for name in self.hidden], device=clean.device)
        return torch.isin(quadrant, chosen).expand_as(clean)

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Hides the quadrants of each image of a batch."""
        return clean * ~self.mask(clean, generator)
