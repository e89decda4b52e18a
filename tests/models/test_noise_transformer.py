import pytest
import torch
from torch import nn

from dlc_support.models import NoiseTransformer
from dlc_support.training import seeded


def scattered(**settings):
    """A network whose levels differ from input to input: at first they are all alike."""
    with seeded(0):
        network = NoiseTransformer(12, hidden=8, **settings)
        nn.init.normal_(network.head.weight, std=3.0)
    return network


IMAGES = torch.rand(500, 1, 3, 4, generator=torch.Generator().manual_seed(1)) * 4 - 2


@pytest.mark.parametrize("floor", [0.0, 0.4])
def test_the_first_level_is_half_way_between_the_floor_and_one(floor):
    levels = NoiseTransformer(12, floor=floor)(IMAGES)
    torch.testing.assert_close(levels, torch.full((500, 1, 1, 1), (1 + floor) / 2))


@pytest.mark.parametrize("bias", [-200.0, -3.0, 0.0, 3.0, 200.0])
@pytest.mark.parametrize("floor", [0.0, 0.4])
def test_no_level_is_below_the_floor_or_above_one(floor, bias):
    network = scattered(floor=floor)
    nn.init.constant_(network.head.bias, bias)
    levels = network(100 * IMAGES)
    assert levels.min() >= floor
    assert levels.max() <= 1


def test_the_levels_are_the_formula():
    network = scattered(floor=0.3)
    (weight, offset), (direction, bias) = (
        (layer.weight, layer.bias) for layer in (network.hidden, network.head)
    )
    hidden = (IMAGES.flatten(1) @ weight.T + offset).clamp(min=0)
    expected = 0.3 + 0.7 / (1 + torch.exp(-(hidden @ direction[0] + bias)))
    torch.testing.assert_close(network(IMAGES).flatten(), expected)


def test_every_weight_has_a_gradient_also_at_the_floor_and_at_one():
    network = scattered(floor=0.4)
    for bias in (-8.0, 8.0):
        nn.init.constant_(network.head.bias, bias)
        slopes = torch.autograd.grad(network(IMAGES).sum(), [*network.parameters()])
        assert all(slope.abs().sum() > 0 for slope in slopes)
    # A clamp has none there.
    logits = torch.full((5,), -8.0, requires_grad=True)
    torch.sigmoid(logits).clamp(min=0.4).sum().backward()
    assert (logits.grad == 0).all()


def test_per_component_levels_have_the_shape_of_the_inputs():
    levels = scattered(per_component=True)(IMAGES)
    assert levels.shape == IMAGES.shape
    assert levels.flatten(1).std(dim=1).min() > 0


def test_an_example_has_the_same_level_in_any_batch():
    network = scattered()
    torch.testing.assert_close(network(IMAGES)[:7], network(IMAGES[:7]))


@pytest.mark.parametrize("floor", [-0.1, 1.0, float("nan")])
def test_a_floor_that_leaves_no_room_is_refused(floor):
    with pytest.raises(ValueError, match="floor must lie in"):
        NoiseTransformer(12, floor=floor)


def test_a_run_is_named_by_the_floor():
    assert repr(NoiseTransformer(12)) != repr(NoiseTransformer(12, floor=0.4))
