import torch
from torch import nn

from dlc_support.models.digit_decoder import digit_decoder


def test_the_sides_are_those_of_the_lecture():
    maps, seen = torch.zeros(1, 6, 1, 1), []
    for layer in digit_decoder(6, 4, 2):
        maps = layer(maps)
        if not isinstance(layer, nn.ReLU):
            seen.append(tuple(maps.shape[1:]))
    assert seen == [(4, 4, 4), (4, 9, 9), (4, 20, 20), (4, 24, 24), (2, 28, 28)]
