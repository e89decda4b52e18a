"""The Fréchet distance between two samples of features, each taken for a normal distribution."""

import torch
from jaxtyping import Float
from torch import Tensor

Features = Float[Tensor, "rows features"]
OtherFeatures = Float[Tensor, "others other_features"]


def frechet_distance(features: Features, others: OtherFeatures) -> float:
    r"""Squared Fréchet distance of the normal distributions with the samples' moments.

    $$\|m_1 - m_2\|^2 + \operatorname{tr}\bigl(C_1 + C_2
    - 2\,(C_1^{1/2} C_2\, C_1^{1/2})^{1/2}\bigr)$$

    with means $m$ and covariances $C$; it is the squared Wasserstein distance of the two normal
    distributions, in squared units of the features. It is 0 for equal moments, whatever else
    differs, and the estimate is biased: two samples of one law are at a distance above 0, which
    falls with their size. Quote it with that floor, and compare samples of one size only.

    The *FID* is this distance in the features of an Inception network trained on ImageNet. In the
    features of another classifier it has another scale: name the classifier.

    Args:
        features: Features of the first sample, at least 2 rows.
        others: Those of the second one.

    Raises:
        ValueError: If a sample has fewer than 2 rows, or the features are not as many.

    Source:
        Dowson and Landau (1982), equation 4; Heusel et al. (2017), equation 6.

    Example:
        >>> points = torch.tensor([[-1.0], [0.0], [1.0]])
        >>> round(frechet_distance(points, 2 * points + 3), 6)  # 3^2 + (1 - 2)^2
        10.0
    """
    if min(len(features), len(others)) < 2:
        raise ValueError(
            f"each sample must have at least 2 rows, got {len(features)} and {len(others)}"
        )
    if features.shape[1] != others.shape[1]:
        raise ValueError(
            f"both samples must have as many features, got {features.shape[1]} and "
            f"{others.shape[1]}"
        )
    first, second = features.double(), others.double()
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    root = _root(first.T.cov().reshape(first.shape[1], -1))
    other = second.T.cov().reshape(second.shape[1], -1)
    shared = torch.linalg.eigvalsh(root @ other @ root).clamp(min=0).sqrt().sum()
    return (apart + root.square().sum() + other.trace() - 2 * shared).item()


def _root(covariance: Tensor) -> Tensor:
    """The symmetric square root."""
    values, vectors = torch.linalg.eigh(covariance)
    return (vectors * values.clamp(min=0).sqrt()) @ vectors.T
