"""Scores of anomalies, and how they are judged."""

import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors
from torch import Generator

from dlc_support.evaluation import auc, threshold
from dlc_support.evaluation.detection import (
    isolation_forest,
    neighbour_distance,
    pca_error,
    reconstruction_error,
)

GENERATOR = Generator().manual_seed(0)
USUAL = torch.randn(80, 12, generator=GENERATOR) @ torch.randn(12, 12, generator=GENERATOR)


def test_the_area_is_scikit_learns_ties_included():
    usual = torch.randint(6, (40,), generator=GENERATOR).float()
    unusual = torch.randint(2, 8, (25,), generator=GENERATOR).float()
    labels = torch.cat([torch.zeros(40), torch.ones(25)])
    expected = roc_auc_score(labels, torch.cat([usual, unusual]))
    assert auc(usual, unusual).mean == pytest.approx(expected)
    assert auc(unusual, usual).mean == pytest.approx(1 - expected)


def test_delongs_interval_holds_the_true_area_as_often_as_it_says():
    # Two normals one unit apart: the area is Phi(1 / sqrt 2).
    truth = torch.distributions.Normal(0.0, 1.0).cdf(torch.tensor(0.5**0.5)).item()
    held = 0
    for _ in range(400):
        found = auc(torch.randn(60, generator=GENERATOR), 1 + torch.randn(40, generator=GENERATOR))
        held += found.low <= truth <= found.high
    assert 0.91 < held / 400 < 0.98


def test_scores_that_separate_have_an_area_of_one():
    found = auc(torch.tensor([0.0, 1.0]), torch.tensor([2.0, 3.0]))
    assert (found.mean, found.low, found.high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("bad", [torch.tensor([1.0]), torch.tensor([1.0, float("nan")])])
def test_scores_that_say_nothing_are_refused(bad):
    with pytest.raises(ValueError, match="usual must be at least 2 finite"):
        auc(bad, torch.zeros(3))


def test_a_threshold_gives_the_false_alarms_asked_for():
    errors = torch.rand(10_000, generator=GENERATOR)
    alarms = (torch.rand(10_000, generator=GENERATOR) > threshold(errors, 0.1)).double().mean()
    assert alarms.item() == pytest.approx(0.1, abs=0.015)
    with pytest.raises(ValueError, match="false_alarms must lie"):
        threshold(errors, 1.0)


def test_an_error_is_the_mean_over_an_example():
    images = torch.zeros(2, 1, 2, 2)
    images[1, 0, 0, 0] = 2.0
    assert reconstruction_error(torch.zeros_like)(images).tolist() == [0.0, 1.0]


def test_the_error_of_pca_is_scikit_learns():
    fitted = PCA(5).fit(USUAL.numpy())
    others = torch.randn(9, 12, generator=GENERATOR)
    restored = torch.from_numpy(fitted.inverse_transform(fitted.transform(others.numpy())))
    expected = (restored - others).square().mean(1)
    torch.testing.assert_close(pca_error(USUAL, 5)(others), expected)


def test_the_distance_to_neighbours_is_scikit_learns():
    others = torch.randn(9, 12, generator=GENERATOR)
    found = NearestNeighbors(n_neighbors=5).fit(USUAL.numpy()).kneighbors(others.numpy())[0]
    expected = torch.from_numpy(found).float().mean(1)
    torch.testing.assert_close(neighbour_distance(USUAL)(others), expected, rtol=1e-4, atol=1e-4)


def test_the_forest_isolates_what_lies_far_out():
    score = isolation_forest(USUAL, seed=0)
    assert score(USUAL * 10).mean() > score(USUAL).mean() + 0.1
    assert torch.equal(score(USUAL), isolation_forest(USUAL, seed=0)(USUAL))
