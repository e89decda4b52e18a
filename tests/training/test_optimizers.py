import pytest
import torch
from torch import nn

from dlc_support.training import SGD, Adam


def steps(make, dtype=torch.float32, count=5):
    """Weights after some steps on a fixed quadratic."""
    weight = nn.Parameter(torch.tensor([1.0, -2.0, 3.0], dtype=dtype))
    stepper = make([weight])
    for _ in range(count):
        stepper.zero_grad()
        (weight - 0.5).pow(2).sum().backward()
        stepper.step()
    return weight.detach()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_adam_without_decay_is_adam(dtype):
    ours = steps(Adam(0.1), dtype)
    plain = steps(lambda weights: torch.optim.Adam(weights, 0.1, fused=True), dtype)
    assert torch.equal(ours, plain)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_fused_adam_agrees_with_the_plain_formula(dtype):
    fused, plain = steps(Adam(0.1), dtype), steps(Adam(0.1, fused=False), dtype)
    torch.testing.assert_close(fused, plain)


def test_the_first_step_of_adam_has_the_length_of_the_rate():
    start = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64)
    moved = steps(Adam(0.1), torch.float64, count=1) - start
    torch.testing.assert_close(moved.abs(), torch.full((3,), 0.1, dtype=torch.float64))


def test_weight_decay_shrinks_weights_besides_the_gradient():
    weight = nn.Parameter(torch.tensor([2.0]))
    stepper = Adam(0.1, weight_decay=0.5)([weight])
    weight.grad = torch.zeros(1)
    stepper.step()
    assert weight.item() == pytest.approx(2.0 * (1 - 0.1 * 0.5))


def test_sgd_follows_the_gradient():
    # The quadratic's gradient is 2 (w - 1/2): each step multiplies the distance by 1 - 2 * 0.1.
    expected = 0.5 + 0.8**5 * torch.tensor([0.5, -2.5, 2.5])
    torch.testing.assert_close(steps(SGD(0.1)), expected)


def test_momentum_is_handed_on():
    (group,) = SGD(0.1, momentum=0.9, weight_decay=0.2)([nn.Parameter(torch.ones(1))]).param_groups
    assert (group["lr"], group["momentum"], group["weight_decay"]) == (0.1, 0.9, 0.2)


def test_optimisers_print_and_compare_as_values():
    assert Adam(1e-4) == Adam(1e-4)
    assert Adam(1e-4) != Adam()
    assert repr(SGD(0.1)) == "SGD(lr=0.1, momentum=0.0, weight_decay=0.0)"


@pytest.mark.parametrize("kind", [Adam, SGD])
@pytest.mark.parametrize("lr", [0.0, -1.0])
def test_rates_must_be_positive(kind, lr):
    with pytest.raises(ValueError, match="lr must be > 0, got"):
        kind(lr)


def test_an_l2_term_is_part_of_the_gradient_and_decoupled_decay_is_not():
    torch.testing.assert_close(
        steps(Adam(0.1, l2=0.3)),
        steps(lambda weights: torch.optim.Adam(weights, 0.1, weight_decay=0.3)),
    )
    assert not torch.allclose(steps(Adam(0.1, l2=0.3)), steps(Adam(0.1, weight_decay=0.3)))


def test_weights_may_not_grow():
    with pytest.raises(ValueError, match=r"weight_decay must be >= 0, got -1\.0"):
        Adam(weight_decay=-1.0)


@pytest.mark.parametrize("settings", [{"l2": -0.1}, {"l2": 0.1, "weight_decay": 0.1}])
def test_one_weight_decay_at_a_time(settings):
    with pytest.raises(ValueError, match="l2 must be >= 0, and 0 beside a decoupled weight_decay"):
        Adam(**settings)
