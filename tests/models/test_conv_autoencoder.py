import pytest
import torch
from torch import nn

from dlc_support.models import ConvAutoencoder


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def sides(layers, inputs):
    for layer in layers:
        inputs = layer(inputs)
        if not isinstance(layer, nn.ReLU):
            yield inputs.shape[-1]


def test_the_feature_maps_have_the_sides_of_the_lecture():
    model = ConvAutoencoder(filters=4, embedding=8)
    assert list(sides(model.encoder, torch.zeros(1, 1, 28, 28))) == [24, 20, 9, 4, 1]
    assert list(sides(model.decoder, torch.zeros(1, 8, 1, 1))) == [4, 9, 20, 24, 28]


def test_the_reconstruction_is_the_decoded_code():
    model, images = ConvAutoencoder(embedding=6), torch.rand(3, 1, 28, 28)
    codes = model.encode(images)
    assert codes.shape == (3, 6)
    assert torch.equal(model.decode(codes), model(images))


def test_code_and_reconstruction_are_linear():
    model = ConvAutoencoder()
    assert not isinstance(model.encoder[-1], nn.ReLU)
    assert not isinstance(model.decoder[-1], nn.ReLU)


def test_every_input_pixel_reaches_the_code():
    images = torch.rand(1, 1, 28, 28, requires_grad=True)
    ConvAutoencoder().encode(images).square().sum().backward()
    assert (images.grad != 0).all()


def test_colour_images_and_a_mask_beside_them_fit():
    model = ConvAutoencoder(channels=3, extra_channels=1, filters=4)
    assert model(torch.zeros(2, 4, 28, 28)).shape == (2, 3, 28, 28)


def test_images_of_another_size_are_refused():
    with pytest.raises(ValueError, match=r"images must be 28x28, got shape \(2, 1, 32, 32\)"):
        ConvAutoencoder()(torch.zeros(2, 1, 32, 32))


@pytest.mark.parametrize("name", ["channels", "filters", "embedding"])
def test_a_count_below_one_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        ConvAutoencoder(**{name: 0})


def test_fewer_than_no_extra_channels_are_refused():
    with pytest.raises(ValueError, match="extra_channels must be at least 0, got -1"):
        ConvAutoencoder(extra_channels=-1)
