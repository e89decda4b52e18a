import pytest
import torch

from dlc_support.models import LevelMLP
from dlc_support.training import seeded


def test_the_level_is_one_more_input_of_the_perceptron():
    with seeded(0):
        model = LevelMLP(12, (8,))
    images, levels = torch.rand(5, 1, 3, 4), torch.rand(5, 1)
    found = model(images, condition=levels)
    joined = torch.cat([images.flatten(1), levels], dim=1)
    assert torch.equal(found, model.network.layers(joined).view(5, 1, 3, 4))
    assert not torch.allclose(found, model(images, condition=levels + 1))


def test_a_count_below_one_is_refused():
    with pytest.raises(ValueError, match="components must be at least 1, got 0"):
        LevelMLP(0, (8,))
