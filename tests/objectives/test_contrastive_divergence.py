"""Contrastive divergence against the exact gradient of a machine that can be enumerated."""

from itertools import pairwise

import pytest
import torch
from torch import Generator, nn

from dlc_support.data import Batch, Split
from dlc_support.models import RBM
from dlc_support.objectives import ContrastiveDivergence
from dlc_support.training import Adam, fit, seeded

CHAINS = 100_000
BARS = torch.tensor([[1.0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 0, 1, 0, 1, 0]])
STATES = torch.cartesian_prod(*6 * [torch.tensor([0.0, 1.0])])


def machine():
    made, generator = RBM(6, 4), Generator().manual_seed(1)
    for parameter in made.parameters():
        parameter.data.copy_(2 * torch.randn(parameter.shape, generator=generator))
    return made


def negative_log_likelihood(made, seen):
    """Exact: the density is a softmax over all 64 states."""
    return made.free_energy(seen).mean() + (-made.free_energy(STATES)).logsumexp(dim=0)


def gradient(loss, made):
    return torch.cat([part.flatten() for part in torch.autograd.grad(loss, [*made.parameters()])])


def estimated(made, steps, seed=0):
    seen = BARS.repeat(-(-CHAINS // len(BARS)), 1)
    generator = Generator().manual_seed(seed)
    return gradient(ContrastiveDivergence(steps)(made, Batch(seen), generator).total, made)


@pytest.fixture(scope="module")
def exact():
    made = machine()
    return gradient(negative_log_likelihood(made, BARS), made)


def test_the_gradient_approaches_the_exact_one_as_the_chain_gets_longer(exact):
    errors = [(estimated(machine(), k) - exact).norm() / exact.norm() for k in (1, 2, 4, 16)]
    assert all(later < 0.5 * before for before, later in pairwise(errors))
    assert errors[0] > 0.2  # one step is biased
    assert errors[-1] < 0.01  # what 10^5 chains leave


def test_one_step_points_downhill_all_the_same(exact):
    assert torch.cosine_similarity(estimated(machine(), 1), exact, dim=0) > 0.5


def test_the_gradient_is_that_of_the_definition():
    made, seen = machine(), BARS.clone()
    found = gradient(
        ContrastiveDivergence(2)(made, Batch(seen), Generator().manual_seed(7)).total, made
    )
    generator, chain = Generator().manual_seed(7), seen
    for _ in range(2):
        chain = made.gibbs(chain, generator)
    weight = made.encode(chain).T @ chain - made.encode(seen).T @ seen
    hidden = made.encode(chain).sum(0) - made.encode(seen).sum(0)
    parts = {"bias": (chain - seen).sum(0), "layer.weight": weight, "layer.bias": hidden}
    expected = torch.cat([parts[name].flatten() for name, _ in made.named_parameters()])
    torch.testing.assert_close(found, expected / len(seen))


def test_the_part_counts_the_pixels_that_the_chain_has_changed():
    made = RBM(6, 4)
    nn.init.constant_(made.bias, 50.0)  # every pixel is 1 after a step
    loss = ContrastiveDivergence()(made, Batch(BARS), Generator())
    assert loss.parts["reconstruction"].item() == 3.0


def test_a_machine_is_trained_by_fit_to_know_which_pixels_go_together():
    data = Split(BARS[:2].repeat(50, 1), name="bars", range="unit")
    with seeded(0):
        made = RBM(6, 4)
    apart = 6 * torch.log(torch.tensor(2.0))  # of pixels that know nothing of each other
    assert (negative_log_likelihood(made, data.inputs) - apart).abs() < 0.05
    fit(
        made,
        ContrastiveDivergence(),
        data,
        epochs=150,
        batch_size=20,
        optimizer=Adam(0.02),
        progress=False,
    )
    # log 2 is the entropy of the data.
    assert negative_log_likelihood(made, data.inputs) < 1.2


def test_a_chain_without_steps_is_refused():
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        ContrastiveDivergence(0)


def test_a_network_without_a_chain_is_refused():
    with pytest.raises(TypeError, match=r"a model with free_energy and gibbs.*type Identity"):
        ContrastiveDivergence()(nn.Identity(), Batch(BARS), Generator())
