"""What a corruption is: one draw of the process q(corrupted given clean)."""

from typing import Protocol, runtime_checkable

from torch import Generator

from dlc_support.shapes import Examples, Touched


@runtime_checkable
class Corruption(Protocol):
    r"""One draw of $q(\tilde x \mid x)$ for each example of a batch.

    Members are frozen dataclasses whose fields are the parameters of the process: they print as
    their own constructor, compare by value and pickle. A call leaves `clean` untouched, keeps
    shape, dtype and device, draws from `generator` alone, and draws independently for each
    example. The noise is drawn on the generator's device and moved to that of `clean`: a CPU
    generator gives the same noise on every device, a generator on the GPU is fast.
    """

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Corrupts each example of a batch."""
        ...


@runtime_checkable
class Mask(Corruption, Protocol):
    """A corruption that replaces some components and leaves the others as they are.

    `touched` gives the components that the same generator state makes the call replace: on black
    pixels an erasure cannot be read off the result, and the emphasised loss needs it.
    """

    def touched(self, clean: Examples, generator: Generator) -> Touched:
        """True where the call with the same generator state replaces the component."""
        ...


def image_sides(clean: Examples) -> tuple[int, int]:
    """Height and width of a batch of images, in pixels.

    Raises:
        ValueError: If `clean` is not of shape (batch, channels, height, width).
    """
    if clean.ndim != 4:
        raise ValueError(
            "clean must be images (batch, channels, height, width), "
            f"got shape {tuple(clean.shape)}"
        )
    return clean.shape[2], clean.shape[3]
