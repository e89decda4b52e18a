import math

import pytest
import torch

from dlc_support.objectives import AnnealedL0
from dlc_support.objectives.pixel_losses import PIXEL_LOSSES, check_loss, distance

ESTIMATE = torch.tensor([[1.0, 2.0], [0.0, -1.0], [3.0, 0.0]])
TARGET = torch.tensor([[0.0, 2.0], [2.0, -1.0], [3.0, 4.0]])  # errors 1, 0 | 2, 0 | 0, 4


@pytest.mark.parametrize(
    ("name", "value"),
    [("half_sse", 0.5 * (1 + 4 + 16) / 3), ("mse", 21 / 6), ("l1", 7 / 6)],
)
def test_losses_have_the_values_found_by_hand(name, value):
    assert distance(name, ESTIMATE, TARGET).item() == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "value"), [("half_sse", 0.5 * 3 * 16 / 3), ("mse", 3 * 16 / 6), ("l1", 3 * 4 / 6)]
)
def test_weights_multiply_each_component(name, value):
    weight = torch.tensor([[0.0, 5.0], [0.0, 1.0], [1.0, 3.0]])
    assert distance(name, ESTIMATE, TARGET, weight).item() == pytest.approx(value)


def test_cross_entropy_in_nats_is_summed_over_components():
    logits = torch.zeros(5, 1, 28, 28)
    value = distance("bce", logits, torch.rand(5, 1, 28, 28)).item()
    assert value == pytest.approx(784 * math.log(2), rel=1e-5)


@pytest.mark.parametrize("grey", [0.1, 0.3, 0.5])
def test_cross_entropy_of_a_perfect_estimate_is_the_entropy_of_the_target(grey):
    target = torch.full((4, 6), grey, dtype=torch.float64)
    entropy = -grey * math.log(grey) - (1 - grey) * math.log(1 - grey)
    floor = distance("bce", target.logit(), target).item()
    assert floor == pytest.approx(6 * entropy)
    for shift in (-0.1, 0.1):
        assert distance("bce", target.logit() + shift, target).item() > floor


def test_cross_entropy_of_a_perfect_estimate_of_bits_is_zero():
    target = torch.tensor([[0.0, 1.0, 1.0]])
    assert distance("bce", 100 * (2 * target - 1), target).item() < 1e-30


@pytest.mark.parametrize("name", PIXEL_LOSSES)
def test_repeating_a_batch_changes_nothing(name):
    estimate, target = torch.randn(4, 2, 3, 3), torch.rand(4, 2, 3, 3)
    twice = distance(name, estimate.repeat(2, 1, 1, 1), target.repeat(2, 1, 1, 1))
    torch.testing.assert_close(twice, distance(name, estimate, target))


@pytest.mark.parametrize(("name", "factor"), [("half_sse", 4), ("bce", 4), ("mse", 1), ("l1", 1)])
def test_doubling_the_sides_of_an_image_multiplies_the_sums_alone(name, factor):
    estimate, target = torch.randn(3, 1, 4, 4), torch.rand(3, 1, 4, 4)
    larger = [
        image.repeat_interleave(2, 2).repeat_interleave(2, 3) for image in (estimate, target)
    ]
    torch.testing.assert_close(distance(name, *larger), factor * distance(name, estimate, target))


@pytest.mark.parametrize("name", PIXEL_LOSSES)
def test_double_precision_is_kept(name):
    estimate, target = torch.randn(4, 2).double(), torch.rand(4, 2).double()
    assert distance(name, estimate, target).dtype == torch.float64


@pytest.mark.parametrize("name", PIXEL_LOSSES)
def test_a_bf16_estimate_is_compared_in_single_precision(name):
    estimate, target = torch.randn(4, 2).bfloat16(), torch.rand(4, 2)
    with torch.autocast("cpu", torch.bfloat16):
        loss = distance(name, estimate, target)
    assert loss.dtype == torch.float32
    torch.testing.assert_close(loss, distance(name, estimate.float(), target))


@pytest.mark.parametrize("name", PIXEL_LOSSES)
def test_shapes_that_would_broadcast_are_refused(name):
    with pytest.raises(
        ValueError, match=r"returned shape \(4, 1\) for a target of shape \(4, 3\)"
    ):
        distance(name, torch.zeros(4, 1), torch.zeros(4, 3))
    with pytest.raises(ValueError, match=r"weights of shape \(4, 1\)"):
        distance(name, torch.zeros(4, 3), torch.zeros(4, 3), torch.zeros(4, 1))


def test_unknown_losses_are_refused_with_the_names_that_are_known():
    with pytest.raises(ValueError, match=r"one of \['bce', 'half_sse', 'l1', 'mse'\], got 'l2'"):
        check_loss("l2")


@pytest.mark.parametrize("loss", [3, None, AnnealedL0], ids=repr)
def test_what_is_neither_a_name_nor_a_loss_is_refused(loss):
    with pytest.raises(TypeError, match=r"a name or a PixelLoss such as AnnealedL0\(\), got"):
        check_loss(loss)


def test_a_loss_with_settings_gets_weight_and_progress():
    estimate, target = torch.tensor([[1.0, 3.0]]), torch.zeros(1, 2)
    loss = AnnealedL0(start=2.0, end=1.0)
    assert distance(loss, estimate, target).item() == pytest.approx(5.0)
    assert distance(loss, estimate, target, progress=1.0).item() == pytest.approx(2.0)
    weight = torch.tensor([[0.0, 2.0]])
    assert distance(loss, estimate, target, weight).item() == pytest.approx(9.0)
    with pytest.raises(ValueError, match="returned shape"):
        distance(loss, torch.zeros(4, 1), torch.zeros(4, 3))
