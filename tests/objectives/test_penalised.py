"""Penalties on the code: known values, closed forms against autograd, and what they do."""

import math

import pytest
import torch
from torch import nn

from dlc_support.data import Batch
from dlc_support.models import MLP
from dlc_support.objectives import ContractiveAutoencoding, SparseAutoencoding
from dlc_support.objectives.penalised import contraction, sparsity
from dlc_support.objectives.pixel_losses import half_sse
from dlc_support.training import seeded


def model(tied=False):
    with seeded(0):
        return MLP((6, 4, 6), activation=nn.Sigmoid, tied=tied).double()


def batch(count=5):
    return Batch(torch.randn(count, 6, generator=torch.Generator().manual_seed(1)).double())


@pytest.mark.parametrize("tied", [False, True])
def test_the_contraction_is_the_squared_norm_of_autograds_jacobian(tied):
    net, x = model(tied), batch().inputs
    jacobian = torch.autograd.functional.jacobian(lambda one: net.encode(one).sum(dim=0), x)
    expected = jacobian.square().sum(dim=(0, 2))  # (units, batch, inputs) -> batch
    torch.testing.assert_close(contraction(net.encode(x), net.layers[0].weight), expected)
    loss = ContractiveAutoencoding(0.0)(net, batch(), torch.Generator())
    torch.testing.assert_close(loss.parts["contraction"], expected.mean())


def test_the_sparsity_is_the_sum_of_the_units_divergences():
    codes = torch.tensor([[0.1, 0.5], [0.3, 0.5]], dtype=torch.float64)  # means 0.2 and 0.5
    divergences = [
        0.05 * math.log(0.05 / mean) + 0.95 * math.log(0.95 / (1 - mean)) for mean in (0.2, 0.5)
    ]
    assert sparsity(codes, 0.05).item() == pytest.approx(sum(divergences), rel=1e-5)
    bernoulli = torch.distributions.Bernoulli
    expected = torch.distributions.kl_divergence(
        bernoulli(torch.tensor(0.05)), bernoulli(torch.tensor([0.2, 0.5]))
    )
    assert sparsity(codes, 0.05).item() == pytest.approx(expected.sum().item(), rel=1e-5)


def test_a_saturated_unit_has_a_finite_penalty():
    assert sparsity(torch.zeros(3, 2), 0.05).isfinite()
    assert sparsity(torch.ones(3, 2), 0.05).isfinite()


@pytest.mark.parametrize("objective", [SparseAutoencoding, ContractiveAutoencoding])
def test_the_total_is_the_error_and_the_weighted_penalty(objective):
    net = model()
    loss = objective(weight=0.3)(net, batch(), torch.Generator())
    error, penalty = loss.parts.values()
    torch.testing.assert_close(error, half_sse(net(batch().inputs), batch().inputs))
    torch.testing.assert_close(loss.total, error + 0.3 * penalty)


@pytest.mark.parametrize("objective", [SparseAutoencoding(), ContractiveAutoencoding()])
def test_steps_along_the_penalty_lower_it(objective):
    net = model()
    name = [*objective(net, batch(), torch.Generator()).parts][1]
    sgd = torch.optim.SGD(net.parameters(), 0.1)
    found = []
    for _ in range(20):
        penalty = objective(net, batch(), torch.Generator()).parts[name]
        sgd.zero_grad()
        penalty.backward()
        sgd.step()
        found.append(penalty.item())
    assert found[-1] < 0.9 * found[0]


def test_settings_outside_their_domain_are_refused():
    with pytest.raises(ValueError, match=r"activity must lie in \(0, 1\), got 1"):
        SparseAutoencoding(activity=1.0)
    for objective in (SparseAutoencoding, ContractiveAutoencoding):
        with pytest.raises(ValueError, match=r"weight must be >= 0, got -1"):
            objective(weight=-1.0)


def test_models_without_the_code_that_is_penalised_are_refused():
    with pytest.raises(TypeError, match="model must have encode, as MLP has; got Linear"):
        SparseAutoencoding()(nn.Linear(6, 6), batch(), torch.Generator())
    deep = MLP((6, 4, 4, 6), activation=nn.Sigmoid)
    relu = MLP((6, 4, 6))
    for other in (deep, relu, nn.Linear(6, 6)):
        with pytest.raises(TypeError, match=r"one hidden layer of nn\.Sigmoid"):
            ContractiveAutoencoding()(other, batch(), torch.Generator())
