import copy
import pickle

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


def test_each_hidden_layer_can_have_an_activation_of_its_own():
    model = MLP((2, 3, 4, 5), activation=(nn.Tanh, nn.Sigmoid))
    assert [type(layer) for layer in model.layers[1::2]] == [nn.Tanh, nn.Sigmoid]
    with pytest.raises(ValueError, match="one for each of 2 hidden layers, got 1"):
        MLP((2, 3, 4, 5), activation=(nn.Tanh,))


def test_the_code_is_the_middle_hidden_layer_or_the_one_asked_for():
    model = MLP((4, 6, 3, 6, 4), activation=nn.Sigmoid, batch_norm=True, dropout=0.5).eval()
    images = torch.rand(5, 1, 2, 2)
    assert model.encode(images).shape == (5, 3)
    for layer, width in ((1, 6), (2, 3), (3, 6)):
        code = model.encode(images, layer)
        assert code.shape == (5, width)
        assert ((code > 0) & (code < 1)).all()  # behind the nonlinearity
        rest = model.layers[4 * layer :](code).reshape(images.shape)
        torch.testing.assert_close(rest, model(images))
    assert MLP((4, 6, 3, 4)).encode(images).shape == (5, 6)
    for layer in (0, 4):
        with pytest.raises(ValueError, match=f"layer must be one of 3 hidden layers, got {layer}"):
            model.encode(images, layer)


def test_tied_weights_are_the_transposed_ones_and_count_once():
    model = MLP((6, 4, 2, 4, 6), tied=True)
    first, second, third, last = model.layers[::2]
    inputs = torch.rand(3, 6)
    hidden = (inputs @ first.weight.T + first.bias).relu()
    code = (hidden @ second.weight.T + second.bias).relu()
    back = (code @ second.weight + third.bias).relu()
    torch.testing.assert_close(model(inputs), back @ first.weight + last.bias)
    assert sum(weight.numel() for weight in model.parameters()) == 24 + 8 + 4 + 2 + 4 + 6
    model(inputs).sum().backward()
    assert first.weight.grad.any()


def test_a_copy_of_a_tied_network_is_tied_to_itself():
    model = MLP((6, 4, 6), tied=True)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        with torch.no_grad():
            other.layers[0].weight.zero_()
        assert torch.equal(other(torch.rand(2, 6)), other.layers[2].bias.expand(2, 6))
    assert model.layers[0].weight.any()


@pytest.mark.parametrize("widths", [(6, 4, 5), (6, 4, 4, 6), (6, 6)])
def test_widths_that_cannot_be_tied_are_refused(widths):
    with pytest.raises(ValueError, match="tied widths must read the same from both ends"):
        MLP(widths, tied=True)


@pytest.mark.parametrize("example", [(12,), (3, 2, 2)])
@pytest.mark.parametrize("lead", [(7, 5), (7, 1), (2, 3, 4)])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_more_axes_than_the_batch_may_lead(example, lead, batch_norm):
    model = MLP((12, 5, 12), batch_norm=batch_norm).eval()
    inputs = torch.rand(*lead, *example)
    flat = inputs.reshape(-1, *example)
    torch.testing.assert_close(model(inputs), model(flat).reshape(inputs.shape))
    assert model.encode(inputs).shape == (*lead, 5)
    classes = MLP((12, 5, 10)).eval()
    assert classes(inputs).shape == (*lead, 10)


@pytest.mark.parametrize(
    ("widths", "faster"),
    [
        ((784, 1000, 784), True),
        ((784, 1000, 1000, 10), True),
        ((784, 1000, 32), True),
        ((784, 1000, 30, 1000, 784), False),
        ((784, 100, 784), False),
        ((784, 784), True),
        ((2, 2), False),
    ],
)
def test_bf16_is_hinted_at_by_the_hidden_widths(widths, faster):
    with torch.device("meta"):
        assert ("bf16" in MLP(widths).cpu_faster) == faster


def test_a_block_has_the_widths_and_the_activation_of_its_layer():
    network = MLP((6, 5, 4, 2), activation=(nn.ReLU, nn.Sigmoid), dropout=0.5, batch_norm=True)
    blocks = [network.block(layer) for layer in (1, 2)]
    assert [block.widths for block in blocks] == [(6, 5, 6), (5, 4, 5)]
    assert [type(block.layers[1]) for block in blocks] == [nn.ReLU, nn.Sigmoid]
    assert all(len(block.layers) == 3 for block in blocks)


def test_loaded_blocks_encode_as_they_did_alone():
    network = MLP((6, 5, 4, 2), activation=nn.Sigmoid)
    first, second = network.block(1), network.block(2)
    inputs = torch.rand(3, 6)
    before = network.encode(inputs, layer=2)
    for layer, block in ((1, first), (2, second)):
        network.load_layer(layer, block)
    code = network.encode(inputs, layer=2)
    assert torch.equal(code, second.encode(first.encode(inputs)))
    assert not torch.allclose(code, before)
    second.layers[0].weight.data.zero_()  # copied, not shared
    assert torch.equal(network.encode(inputs, layer=2), code)


def test_layers_and_blocks_that_do_not_fit_are_refused():
    network = MLP((6, 5, 4, 2))
    with pytest.raises(ValueError, match="layer must be one of 2 hidden layers, got 3"):
        network.block(3)
    with pytest.raises(
        ValueError, match=r"block must begin with widths \(5, 4\), got \(6, 5, 6\)"
    ):
        network.load_layer(2, network.block(1))
