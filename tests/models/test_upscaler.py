import pytest
import torch
from torch import nn

from dlc_support.models import MNISTUpscaler


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def shapes(layers, maps):
    for layer in layers:
        maps = layer(maps)
        if not isinstance(layer, nn.ReLU):
            yield tuple(maps.shape[1:])


@pytest.mark.parametrize("resize", [False, True])
def test_the_feature_maps_are_those_of_the_lecture_layer_by_layer(resize):
    model = MNISTUpscaler(resize=resize)
    down = list(shapes(model.encoder, torch.zeros(1, 1, 14, 14)))
    assert down == [(32, 10, 10), (32, 6, 6), (32, 3, 3), (32, 1, 1)]
    up = list(shapes(model.decoder, torch.zeros(1, 32, 1, 1)))
    assert up == [(32, 4, 4), (32, 9, 9), (32, 20, 20), (32, 24, 24), (1, 28, 28)]


def test_the_layers_are_those_of_the_lecture_weight_by_weight():
    kernels = [(name, tuple(w.shape)) for name, w in MNISTUpscaler().named_parameters()]
    assert kernels[::2] == [
        ("encoder.0.weight", (32, 1, 5, 5)),
        ("encoder.2.weight", (32, 32, 5, 5)),
        ("encoder.4.weight", (32, 32, 4, 4)),
        ("encoder.6.weight", (32, 32, 3, 3)),
        ("decoder.0.weight", (32, 32, 4, 4)),
        ("decoder.2.weight", (32, 32, 3, 3)),
        ("decoder.4.weight", (32, 32, 4, 4)),
        ("decoder.6.weight", (32, 32, 5, 5)),
        ("decoder.8.weight", (32, 1, 5, 5)),
    ]


@pytest.mark.parametrize("resize", [False, True])
def test_both_ways_up_have_the_same_number_of_weights(resize):
    model = MNISTUpscaler(resize=resize)
    assert sum(weight.numel() for weight in model.parameters()) == 120_641


def test_resizing_repeats_each_pixel_and_gives_all_outputs_equally_many_taps():
    plain, resized = MNISTUpscaler(), MNISTUpscaler(resize=True)
    maps = torch.ones(1, 32, 9, 9)
    for model in (plain, resized):
        for weight in model.decoder[4].parameters():
            weight.data.fill_(1.0 if weight.ndim > 1 else 0.0)
    assert resized.decoder[4](maps)[..., 4:-4, 4:-4].unique().tolist() == [32 * 16]
    repeated = resized.decoder[4][0](torch.arange(4.0).reshape(1, 1, 2, 2))
    assert repeated[0, 0, 0].tolist() == [0, 0, 1, 1]
    # A transposed convolution sends each pixel to 4x4 places: 2x2 pixels meet in each.
    assert plain.decoder[4](maps)[..., 4:-4, 4:-4].unique().tolist() == [32 * 4]
    plain.decoder[2].weight.data.fill_(1.0)
    plain.decoder[2].bias.data.zero_()
    uneven = plain.decoder[2](torch.ones(1, 32, 4, 4))[..., 2:-2, 2:-2]
    assert uneven.unique().tolist() == [32, 64, 128]


def test_every_input_pixel_reaches_the_code_and_all_detail_passes_through_it():
    images = torch.rand(1, 1, 14, 14, requires_grad=True)
    model = MNISTUpscaler()
    codes = model.encode(images)
    codes.square().sum().backward()
    assert (images.grad != 0).all()
    assert codes.shape == (1, 32)
    assert torch.equal(model.decode(codes), model(images))


def test_code_and_output_are_linear():
    model = MNISTUpscaler()
    assert not isinstance(model.encoder[-1], nn.ReLU)
    assert not isinstance(model.decoder[-1], nn.ReLU)


def test_images_of_another_size_are_refused():
    with pytest.raises(ValueError, match=r"images must be 14x14, got shape \(2, 1, 28, 28\)"):
        MNISTUpscaler()(torch.zeros(2, 1, 28, 28))


def test_a_count_below_one_is_refused():
    with pytest.raises(ValueError, match="filters must be at least 1, got 0"):
        MNISTUpscaler(filters=0)
