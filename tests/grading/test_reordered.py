import pytest
import torch

from dlc_support.grading.reordered import reordered

DRAWS = {
    "normal": lambda g: torch.randn(40, 3, generator=g),
    "uniform": lambda g: torch.rand(120, generator=g),
    "mask": lambda g: torch.rand(40, 30, generator=g) < 0.3,
    "places": lambda g: torch.randint(50, (120,), generator=g),
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_a_set_that_is_shifted_or_shuffled_is_told_from_new_draws(draw):
    generator = torch.Generator().manual_seed(0)
    first, second, third = (draw(generator) for _ in range(3))
    order = torch.randperm(first.numel(), generator=generator)
    shuffled = first.flatten()[order].view(first.shape)
    assert reordered(first, first.roll(7), shuffled)
    assert not reordered(first, second, third)
    assert not reordered(first, shuffled, third)


def test_noise_that_was_added_and_taken_away_again_is_known():
    noise, image = torch.randn(500), torch.rand(500)
    assert reordered(noise, (image + 0.05 * noise.roll(3) - image) / 0.05)
