import pytest
import torch
from scipy import stats

from dlc_support.evaluation.intervals import Interval, bootstrap, paired_bootstrap, seed_interval


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_bootstrap_intervals_hold_the_true_mean_as_often_as_they_say():
    draws = generator()
    held = {0.8: 0, 0.95: 0}
    for _ in range(400):
        sample = torch.randn(60, generator=draws)
        for level in held:
            found = bootstrap(sample, draws, resamples=300, level=level)
            held[level] += found.low < 0 < found.high
    # Percentile intervals of 60 values hold a little less than they say.
    assert 0.72 < held[0.8] / 400 < 0.86
    assert 0.90 < held[0.95] / 400 < 0.98


def test_the_bootstrap_has_the_width_of_the_normal_interval_on_many_values():
    values = torch.randn(10_000, generator=generator())
    found = bootstrap(values, generator(1))
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * values.std().item() / 100, rel=0.1)
    assert found.mean == pytest.approx(values.mean().item(), abs=1e-6)
    assert found.low < found.mean < found.high
    assert found.over == "images"


def test_the_bootstrap_agrees_with_scipy():
    values = torch.rand(200, generator=generator()) ** 3
    found = bootstrap(values, generator(1), resamples=5000)
    scipy = stats.bootstrap(
        (values.numpy(),), lambda v, axis: v.mean(axis), method="percentile", n_resamples=5000
    ).confidence_interval
    width = found.high - found.low
    assert found.low == pytest.approx(scipy.low, abs=0.06 * width)
    assert found.high == pytest.approx(scipy.high, abs=0.06 * width)


def test_resamples_come_from_the_generator_alone():
    values = torch.rand(50, generator=generator())
    torch.manual_seed(0)
    first = bootstrap(values, generator(2))
    torch.manual_seed(1)
    assert bootstrap(values, generator(2)) == first
    assert bootstrap(values, generator(3)) != first


def test_pairing_removes_what_the_images_share():
    easiness = 10 * torch.randn(200, generator=generator())
    gain = 0.1 + 0.1 * torch.randn(200, generator=generator(1))
    paired = paired_bootstrap(easiness + gain, easiness, generator(2))
    assert paired.resolved()
    assert paired.low < 0.1 < paired.high
    assert paired.high - paired.low < 0.05
    swapped = paired_bootstrap(easiness, easiness + gain, generator(2))
    assert swapped.mean == pytest.approx(-paired.mean)


def test_the_seed_interval_is_that_of_student():
    values = torch.tensor([1.0, 2.0, 4.0, 8.0, 9.0])
    low, high = stats.t.interval(
        0.9, 4, loc=values.mean().item(), scale=values.std().item() / 5**0.5
    )
    found = seed_interval(values, level=0.9)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.mean, found.over, found.level) == (pytest.approx(4.8), "seeds", 0.9)


def test_a_claim_is_resolved_when_the_interval_excludes_the_alternative():
    gain = Interval(0.5, 0.1, 0.9)
    assert gain.resolved()
    assert not gain.resolved(0.1)
    assert not gain.resolved(0.5)
    assert gain.resolved(0.91)
    assert not Interval(float("nan"), float("nan"), float("nan")).resolved()


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((24.1234, 24.1012, 24.1456), "24.123 [24.101, 24.146]"),
        ((1234.5, 1000.0, 1500.0), "1234 [1000, 1500]"),
        ((0.00123, 0.00121, 0.00125), "0.001230 [0.001210, 0.001250]"),
        ((1.0, 1.0, 1.0), "1.000 [1.000, 1.000]"),
    ],
)
def test_it_is_written_with_two_digits_of_its_half_width(numbers, text):
    assert str(Interval(*numbers)) == text


def test_what_is_outside_the_domain_is_refused():
    values = torch.rand(5)
    with pytest.raises(ValueError, match=r"level must lie in \(0, 1\), got 95"):
        bootstrap(values, generator(), level=95.0)
    with pytest.raises(ValueError, match="resamples must be at least 100, got 5"):
        bootstrap(values, generator(), resamples=5)
    with pytest.raises(ValueError, match="at least 2 numbers"):
        seed_interval(values[:1])
    with pytest.raises(ValueError, match="got 1 that are not, of 5"):
        bootstrap(values.index_fill(0, torch.tensor([2]), torch.inf), generator())
    with pytest.raises(ValueError, match="same images"):
        paired_bootstrap(values, values[:1], generator())
    with pytest.raises(ValueError, match="low must be at most high"):
        Interval(0.0, 1.0, -1.0)
