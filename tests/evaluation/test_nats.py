"""Numbers in nats that know what they are."""

import pytest
import torch

from dlc_support.evaluation import Nats
from dlc_support.objectives import (
    BernoulliDecoder,
    ContinuousBernoulliDecoder,
    GaussianDecoder,
    GreyCrossEntropy,
)

VALUES = torch.linspace(80, 100, 50, dtype=torch.float64)


def nats(family=BernoulliDecoder(), data="test", values=VALUES):  # noqa: B008 - frozen
    return Nats(values, family, "estimate", data, 200)


def generator():
    return torch.Generator().manual_seed(0)


def test_a_number_is_printed_with_its_family_kind_samples_and_images():
    expected = "90.00 nats (Bernoulli, importance-weighted estimate, K = 200; 50 images, test)"
    assert str(nats()) == expected
    assert nats().mean == pytest.approx(90)


def test_a_number_at_the_mean_says_that_it_is_no_bound():
    assert "no bound" in str(Nats(VALUES, BernoulliDecoder(), "at the mean", "test"))


def test_the_difference_is_paired():
    found = nats(values=VALUES + 1).minus(nats(), generator())
    assert (found.low, found.high) == (pytest.approx(1), pytest.approx(1))


@pytest.mark.parametrize(
    "other", [ContinuousBernoulliDecoder(), GaussianDecoder(1.0)], ids=lambda one: one.name
)
def test_families_refuse_to_be_compared(other):
    with pytest.raises(ValueError, match="different families do not compare"):
        nats().minus(nats(other), generator())


def test_gaussians_of_two_widths_compare_as_densities_of_the_same_images():
    one, other = nats(GaussianDecoder(0.5), values=VALUES + 2), nats(GaussianDecoder(1.0))
    assert one.minus(other, generator()).mean == pytest.approx(2)


def test_other_images_refuse_to_be_compared():
    with pytest.raises(ValueError, match="different images do not compare"):
        nats().minus(nats(data="train"), generator())


def test_a_score_that_is_no_log_probability_is_refused():
    with pytest.raises(ValueError, match="cross-entropy on grey pixels"):
        nats(GreyCrossEntropy())
