import pytest
import torch
from torch import nn

from dlc_support.models import MLP


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def test_the_toy_is_the_network_of_the_lecture_layer_by_layer():
    with torch.random.fork_rng():
        torch.manual_seed(3)
        by_hand = nn.Sequential(nn.Linear(2, 100), nn.ReLU(), nn.Linear(100, 2))
        torch.manual_seed(3)
        model = MLP((2, 100, 2))
    points = torch.linspace(-2, 2, 20).reshape(10, 2)
    assert torch.equal(model(points), by_hand(points))


def test_the_output_is_linear():
    model = MLP((3, 1, 3))
    with torch.no_grad():
        model.layers[-1].weight.fill_(-5.0)
        model.layers[0].weight.fill_(5.0)
    assert model(torch.ones(1, 3)).min() < -1


def test_images_keep_their_sides_and_the_last_width_decides_on_the_channels():
    images = torch.zeros(2, 3, 4, 5)
    assert MLP((60, 7, 60))(images).shape == (2, 3, 4, 5)
    assert MLP((60, 7, 20))(images).shape == (2, 1, 4, 5)
    assert MLP((60, 7, 10))(images).shape == (2, 10)
    assert MLP((60, 7, 20))(images.flatten(1)).shape == (2, 20)


def test_pixels_come_back_where_they_went_in():
    model = MLP((24, 24))
    with torch.no_grad():
        model.layers[0].weight.copy_(torch.eye(24))
        model.layers[0].bias.zero_()
    images = torch.rand(3, 2, 3, 4)
    assert torch.equal(model(images), images)


def test_dropout_and_batch_normalisation_act_in_training_only():
    model = MLP((4, 50, 4), dropout=0.5, batch_norm=True)
    inputs = torch.rand(8, 4)
    assert not torch.equal(model(inputs), model(inputs))
    model.eval()
    assert torch.equal(model(inputs), model(inputs))


def test_hidden_layers_have_their_parts_in_order():
    model = MLP((2, 3, 4, 5), activation=nn.Sigmoid, dropout=0.1, batch_norm=True)
    hidden = [nn.Linear, nn.BatchNorm1d, nn.Sigmoid, nn.Dropout]
    assert [type(layer) for layer in model.layers] == [*hidden, *hidden, nn.Linear]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"widths": (2,)}, r"widths must have an input and an output at least, got \(2,\)"),
        ({"widths": (2, 0, 2)}, r"widths\[1\] must be at least 1, got 0"),
        ({"widths": (2, 2), "dropout": 1.0}, r"dropout must lie in \[0, 1\), got 1\.0"),
    ],
)
def test_impossible_sizes_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        MLP(**arguments)
