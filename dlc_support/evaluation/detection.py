"""Anomaly detection: how well a score tells the unusual from the usual, and simple scores."""

from collections.abc import Callable

import torch
from torch import Tensor

from dlc_support.arguments import check_counts
from dlc_support.evaluation.intervals import Interval
from dlc_support.shapes import Examples, PerExample

Score = Callable[[Examples], PerExample]  # larger for what is more unusual


def auc(usual: PerExample, unusual: Tensor, *, level: float = 0.95) -> Interval:
    r"""Area under the ROC curve, with DeLong's interval.

    $\operatorname{AUC} = P(s' > s) + \frac12 P(s' = s)$ for the score $s$ of a usual example and
    $s'$ of an unusual one: 1 separates them, 0.5 is chance, and below 0.5 the score has them the
    wrong way round. No threshold is needed for it.

    Args:
        usual: Scores of usual examples, at least 2.
        unusual: Scores of unusual ones, at least 2; larger is more unusual.
        level: Probability in (0, 1) that the interval is to hold the true area.

    Returns:
        The area and its interval, cut at 0 and 1. Where no two scores are out of order it has no
        width, and says less than it seems to.

    Raises:
        ValueError: If there are too few scores, or one is not finite.

    Source:
        DeLong et al. (1988), equation 5.

    Example:
        >>> auc(torch.tensor([0.0, 1.0, 2.0]), torch.tensor([1.0, 3.0])).mean.__round__(4)
        0.75
    """
    from scipy.stats import norm

    for name, scores in {"usual": usual, "unusual": unusual}.items():
        if scores.ndim != 1 or len(scores) < 2 or not scores.isfinite().all():
            raise ValueError(
                f"{name} must be at least 2 finite scores in one row, got {tuple(scores.shape)}"
            )
    below, above = _placements(unusual, usual), 1 - _placements(usual, unusual)
    area = below.mean().item()
    variance = below.var().item() / len(below) + above.var().item() / len(above)
    half = norm.ppf((1 + level) / 2).item() * variance**0.5
    return Interval(area, max(area - half, 0.0), min(area + half, 1.0), level)


def _placements(scores: Tensor, others: Tensor) -> Tensor:
    """For each score the share of the others that lie below it, ties counted half."""
    ordered, scores = others.double().sort().values, scores.double()
    less = torch.searchsorted(ordered, scores)
    upto = torch.searchsorted(ordered, scores, right=True)
    return (less + upto).double() / (2 * len(others))


def threshold(errors: PerExample, false_alarms: float = 0.05) -> float:
    """The error that a share of usual examples exceeds: what is above it is called an anomaly.

    No anomaly is needed to set it. The errors should be those of usual examples that were not
    trained on: errors of training examples are smaller, and a threshold that is set on them gives
    more false alarms than it promises.

    Args:
        errors: Scores of usual examples.
        false_alarms: Share in (0, 1) of usual examples that may be called anomalies.

    Raises:
        ValueError: If the share is outside (0, 1).

    Example:
        >>> threshold(torch.arange(101.0), 0.1)
        90.0
    """
    if not 0 < false_alarms < 1:
        raise ValueError(f"false_alarms must lie in (0, 1), got {false_alarms}")
    return errors.double().quantile(1 - false_alarms).item()


def reconstruction_error(restore: Callable[[Examples], Examples]) -> Score:
    """Mean squared difference between each example and what `restore` makes of it."""

    def score(examples: Examples) -> PerExample:
        return (restore(examples) - examples).square().flatten(1).mean(dim=1)

    return score


def pca_error(usual: Examples, components: int) -> Score:
    """Reconstruction error of principal component analysis, the linear autoencoder.

    Args:
        usual: Examples to fit the components to.
        components: How many numbers are kept of each example.
    """
    check_counts(components=components)
    flat = usual.flatten(1)
    mean = flat.mean(dim=0)
    axes = torch.linalg.svd(flat - mean, full_matrices=False).Vh[:components]

    def project(examples: Examples) -> Examples:
        codes = (examples.flatten(1) - mean) @ axes.T
        return (mean + codes @ axes).view_as(examples)

    return reconstruction_error(project)


def isolation_forest(usual: Examples, seed: int) -> Score:
    """How few random cuts part an example from the rest; 100 trees of scikit-learn's defaults.

    Source:
        Liu et al. (2008).
    """
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(random_state=seed).fit(usual.flatten(1).numpy())

    def score(examples: Examples) -> PerExample:
        return torch.from_numpy(-forest.score_samples(examples.flatten(1).numpy()))

    return score


def neighbour_distance(usual: Examples, neighbours: int = 5) -> Score:
    """Mean distance to the nearest usual examples: a memory instead of a model."""
    check_counts(neighbours=neighbours)
    known = usual.flatten(1)

    def score(examples: Examples) -> PerExample:
        distances = torch.cdist(examples.flatten(1), known)
        return distances.topk(neighbours, dim=1, largest=False).values.mean(dim=1)

    return score
