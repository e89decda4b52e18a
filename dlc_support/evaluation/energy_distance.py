"""How far two samples are apart, judged by the distances between their points."""

import torch
from torch import Tensor

from dlc_support.shapes import Examples


def energy_distance(points: Examples, others: Tensor) -> float:
    r"""Squared energy distance between the laws of two samples, estimated without bias.

    $2\,\mathbb E\|X - Y\| - \mathbb E\|X - X'\| - \mathbb E\|Y - Y'\|$, which is 0 for equal laws
    and positive for others. The estimate may be slightly negative.

    Args:
        points: Sample of the first law, at least 2 points; flattened.
        others: Sample of the second one, independent of the first.

    Raises:
        ValueError: If a sample has fewer than 2 points.

    Source:
        Székely and Rizzo (2013), equation 2.

    Example:
        >>> energy_distance(torch.zeros(5, 1), torch.ones(7, 1))
        2.0
    """
    if min(len(points), len(others)) < 2:
        raise ValueError(
            f"each sample must have at least 2 points, got {len(points)} and {len(others)}"
        )
    first, second = points.flatten(1).double(), others.flatten(1).double()
    between = torch.cdist(first, second).mean()
    within = [torch.pdist(one).mean() for one in (first, second)]
    return (2 * between - sum(within)).item()
