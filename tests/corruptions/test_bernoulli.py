import pytest
import torch

from dlc_support.corruptions import BernoulliNoise, RandomLevel, ZeroMask


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_it_is_the_mask_of_the_same_draw_scaled():
    clean = torch.rand(5, 3, 8, 8, generator=seeded(1))
    scaled = BernoulliNoise(0.75)(clean, seeded())
    torch.testing.assert_close(scaled, 4 * ZeroMask(0.75)(clean, seeded()))


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_mean_and_variance_are_those_of_the_formula(p):
    count, value = 200_000, 0.7
    draws = BernoulliNoise(p)(torch.full((count, 1), value), seeded()).double()
    variance = value**2 * p / (1 - p)
    assert abs(draws.mean() - value) < 4 * (variance / count) ** 0.5
    assert draws.var().item() == pytest.approx(variance, rel=0.05)


def test_each_example_is_scaled_by_its_own_level():
    blind = RandomLevel(BernoulliNoise, low=0.1, high=0.8)
    clean = torch.ones(50, 1, 20, 20)
    levels = blind.levels(clean, seeded()).flatten()  # the same state draws the same levels
    highest = blind(clean, seeded()).amax((1, 2, 3))
    torch.testing.assert_close(highest, 1 / (1 - levels))


def test_certain_erasure_cannot_be_undone_by_a_scale():
    with pytest.raises(ValueError, match="p must be < 1"):
        BernoulliNoise(1.0)
    with pytest.raises(ValueError, match=r"p must lie in \[0, 1\], got -0.5"):
        BernoulliNoise(-0.5)
