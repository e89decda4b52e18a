import pytest
import torch

from dlc_support.grading.twin import twin

DRAWS = {
    "normal": lambda g: torch.randn(40, generator=g),
    "uniform": lambda g: torch.rand(3, generator=g),
    "order": lambda g: torch.randperm(700, generator=g),
    "whole": lambda g: torch.randint(2**31, (5,), generator=g),
    "counts": lambda g: torch.poisson(torch.full((9,), 4.0), generator=g),
}


@pytest.mark.parametrize("seed", [0, 1, 255, 9999])
@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_it_draws_what_the_seed_draws(draw, seed):
    other, same = twin(seed), torch.Generator().manual_seed(seed)
    for _ in range(3):
        assert torch.equal(draw(other), draw(same))


@pytest.mark.parametrize("seed", [0, 1, 255, 9999])
def test_a_copy_by_its_initial_seed_draws_something_else(seed):
    other = twin(seed)
    copy = torch.Generator().manual_seed(other.initial_seed())
    assert not torch.equal(torch.rand(3, generator=other), torch.rand(3, generator=copy))


def test_it_goes_into_another_process_by_its_state():
    there = torch.Generator().set_state(twin(7).get_state())
    assert there.initial_seed() == twin(7).initial_seed() != 7
