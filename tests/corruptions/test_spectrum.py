"""The undersampled spectrum: unbiased, real, and of the share that was asked for."""

import pytest
import torch

from dlc_support.corruptions.spectrum import Scan, SpectrumMask
from dlc_support.evaluation.metrics import mse

SIZES = pytest.mark.parametrize("size", [(8, 8), (7, 9), (6, 5), (1, 12)], ids=str)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def images(size, count=1, seed=5):
    return torch.rand(count, 1, *size, generator=seeded(seed), dtype=torch.float64)


def conjugates(grid):
    """The grid read at -k: reversed, then rolled so that frequency 0 stays in its place."""
    return grid.flip(-2, -1).roll((1, 1), (-2, -1))


@pytest.mark.parametrize("share", [0.1, 0.35, 0.9])
@pytest.mark.parametrize("size", [(64, 64), (33, 20), (15, 15)], ids=str)
@pytest.mark.parametrize("floor", [0.0, 0.05])
def test_the_mean_probability_is_the_share(share, size, floor):
    p = SpectrumMask(share, floor).probabilities(*size)
    assert p.dtype == torch.float64
    assert p.mean().item() == pytest.approx(share, abs=1e-12)
    assert p.max() == p[0, 0] == 1
    assert p.min() >= floor
    assert (p > 0).all()


@SIZES
def test_the_probability_falls_with_the_distance_as_an_exponential(size):
    p = SpectrumMask(0.4).probabilities(*size)
    vertical, horizontal = (torch.fft.fftfreq(side, dtype=torch.float64) for side in size)
    distance = torch.hypot(vertical[:, None], horizontal)
    rate = -p.log()[distance > 0] / distance[distance > 0]
    torch.testing.assert_close(rate, rate[0].expand_as(rate))
    assert rate[0] > 0
    torch.testing.assert_close(p, conjugates(p))


def test_everything_is_measured_when_the_share_is_one():
    clean = images((5, 6), count=3)
    scan = SpectrumMask(1.0).scan(clean, seeded())
    assert scan.share == 1
    for image in (scan.unbiased, scan.zero_filled, scan.data_consistency(torch.zeros_like(clean))):
        torch.testing.assert_close(image, clean)


@SIZES
def test_the_mean_over_masks_is_the_clean_image(size):
    clean = images(size)
    draws = SpectrumMask(0.4)(clean.expand(20_000, -1, -1, -1), seeded())
    standard_error = draws.std(0) / 20_000**0.5
    off = ((draws.mean(0) - clean[0]).abs() / standard_error.clamp_min(1e-9)).max()
    assert off < 4.5


@SIZES
def test_the_mean_over_masks_is_exact_frequency_by_frequency(size):
    """The clean image is the mean because b / p has mean 1: summed over both values of b."""
    clean, p = images(size), SpectrumMask(0.4).probabilities(*size)
    spectrum = torch.fft.fft2(clean)
    everything = Scan(spectrum, torch.ones(1, 1, *size, dtype=torch.bool), p)
    nothing = Scan(0 * spectrum, torch.zeros(1, 1, *size, dtype=torch.bool), p)
    weighted = torch.fft.fft2(everything.unbiased) * p + torch.fft.fft2(nothing.unbiased) * (1 - p)
    torch.testing.assert_close(torch.fft.ifft2(weighted).real, clean)


def test_without_the_factor_the_image_is_biased_and_says_so():
    mask = SpectrumMask(0.3, scaled=False)
    assert (mask.unbiased, SpectrumMask(0.3).unbiased) == (False, True)
    clean = images((8, 8))
    mean = mask(clean.expand(4000, -1, -1, -1), seeded()).mean(0)
    p = mask.probabilities(8, 8)
    expected = torch.fft.ifft2(torch.fft.fft2(clean) * p).real[0]
    assert (mean - expected).abs().max() < 0.02
    assert (mean - clean[0]).abs().max() > 0.1


@SIZES
def test_a_frequency_and_its_conjugate_are_measured_together(size):
    measured = SpectrumMask(0.4).measured(images(size, count=50), seeded())
    assert torch.equal(measured, conjugates(measured))
    assert measured[:, :, 0, 0].all()
    assert 0 < measured.double().mean() < 1


