"""A cell of a table: its group, row and column, and the number in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from torch import Generator

from dlc_support.evaluation.intervals import Interval, binomial_interval, bootstrap
from dlc_support.shapes import PerExample
from dlc_support.training.seeds import derived_seed

Cell = tuple[str, str, str]  # group, row, column; the group is "" in a table without groups


@dataclass(frozen=True)
class Unseeded:
    """A number that no seed changes, such as the error rate of a support vector machine.

    Attributes:
        interval: Its mean and interval over test examples: `bootstrap`, or for an error rate
            `binomial_interval`.
    """

    interval: Interval


Number = float | Interval | Unseeded
# What one seed of a recipe gives: by (group, row), or by row, and then by column.
Rows = Mapping[tuple[str, str] | str, Mapping[str, Number]]


def cell(*names: str) -> Cell:
    """A cell by (row, column), or by (group, row, column).

    Example:
        >>> cell("network", "SSIM"), cell("blur 2", "network", "SSIM")
        (('', 'network', 'SSIM'), ('blur 2', 'network', 'SSIM'))
    """
    if len(names) not in (2, 3):
        raise ValueError(f"names must be row and column, or group, row and column, got {names}")
    return ("", *names)[-3:]  # type: ignore[return-value] - three


def over_images(columns: Mapping[str, PerExample], *path: int) -> dict[str, Number]:
    """Means over test images, with their intervals where there are two images and more.

    Args:
        columns: One value per image, by column. For a comparison of two methods these are the
            differences on the same images.
        *path: Names the resamples, as in `derived_seed`; they are the same for each column.
    """
    seed = derived_seed(*path)
    return {
        column: bootstrap(each, Generator().manual_seed(seed)) if len(each) > 1 else each.item()
        for column, each in columns.items()
    }


def percent(count: int, total: int) -> Interval:
    """A share of test examples in per cent, with its binomial interval.

    Example:
        >>> str(percent(1515, 50_000))
        '3.03 [2.88, 3.18]'
    """
    share = binomial_interval(count, total)
    return replace(share, mean=100 * share.mean, low=100 * share.low, high=100 * share.high)
