import pytest
import torch

from dlc_support.grading.reordered import mirrored, reordered, repeated

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


@pytest.mark.parametrize(("name", "centre"), [("normal", 0), ("uniform", 0.5)])
def test_draws_of_which_half_mirror_the_others_are_told_in_any_order(name, centre):
    generator = torch.Generator().manual_seed(0)
    one = DRAWS[name](generator).flatten() - centre
    both = torch.cat([one, -one, one[:1] + 1])
    shuffled = both[torch.randperm(len(both), generator=generator)]
    assert mirrored(both)
    assert mirrored(shuffled)
    assert not mirrored(one)
    assert not mirrored(shuffled + 0.01)


def test_mirrored_noise_that_was_added_and_taken_away_again_is_known():
    noise, image = torch.randn(250), torch.rand(500)
    noise = torch.cat([noise, -noise])
    assert mirrored((image + 0.05 * noise - image) / 0.05)


def test_as_many_independent_draws_as_may_be_passed_mirror_nothing():
    assert not mirrored(torch.randn(20_000, generator=torch.Generator().manual_seed(0)))


@pytest.mark.parametrize("steps", [0, 1, 2])
@pytest.mark.parametrize("draw", [torch.randn, torch.rand], ids=["normal", "uniform"])
def test_draws_of_a_copy_that_moves_on_by_a_few_numbers_are_known(draw, steps):
    generator = torch.Generator().manual_seed(0)
    copy = torch.Generator().set_state(generator.get_state())
    first = draw(40, 30, generator=copy)
    torch.rand(steps, generator=generator)
    assert repeated(first, draw(40, 30, generator=generator))
    assert repeated(first < 0.3, first.flatten().roll(-1) < 0.3)


@pytest.mark.parametrize("seed", range(20))
def test_new_draws_repeat_nothing(seed):
    generator = torch.Generator().manual_seed(seed)
    for draw in (torch.randn, torch.rand):
        assert not repeated(*(draw(400, generator=generator) for _ in range(2)))
    masks = [torch.rand(400, generator=generator) < 0.1 for _ in range(2)]
    assert not repeated(*masks)
