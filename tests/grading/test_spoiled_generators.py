import pytest
import torch

from dlc_support.grading.spoiled_generators import burnt, cloned, copied, fixed, from_global


def moved():
    """A generator of seed 3 that has moved on."""
    generator = torch.Generator().manual_seed(3)
    torch.rand(5, generator=generator)
    return generator


def draws(generator):
    return torch.rand(4, generator=generator)


def test_a_copy_by_the_seed_begins_anew():
    assert torch.equal(draws(copied(moved())), draws(torch.Generator().manual_seed(3)))


def test_a_copy_by_the_state_goes_on_where_the_generator_is():
    given = moved()
    copy = cloned(given)
    assert torch.equal(draws(copy), draws(moved()))
    assert torch.equal(given.get_state(), moved().get_state())  # untouched


def test_a_fixed_one_does_not_ask_what_was_passed():
    assert torch.equal(draws(fixed(moved())), draws(fixed(torch.Generator().manual_seed(8))))


def test_one_from_the_global_generator_follows_it_alone():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        first, second = draws(from_global(moved())), draws(from_global(moved()))
        torch.manual_seed(0)
        again = draws(from_global(moved()))
    assert torch.equal(first, again)
    assert not torch.equal(first, second)


@pytest.mark.parametrize("make", [copied, fixed, cloned])
def test_with_one_that_is_burnt_the_given_one_moves_on(make):
    given, still = moved(), moved()
    made = burnt(make)(given)
    assert not torch.equal(given.get_state(), still.get_state())
    assert torch.equal(draws(made), draws(make(still)))
