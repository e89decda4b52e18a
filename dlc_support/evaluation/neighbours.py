"""Nearest neighbours: what a code or a map keeps of the classes, and of another code."""

import torch
from torch import Tensor

from dlc_support.arguments import check_counts
from dlc_support.shapes import Examples, PerExample


def nearest(points: Examples, neighbours: int) -> Tensor:
    """Rows of the nearest other points of each point, nearest first: (points, neighbours).

    Args:
        points: Points in a space of any dimension, flattened; the distance is Euclidean.
        neighbours: How many, at most one less than there are points.

    Raises:
        ValueError: If there are not that many other points, or one is not finite.

    Example:
        >>> nearest(torch.tensor([[0.0], [1.0], [3.0]]), 1).flatten().tolist()
        [1, 0, 1]
    """
    check_counts(neighbours=neighbours)
    if neighbours >= len(points):
        raise ValueError(
            f"neighbours must be less than the {len(points)} points, got {neighbours}"
        )
    if not points.isfinite().all():
        raise ValueError("points must be finite, got some that are not")
    flat = points.flatten(1).double()
    distances = torch.cdist(flat, flat, compute_mode="donot_use_mm_for_euclid_dist")
    distances.fill_diagonal_(torch.inf)
    return distances.topk(neighbours, dim=1, largest=False).indices


def neighbour_accuracy(points: Examples, labels: Tensor, neighbours: int = 10) -> PerExample:
    """Whether a vote of its nearest neighbours gives a point its class: 1 or 0 for each point.

    Each point is left out of its own vote, so that nothing has to be held back: the mean is the
    leave-one-out accuracy of a classifier by nearest neighbours. It works for a map as for a code,
    also for maps such as t-SNE's, which give no place to a further point. Of classes with equal
    votes the smallest label wins.

    Args:
        points: Codes, or places in a map.
        labels: The class of each point, whole numbers from 0.
        neighbours: Points that vote.

    Raises:
        ValueError: If the labels are of another number of points, or an argument of `nearest` is
            outside its domain.

    Source:
        Cover and Hart (1967).

    Example:
        >>> points = torch.tensor([[0.0], [1.0], [5.0], [6.0], [0.5]])
        >>> neighbour_accuracy(points, torch.tensor([0, 0, 1, 1, 1]), 1).tolist()
        [0.0, 0.0, 1.0, 1.0, 0.0]
    """
    if labels.shape != (len(points),):
        raise ValueError(
            f"labels must be one for each of {len(points)} points, got shape {tuple(labels.shape)}"
        )
    voters = labels[nearest(points, neighbours)]
    votes = torch.nn.functional.one_hot(voters, int(labels.max()) + 1).sum(dim=1)
    return (votes.argmax(dim=1) == labels).double()


def neighbours_kept(points: Examples, others: Tensor, neighbours: int = 10) -> PerExample:
    """Share of each point's nearest neighbours that are its nearest neighbours elsewhere as well.

    1 where a map keeps all of them. For places that know nothing of the points it is
    `neighbours / (len(points) - 1)` on average. No label is needed for it.

    Args:
        points: Codes.
        others: Places of the same examples elsewhere, in the same order, such as in a map.
        neighbours: How many count as near.

    Raises:
        ValueError: If the numbers of points differ, or an argument of `nearest` is outside its
            domain.

    Source:
        Venna and Kaski (2001) for judging maps by the neighbours that they keep.

    Example:
        >>> line = torch.tensor([[0.0], [1.0], [5.0], [6.0]])
        >>> neighbours_kept(line, -2 * line, 1).tolist()
        [1.0, 1.0, 1.0, 1.0]
    """
    if len(points) != len(others):
        raise ValueError(f"points and others must be as many, got {len(points)} and {len(others)}")
    here, there = nearest(points, neighbours), nearest(others, neighbours)
    same = here[:, :, None] == there[:, None, :]  # (points, here, there)
    return same.any(dim=2).double().mean(dim=1)
