"""The level of a corruption: what it may be, and a level drawn anew for each example."""

import math
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from dlc_support.arguments import kind
from dlc_support.corruptions.corruption import check_draw
from dlc_support.shapes import Examples, Masks

Level = float | int


def non_negative(name: str, value: Level) -> float:
    """The value as a float, if it is a finite number of at least 0.

    Raises:
        TypeError: If it is no number.
        ValueError: If it is negative, infinite or NaN.
    """
    number = _number(name, value)
    if not (number >= 0 and math.isfinite(number)):
        raise ValueError(f"{name} must be >= 0 and finite, got {value!r}")
    return number


def probability(name: str, value: Level) -> float:
    """The value as a float, if it lies in [0, 1].

    Raises:
        TypeError: If it is no number.
        ValueError: If it lies outside [0, 1].
    """
    number = _number(name, value)
    if not 0 <= number <= 1:
        raise ValueError(f"{name} must lie in [0, 1], got {value!r}")
    return number


def _number(name: str, value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, got {kind(value)}") from None


@dataclass(frozen=True, repr=False)
class RandomLevel:
    r"""A corruption whose level is drawn anew for each example, uniformly from [low, high].

    $s_n \sim \mathcal{U}[\text{low}, \text{high}]$, then one draw of the kind at level $s_n$. A
    network trained on it is *blind*: it is not told the level.

    Attributes:
        kind: The class of the corruption, such as `GaussianNoise`; not one of its members. Its
            further fields stand at their defaults: `SaltAndPepper` draws 0 and 1.
        low: Smallest level, in the unit of the kind (pixel values for `GaussianNoise`).
        high: Largest level.

    Raises:
        TypeError: If the kind has no level that may differ between examples.
        ValueError: If low exceeds high, or the kind refuses one of them.

    Source:
        Lehtinen et al. (2018), section 3.1: sigma in [0, 50]/255 drawn for each image.

    Example:
        >>> from dlc_support.corruptions import GaussianNoise
        >>> RandomLevel(GaussianNoise, low=0.0, high=0.5)
        RandomLevel(GaussianNoise, low=0.0, high=0.5)
    """

    kind: type
    low: Level
    high: Level

    def __post_init__(self) -> None:
        if not (isinstance(self.kind, type) and callable(getattr(self.kind, "at", None))):
            raise TypeError(
                "kind must be a class of corruptions with a level, such as GaussianNoise, "
                f"got {self.kind!r}"
            )
        for name in ("low", "high"):
            self.kind(getattr(self, name))
            object.__setattr__(self, name, float(getattr(self, name)))
        if self.low > self.high:
            raise ValueError(f"low must be <= high, got low={self.low} and high={self.high}")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kind.__name__}, low={self.low}, high={self.high})"

    @property
    def unbiased(self) -> bool:
        """Whether the corrupted example has the clean one as its mean."""
        return self.kind.unbiased

    def levels(self, clean: Examples, generator: Generator) -> Tensor:
        """One level per example, shaped to broadcast, on the generator's device."""
        check_draw(clean, generator)
        shape = (len(clean),) + (1,) * (clean.ndim - 1)
        uniform = torch.rand(
            shape, generator=generator, device=generator.device, dtype=torch.float32
        )
        return self.low + (self.high - self.low) * uniform

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Corrupts each example of a batch at a level of its own."""
        return self.kind.at(clean, self.levels(clean, generator), generator)


@dataclass(frozen=True, repr=False)
class RandomMask(RandomLevel):
    r"""A `RandomLevel` of masks, which knows what it replaces.

    Attributes:
        kind: The class of the mask, such as `ZeroMask`.
        low: Smallest probability that a pixel is replaced.
        high: Largest probability.

    Raises:
        TypeError: If the kind is no mask with a level that may differ between examples.
        ValueError: If low exceeds high, or the kind refuses one of them.

    Source:
        Lehtinen et al. (2018), section 3.2: the share of lost pixels drawn for each image.

    Example:
        >>> from dlc_support.corruptions import ZeroMask
        >>> RandomMask(ZeroMask, low=0.0, high=0.95)
        RandomMask(ZeroMask, low=0.0, high=0.95)
    """

    def __post_init__(self) -> None:
        if not callable(getattr(self.kind, "mask_at", None)):
            raise TypeError(
                f"kind must be a class of masks with a level, such as ZeroMask, got {self.kind!r}"
            )
        super().__post_init__()

    def mask(self, clean: Examples, generator: Generator) -> Masks:
        """True at the components that the call with the same generator state replaces."""
        return self.kind.mask_at(clean, self.levels(clean, generator), generator)
