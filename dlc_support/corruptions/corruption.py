"""What a corruption is: one draw of the process q(corrupted given clean)."""

from typing import Protocol, runtime_checkable

from torch import Generator

from dlc_support.arguments import (
    CHANNELS,
    EXTREME,
    check_channels_first,
    check_floating,
    check_generator,
    check_range,
    kind,
)
from dlc_support.shapes import Examples, Masks


class ValuesKnown:
    """In its block corruptions look at no value: a run's data were looked at when it began.

    Each look would make the CPU wait for an accelerator, and a `Split` may say that it has other
    values, by `range="unbounded"`.
    """

    depth = 0

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_error: object) -> None:
        self.depth -= 1


values_known = ValuesKnown()


@runtime_checkable
class Corruption(Protocol):
    r"""One draw of $q(\tilde x \mid x)$ for each example of a batch.

    Members are frozen dataclasses whose fields are the parameters of the process: they print as
    their own constructor, compare by value and pickle. A call leaves `clean` untouched, keeps
    shape, dtype and device, draws from `generator` alone, and draws independently for each
    example. The noise is drawn on the generator's device and moved to that of `clean`: a CPU
    generator gives the same noise on every device, a generator on the GPU is fast.

    Members also say whether the mean of a draw is the clean example (`unbiased`), and those whose
    level may differ by example have `at(clean, level, generator)`, for `RandomLevel`.
    """

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Corrupts each example of a batch."""
        ...


@runtime_checkable
class Mask(Corruption, Protocol):
    """A corruption that replaces some components and leaves the others as they are.

    On black pixels an erasure cannot be read off the result: `mask` says where it is.
    """

    def mask(self, clean: Examples, generator: Generator) -> Masks:
        """True where the call with the same generator state replaces the component."""
        ...


def check_draw(clean: Examples, generator: Generator) -> None:
    """Refuses what a corruption would spoil without a word; in a run it looks at no value.

    Raises:
        TypeError: If `clean` is no tensor or `generator` no generator.
        ValueError: If `clean` holds integers, images with their channels last, or images far from
            [0, 1].
    """
    check_floating(clean=clean)
    check_channels_first(clean=clean)
    check_generator(generator)
    if not values_known.depth and clean.ndim == 4 and clean.shape[1] in CHANNELS:
        hint = "; clean images are in [0, 1]: divide by the largest possible value"
        check_range("clean", clean, -EXTREME, EXTREME, hint=hint)


def check_corruption(name: str, value: object) -> None:
    """Refuses what cannot corrupt: a class in place of its member, say.

    Raises:
        TypeError: If `value` is a class or cannot be called.
    """
    if isinstance(value, type) or not callable(value):
        raise TypeError(
            f"{name} must be a corruption, such as GaussianNoise(0.1), got {kind(value)}"
        )


def at_progress(corruption: Corruption, progress: float) -> Corruption:
    """The corruption at a moment of a run: itself, unless its level is `Scheduled`.

    Args:
        corruption: Any corruption; one with `at_progress` is asked for that of the moment.
        progress: Share of the run that is over, in [0, 1]; validation judges at 1.
    """
    of_moment = getattr(corruption, "at_progress", None)
    return corruption if of_moment is None else of_moment(progress)


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
