import pytest
import torch
from torch import nn

from dlc_support.evaluation import pixels_seen, receptive_field
from dlc_support.models import ConvBlock


def conv(before, after, kernel, **how):
    return nn.Conv2d(before, after, kernel, **how)


NETWORKS = {
    "two of 3": (nn.Sequential(conv(1, 2, 3, padding=1), conv(2, 1, 3, padding=1)), (5, 1)),
    "dilated": (conv(1, 1, 3, padding=4, dilation=4), (9, 1)),
    "strided": (
        nn.Sequential(conv(1, 2, 5, padding=2, stride=2), nn.Tanh(), conv(2, 1, 3, padding=1)),
        (9, 2),
    ),
    "averaged": (nn.Sequential(conv(1, 2, 3, padding=1), nn.AvgPool2d(2)), (4, 2)),
}


def extent(seen):
    places = seen.nonzero()
    return (places[-1] - places[0]).item() + 1


@pytest.mark.parametrize("name", NETWORKS)
def test_the_formula_counts_what_the_gradients_find(name):
    network, (side, step) = NETWORKS[name]
    assert receptive_field(network) == (side, step)
    images = torch.rand(3, 1, 32, 32)
    seen = pixels_seen(network, images, 16 // step, 16 // step)
    assert (extent(seen.any(0)), extent(seen.any(1))) == (side, side)
    beside = pixels_seen(network, images, 16 // step, 16 // step + 1)
    moved = beside.any(0).nonzero()[0] - seen.any(0).nonzero()[0]
    assert moved.item() == step


def test_gradients_find_what_is_behind_a_maximum():
    encoder = ConvBlock(1, ((4, 4),), kernel=3).encoder
    assert receptive_field(encoder) == (6, 2)
    images = torch.rand(64, 1, 16, 16, generator=torch.Generator().manual_seed(0))
    seen = pixels_seen(encoder, images, 4, 4)
    assert seen.sum() == 36
    assert seen[6:12, 6:12].all()


def test_a_decoder_has_no_one_square_and_is_refused():
    with pytest.raises(TypeError, match="got Upsample"):
        receptive_field(ConvBlock(1, ((4,),), kernel=3))


def test_oblong_kernels_are_refused():
    with pytest.raises(ValueError, match="kernel_size must be the same"):
        receptive_field(nn.Conv2d(1, 1, (3, 5)))
