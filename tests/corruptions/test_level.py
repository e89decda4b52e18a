import pytest
import torch

from dlc_support.corruptions import (
    BlockMask,
    GaussianBlur,
    GaussianNoise,
    RandomLevel,
    RandomMask,
    ZeroMask,
)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_levels_are_uniform_between_low_and_high_and_one_for_each_example():
    blind = RandomLevel(GaussianNoise, low=0.2, high=0.6)
    levels = blind.levels(torch.zeros(50_000, 1, 2, 2), seeded()).flatten().double()
    assert levels.shape == (50_000,)
    assert levels.min() >= 0.2
    assert levels.max() <= 0.6
    spread = 0.4 / 12**0.5
    assert abs(levels.mean() - 0.4) < 4 * spread / 50_000**0.5
    assert levels.std() == pytest.approx(spread, rel=0.02)


def test_each_image_has_noise_of_its_own_level():
    blind = RandomLevel(GaussianNoise, low=0.0, high=50 / 255)
    noise = blind(torch.zeros(2000, 1, 28, 28), seeded())
    levels = blind.levels(noise, seeded()).flatten()  # the same state draws the same levels
    measured = noise.flatten(1).std(1) / levels
    assert (measured - 1).abs().max() < 5 / (2 * 784) ** 0.5


def test_each_image_loses_its_own_share_of_pixels():
    blind = RandomLevel(ZeroMask, low=0.0, high=1.0)
    clean = torch.ones(500, 1, 28, 28)
    share = (blind(clean, seeded()) == 0).float().mean((1, 2, 3))
    assert (share - blind.levels(clean, seeded()).flatten()).abs().max() < 5 * 0.5 / 28


def test_a_range_of_one_level_is_that_level():
    clean = torch.rand(3, 1, 12, 12)
    same = RandomLevel(GaussianBlur, low=1.5, high=1.5)(clean, seeded())
    torch.testing.assert_close(same, GaussianBlur(1.5)(clean, seeded()))


@pytest.mark.parametrize("kind", [GaussianNoise, ZeroMask, GaussianBlur])
def test_kinds_with_a_level_draw_at_levels_that_differ_by_example(kind):
    clean = torch.rand(2, 1, 12, 12, generator=seeded())
    both = kind.at(clean, torch.tensor([0.2, 0.7]).view(2, 1, 1, 1), seeded())
    first = kind(0.2)(clean, seeded())
    torch.testing.assert_close(both[:1], first[:1])


@pytest.mark.parametrize("kind", [BlockMask, float])
def test_a_kind_without_a_level_is_refused(kind):
    with pytest.raises(TypeError, match="kind must be a class of corruptions with a level"):
        RandomLevel(kind, low=0.0, high=1.0)


def test_an_impossible_range_is_refused():
    with pytest.raises(ValueError, match=r"low must be <= high, got low=0\.5 and high=0\.1"):
        RandomLevel(GaussianNoise, low=0.5, high=0.1)
    with pytest.raises(ValueError, match=r"p must lie in \[0, 1\], got 1\.5"):
        RandomLevel(ZeroMask, low=0.5, high=1.5)


def test_a_random_mask_is_the_random_level_of_its_kind():
    clean = torch.rand(4, 1, 12, 12)
    mask, level = (each(ZeroMask, low=0.2, high=0.8) for each in (RandomMask, RandomLevel))
    assert torch.equal(mask(clean, seeded()), level(clean, seeded()))
    assert mask != level


@pytest.mark.parametrize("kind", [GaussianNoise, BlockMask])
def test_a_random_mask_needs_a_kind_of_mask_with_a_level(kind):
    with pytest.raises(TypeError, match="kind must be a class of masks with a level"):
        RandomMask(kind, low=0.0, high=0.5)