@SIZES
def test_the_image_is_real_to_rounding(size):
    scan = SpectrumMask(0.4).scan(images(size, count=20).float(), seeded())
    weights = scan.probabilities.reciprocal().float()
    for spectrum in (scan.samples, scan.samples * weights):
        assert torch.fft.ifft2(spectrum).imag.abs().max() < 1e-6


def test_each_frequency_is_measured_as_often_as_its_probability_says():
    mask = SpectrumMask(0.3)
    often = mask.measured(images((9, 10), count=1).expand(20_000, -1, -1, -1), seeded())
    p = mask.probabilities(9, 10)
    error = (p * (1 - p) / 20_000).sqrt().clamp_min(1e-9)
    assert ((often.double().mean((0, 1)) - p).abs() / error).max() < 4.5


def test_pairs_are_independent_of_each_other():
    often = SpectrumMask(0.4).measured(images((6, 6)).expand(20_000, -1, -1, -1), seeded())
    right, down = often[:, 0, 0, 1].double(), often[:, 0, 1, 0].double()
    together = torch.stack([right, down])
    assert abs(torch.corrcoef(together)[0, 1]) < 4 / 20_000**0.5


def test_the_realised_share_is_near_the_one_asked_for():
    scan = SpectrumMask(0.1).scan(images((64, 64), count=20), seeded())
    assert scan.share == pytest.approx(0.1, abs=0.005)
    assert scan.share == scan.measured.double().mean().item()


def test_scan_and_call_are_the_same_draw():
    clean, mask = images((8, 8), count=3), SpectrumMask(0.4)
    torch.testing.assert_close(mask(clean, seeded(3)), mask.scan(clean, seeded(3)).unbiased)
    assert torch.equal(mask.measured(clean, seeded(3)), mask.scan(clean, seeded(3)).measured)


@SIZES
def test_putting_samples_back_fixes_them_and_only_them(size):
    clean, estimate = images(size, count=4), images(size, count=4, seed=6)
    scan = SpectrumMask(0.4).scan(clean, seeded())
    before, after = torch.fft.fft2(estimate), torch.fft.fft2(scan.data_consistency(estimate))
    here = scan.measured.expand_as(after)
    torch.testing.assert_close(after[here], torch.fft.fft2(clean)[here])
    torch.testing.assert_close(after[~here], before[~here])
    assert (mse(scan.data_consistency(estimate), clean) < mse(estimate, clean)).all()
    mended = scan.data_consistency(estimate)
    torch.testing.assert_close(scan.data_consistency(mended), mended)


def test_a_floor_bounds_the_factor():
    clean = images((32, 32))
    assert SpectrumMask(0.1, 0.04).probabilities(32, 32).min() == 0.04
    largest = [
        (SpectrumMask(0.1, floor).scan(clean, seeded()).probabilities.reciprocal()).max()
        for floor in (0.0, 0.04)
    ]
    assert largest[0] > 100
    assert largest[1] == 25


@pytest.mark.parametrize("share", [0.0, -0.1, 1.5, float("nan")])
def test_an_impossible_share_is_refused(share):
    with pytest.raises(ValueError, match=r"share must lie in [\[(]0, 1\], got"):
        SpectrumMask(share)


def test_an_impossible_floor_and_too_few_pixels_are_refused():
    with pytest.raises(ValueError, match=r"floor must be at most share = 0.1, got 0.2"):
        SpectrumMask(0.1, 0.2)
    with pytest.raises(ValueError, match=r"share must leave room for the mean .* got 0.1"):
        SpectrumMask(0.1)(torch.rand(1, 1, 3, 3), seeded())


def test_an_estimate_of_another_shape_is_refused():
    scan = SpectrumMask(0.4).scan(images((8, 8)), seeded())
    with pytest.raises(ValueError, match=r"scan's shape \(1, 1, 8, 8\), got \(1, 1, 8, 1\)"):
        scan.data_consistency(torch.zeros(1, 1, 8, 1))
