import pytest
import torch
from torch import nn

from dlc_support.models import ConvBlock, ConvClassifier

IMAGES = torch.rand(3, 3, 16, 16, generator=torch.Generator().manual_seed(0))


def kinds(part):
    return [type(layer).__name__ for layer in part]


def test_a_block_of_two_convolutions_is_the_one_of_the_scripts():
    block = ConvBlock(1, ((8, 16),), kernel=7, code=nn.Sigmoid, output=nn.Sigmoid, transposed=True)
    down = ["Conv2d", "ReLU", "Conv2d", "MaxPool2d", "Sigmoid"]
    assert kinds(block.encoder) == down
    assert kinds(block.decoder) == ["ConvTranspose2d", "ReLU", "Conv2d", "Sigmoid"]
    convolutions = [block.encoder[0], block.encoder[2], block.decoder[0], block.decoder[2]]
    assert [layer.out_channels for layer in convolutions] == [8, 16, 8, 1]
    assert (block.features, block.shrinks) == (16, 2)


def test_a_block_of_three_stages_is_the_one_of_the_scripts():
    block = ConvBlock(3, ((8,), (16,), (32,)), kernel=3)
    assert kinds(block.encoder) == 3 * ["Conv2d", "MaxPool2d", "ReLU"]
    assert kinds(block.decoder) == [*(2 * ["Sequential", "ReLU"]), "Sequential", "Identity"]
    assert block.encode(IMAGES).shape == (3, 32, 2, 2)
    assert (block.features, block.shrinks) == (32, 8)


def test_the_reconstruction_is_the_decoded_code():
    block = ConvBlock(3, ((4, 4), (5,)), kernel=3)
    assert torch.equal(block(IMAGES), block.decode(block.encode(IMAGES)))


def test_both_decoders_double_each_side_and_the_transposed_one_without_overlap():
    ones = torch.ones(1, 4, 4, 4)
    for transposed in (False, True):
        block = ConvBlock(3, ((4,),), kernel=3, transposed=transposed)
        assert block.decoder[0](ones).shape == (1, 3, 8, 8)
    layer = ConvBlock(1, ((4,),), kernel=3, transposed=True).decoder[0]
    nn.init.ones_(layer.weight)
    nn.init.zeros_(layer.bias)
    assert (layer(ones) == 4).all()  # each output sees one tap of each channel


def test_what_cannot_be_built_or_encoded_is_refused():
    with pytest.raises(ValueError, match="kernel must be odd, got 4"):
        ConvBlock(1, ((8,),), kernel=4)
    with pytest.raises(ValueError, match="stages must each have a convolution"):
        ConvBlock(1, ((8,), ()), kernel=3)
    with pytest.raises(ValueError, match=r"stages\[1\]\[0\] must be at least 1, got 0"):
        ConvBlock(1, ((8,), (0,)), kernel=3)
    with pytest.raises(ValueError, match=r"multiples of 4, got shape \(2, 1, 6, 8\)"):
        ConvBlock(1, ((8,), (8,)), kernel=3).encode(torch.zeros(2, 1, 6, 8))


def test_a_classifier_begins_as_the_encoders_and_leaves_the_blocks_alone():
    blocks = [ConvBlock(3, ((4,),), kernel=3), ConvBlock(4, ((6, 5),), kernel=3)]
    classifier = ConvClassifier(blocks, side=16, widths=(7, 2))
    codes = blocks[1].encode(blocks[0].encode(IMAGES))
    assert torch.equal(classifier.encode(IMAGES), codes)
    assert classifier.head.widths == (5 * 4 * 4, 7, 2)
    with torch.no_grad():
        for weight in classifier.parameters():
            weight.zero_()
    assert torch.equal(blocks[1].encode(blocks[0].encode(IMAGES)), codes)


def test_a_classifier_of_no_block_or_of_an_odd_side_is_refused():
    with pytest.raises(ValueError, match="blocks must hold at least one"):
        ConvClassifier([], side=16)
    with pytest.raises(ValueError, match="side must be a multiple of 2, got 7"):
        ConvClassifier(2 * [ConvBlock(3, ((3,),), kernel=3)], side=14)
