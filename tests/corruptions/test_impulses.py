import pytest
import torch

from dlc_support.corruptions import RandomImpulses


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_a_share_p_becomes_uniform_and_the_rest_stays():
    clean, p = torch.full((100, 1, 30, 30), 0.25), 0.4
    draws = RandomImpulses(p)(clean, seeded())
    replaced = draws[draws != 0.25].double()
    share = len(replaced) / clean.numel()
    assert abs(share - p) < 4 * (p * (1 - p) / clean.numel()) ** 0.5
    assert abs(replaced.mean() - 0.5) < 4 / (12 * len(replaced)) ** 0.5
    assert replaced.var().item() == pytest.approx(1 / 12, rel=0.03)


@pytest.mark.parametrize("p", [0.3, 0.8])
def test_the_clean_value_is_the_mode_but_the_mean_is_drawn_to_grey(p):
    draws = RandomImpulses(p)(torch.full((100_000, 1), 0.9), seeded()).flatten().double()
    values, counts = draws.unique(return_counts=True)
    assert values[counts.argmax()].item() == pytest.approx(0.9)
    assert draws.mean().item() == pytest.approx((1 - p) * 0.9 + p / 2, abs=0.005)


def test_the_median_holds_up_to_one_half_and_not_beyond():
    clean = torch.full((100_000, 1), 0.9)
    below, above = (RandomImpulses(p)(clean, seeded()).median().item() for p in (0.45, 0.8))
    assert below == pytest.approx(0.9)
    assert above == pytest.approx(0.5 / 0.8, abs=0.01)


def test_channels_are_replaced_together_by_numbers_of_their_own():
    clean = torch.full((20, 3, 16, 16), 0.5)
    draws = RandomImpulses(0.5)(clean, seeded())
    replaced = draws != clean
    assert torch.equal(replaced[:, :1].expand_as(replaced), replaced)
    red, green, _ = (draws - 0.5).unbind(1)
    both = replaced[:, 0].sum()
    assert abs((red * green).sum() / both) < 4 / 12 / both**0.5


def test_an_impossible_probability_is_refused():
    with pytest.raises(ValueError, match=r"p must lie in \[0, 1\], got 1.5"):
        RandomImpulses(1.5)
