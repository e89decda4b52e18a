from dataclasses import replace

import pytest
import torch
from scipy.ndimage import gaussian_filter, median_filter

from dlc_support.evaluation.denoiser import Denoiser
from dlc_support.evaluation.filters import (
    GaussianFilter,
    Identity,
    MedianFilter,
    NonLocalMeans,
    TotalVariation,
    Wavelets,
)
from dlc_support.evaluation.metrics import mse

MEMBERS = [
    Identity(),
    GaussianFilter(1.0),
    MedianFilter(3),
    TotalVariation(0.1),
    NonLocalMeans(0.1, 0.1),
    NonLocalMeans(0.1, 0.1, joint=True),
    Wavelets(0.1, "db1"),
]


def square(count=3):
    """Bright squares on a dark ground, and the same in noise."""
    clean = torch.zeros(count, 2, 20, 20)
    clean[:, :, 5:15, 5:15] = 0.8
    noise = torch.randn(clean.shape, generator=torch.Generator().manual_seed(0))
    return clean, clean + 0.1 * noise


@pytest.mark.parametrize("member", MEMBERS)
def test_members_are_denoisers_that_say_what_they_are_told(member):
    assert isinstance(member, Denoiser)
    assert member.given in ("nothing", "the noise level")


@pytest.mark.parametrize("member", MEMBERS)
def test_images_are_independent_and_keep_shape_precision_and_values(member):
    _, noisy = square()
    before = noisy.clone()
    together = member(noisy)
    assert together.shape == noisy.shape
    assert together.dtype == noisy.dtype
    assert torch.equal(noisy, before)
    alone = torch.cat([member(image[None]) for image in noisy])
    torch.testing.assert_close(together, alone)
    assert member(noisy[:0]).shape == (0, 2, 20, 20)


@pytest.mark.parametrize("member", MEMBERS[1:])
def test_results_lie_in_the_unit_interval(member):
    restored = member(square()[1] * 3 - 1)
    assert restored.min() >= 0
    assert restored.max() <= 1


@pytest.mark.parametrize("member", MEMBERS[2:])
def test_noise_goes_and_edges_stay(member):
    clean, noisy = square()
    assert mse(member(noisy), clean).max() < 0.8 * mse(noisy, clean).min()


def test_the_filters_are_those_of_scipy_plane_by_plane():
    _, noisy = square()
    plane = noisy[1, 1].double().numpy()
    expected = torch.from_numpy(1.2 * gaussian_filter(plane, 1.5)).clamp(0, 1).float()
    torch.testing.assert_close(GaussianFilter(1.5, gain=1.2)(noisy)[1, 1], expected)
    expected = torch.from_numpy(median_filter(plane, 3)).clamp(0, 1).float()
    torch.testing.assert_close(MedianFilter(3)(noisy)[1, 1], expected)


def test_more_weight_leaves_less_variation():
    _, noisy = square()

    def variation(weight):
        return TotalVariation(weight)(noisy).diff(dim=-1).abs().sum()

    assert variation(0.02) > variation(0.1) > variation(0.5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GaussianFilter(0.0), "sigma must be > 0, got 0"),
        (lambda: GaussianFilter(1.0, gain=-1.0), "gain must be > 0, got -1"),
        (lambda: MedianFilter(4), "size must be an odd number of at least 1, got 4"),
        (lambda: TotalVariation(0.0), "weight must be > 0"),
        (lambda: NonLocalMeans(-0.1, 0.1), "sigma must be >= 0"),
        (lambda: NonLocalMeans(0.1, 0.0), "strength must be > 0"),
    ],
)
def test_settings_outside_their_domain_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    "member", [NonLocalMeans(0.2, 0.2), Wavelets(0.2)], ids=lambda one: type(one).__name__
)
def test_channels_that_agree_help_each_other_where_they_are_seen_together(member):
    clean = square()[0][:, :1].repeat(1, 3, 1, 1)
    noise = torch.randn(clean.shape, generator=torch.Generator().manual_seed(1))
    noisy = clean + 0.2 * noise
    apart = mse(member(noisy), clean)
    together = mse(replace(member, joint=True)(noisy), clean)
    assert (together < 0.95 * apart).all()


def test_a_smaller_sigma_leaves_more_in_the_wavelets():
    clean, noisy = square()
    weak, strong = (Wavelets(sigma, "db1")(noisy) for sigma in (0.02, 0.1))
    assert mse(weak, noisy).mean() < mse(strong, noisy).mean()
    assert mse(strong, clean).mean() < mse(weak, clean).mean()


def test_wavelets_refuse_what_they_cannot_use():
    with pytest.raises(ValueError, match="sigma must be > 0, got 0"):
        Wavelets(0.0)
    with pytest.raises(ValueError, match="nowhere"):
        Wavelets(0.1, "nowhere")(square()[1])
