"""One corruption after the other."""

from dataclasses import dataclass

from torch import Generator

from dlc_support.corruptions.corruption import Corruption, at_progress, check_corruption
from dlc_support.shapes import Examples


@dataclass(frozen=True, init=False, repr=False)
class Chain:
    r"""Applies corruptions one after the other, the first one first.

    Attributes:
        corruptions: The links, in the order in which they act. All draw from the one generator.

    Raises:
        ValueError: If there is no link.
        TypeError: If a link cannot be called.

    Example:
        >>> from dlc_support.corruptions import GaussianBlur, GaussianNoise
        >>> Chain(GaussianBlur(2.0), GaussianNoise(0.1))
        Chain(GaussianBlur(sigma=2.0), GaussianNoise(sigma=0.1))
    """

    corruptions: tuple[Corruption, ...]

    def __init__(self, *corruptions: Corruption) -> None:
        if not corruptions:
            raise ValueError("a chain must have at least one corruption, got none")
        for link in corruptions:
            check_corruption("each link of a chain", link)
        object.__setattr__(self, "corruptions", corruptions)

    def __repr__(self) -> str:
        return f"Chain({', '.join(map(repr, self.corruptions))})"

    @property
    def unbiased(self) -> bool:
        """Whether the corrupted example has the clean one as its mean: every link must."""
        return all(link.unbiased for link in self.corruptions)

    def at_progress(self, progress: float) -> "Chain":
        """The chain of the corruptions of the moment; itself where none is `Scheduled`."""
        links = [at_progress(link, progress) for link in self.corruptions]
        changed = any(new is not link for new, link in zip(links, self.corruptions, strict=True))
        return Chain(*links) if changed else self

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Corrupts each example of a batch."""
        corrupted = clean
        for corruption in self.corruptions:
            corrupted = corruption(corrupted, generator)
        return corrupted
