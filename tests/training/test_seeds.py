import pytest
import torch

from dlc_support.training import derived_seed, seeded


def test_a_derived_seed_is_the_same_on_every_machine():
    assert derived_seed(0, 1, 2) == 4450782424123420391


def test_derived_seeds_of_neighbouring_places_differ_and_fit_a_generator():
    seeds = [derived_seed(seed, step, -2) for seed in range(20) for step in range(50)]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)
    torch.Generator().manual_seed(max(seeds))


def test_a_path_is_not_the_same_as_its_beginning():
    assert derived_seed(3) != derived_seed(3, 0)


def test_seeded_draws_are_repeated_and_leave_the_global_generator_alone():
    before = torch.random.get_rng_state()
    with seeded(5):
        first = torch.rand(3)
    with seeded(5):
        second = torch.rand(3)
    with seeded(6):
        other = torch.rand(3)
    assert torch.equal(first, second)
    assert not torch.equal(first, other)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_seeded_restores_the_generator_after_an_error():
    before = torch.random.get_rng_state()
    with pytest.raises(KeyError), seeded(5):
        raise KeyError
    assert torch.equal(torch.random.get_rng_state(), before)
