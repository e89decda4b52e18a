import pytest
import torch
from torch import Generator

from dlc_support.objectives import ToneMapped
from dlc_support.tone_map import inverse_tone_map, tone_map


def test_radiance_one_is_shown_at_the_gamma_of_one_half():
    assert tone_map(torch.ones(1, 1)).item() == pytest.approx(0.5 ** (1 / 2.2))


def test_the_inverse_takes_it_back():
    radiance = torch.logspace(-4, 2, 50)[None]
    torch.testing.assert_close(inverse_tone_map(tone_map(radiance)), radiance, rtol=1e-3, atol=0)


def test_values_that_only_an_estimate_has_stay_finite():
    assert tone_map(torch.tensor([[-3.0]])).item() == 0.0
    assert inverse_tone_map(torch.tensor([[-1.0, 1.5]])).isfinite().all()


def test_the_mean_of_tone_maps_is_darker_than_the_tone_map_of_the_mean():
    noise = torch.empty(1, 10_000).exponential_(generator=Generator().manual_seed(0))
    assert inverse_tone_map(tone_map(noise).mean()[None, None]).item() < 0.8 * noise.mean().item()


def test_it_is_the_map_that_the_loss_uses():
    estimate = torch.tensor([[0.3, 1.0, 20.0]])
    target = torch.tensor([[0.5, 2.0, 1.0]])
    by_hand = (tone_map(estimate) - tone_map(target)).square().mean()
    torch.testing.assert_close(ToneMapped()(estimate, target), by_hand)
