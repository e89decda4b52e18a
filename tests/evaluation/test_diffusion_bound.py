"""The bound against entropies that are known."""

import math

import pytest
import torch
from torch import Generator

from dlc_support.evaluation import DiffusionBound, PixelValues

COIN = PixelValues(torch.tensor([0.0, 1.0]), torch.tensor([0.5, 0.5]))


def coin(noisy, sigma):
    """The exact posterior mean of independent fair coins."""
    return torch.sigmoid((noisy - 0.5) / sigma**2)


def tossed(count, size=8, seed=0):
    draw = Generator().manual_seed(seed)
    return torch.randint(2, (count, size), generator=draw).float()


def bound(denoise, images, values=COIN, low=0.1, high=50.0, **options):
    fair = {"spread": 0.5, "centre": 0.5, "draws": 400, **options}
    each = DiffusionBound(values, low, high, **fair)
    return each(denoise, images, Generator().manual_seed(1)).mean().item() / images[0].numel()


def test_with_the_exact_denoiser_a_fair_coin_costs_one_bit():
    assert bound(coin, tossed(2000)) / math.log(2) == pytest.approx(1, abs=0.01)


def test_the_cut_between_grey_value_and_denoising_does_not_matter():
    found = [bound(coin, tossed(2000), low=low) for low in (0.05, 0.3, 0.6)]
    assert found == pytest.approx([math.log(2)] * 3, abs=0.01)


def test_every_other_denoiser_costs_more():
    images = tossed(500)
    exact = bound(coin, images)
    for worse in (
        lambda noisy, sigma: torch.full_like(noisy, 0.5),
        lambda noisy, sigma: coin(noisy, 1.5 * sigma),
        lambda noisy, sigma: noisy.round().clamp(0, 1),
    ):
        assert bound(worse, images) > exact + 0.01


def test_wrong_shares_of_the_grey_values_cost_more():
    wrong = PixelValues(torch.tensor([0.0, 1.0]), torch.tensor([0.9, 0.1]))
    assert bound(coin, tossed(500), wrong, low=0.6) > bound(coin, tossed(500), low=0.6) + 0.05


def test_the_start_is_the_divergence_from_the_noise_that_sampling_begins_with():
    one = torch.distributions.Normal(torch.tensor(0.8), torch.tensor(2.0))
    prior = torch.distributions.Normal(torch.tensor(0.5), math.hypot(2.0, 0.5))
    expected = torch.distributions.kl_divergence(one, prior).item()
    found = DiffusionBound(COIN, 0.1, 2.0, spread=0.5, centre=0.5)._start(torch.full((1, 3), 0.8))
    assert found.item() == pytest.approx(3 * expected, rel=1e-5)


def test_a_grey_value_is_certain_at_little_noise_and_a_guess_at_much():
    images = tossed(20)
    torch.testing.assert_close(
        COIN.log_prob(images, images, 0.05), torch.zeros(20, dtype=torch.float64)
    )
    guessed = COIN.log_prob(images, torch.full_like(images, 0.5), 100.0)
    assert guessed.tolist() == pytest.approx([-8 * math.log(2)] * 20)


def test_bytes_are_counted_once_more_than_they_occur():
    values = PixelValues.of_bytes(torch.tensor([[0.0, 0.0, 1.0]]))
    assert values.values[[0, 51, 255]].tolist() == pytest.approx([0, 0.2, 1])
    assert values.shares[[0, 51, 255]].tolist() == pytest.approx([3 / 259, 1 / 259, 2 / 259])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: DiffusionBound(COIN, 1.0, 0.5, spread=1.0), "low must be > 0 and below high"),
        (lambda: DiffusionBound(COIN, 0.1, 1.0, spread=1.0, draws=0), "draws must be at least 1"),
        (lambda: PixelValues(torch.zeros(1), torch.ones(1)), "at least two"),
        (lambda: PixelValues(torch.arange(2.0), torch.tensor([0.0, 1.0])), "smallest share of 0"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
