"""The classifier whose features judge generated digits, and what it says of them."""

from functools import cache

import torch
from torch import Tensor

from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import ConvBlock, ConvClassifier
from dlc_support.shapes import Codes, Images
from dlc_support.weights import weights

CLASSIFIER = "mnist-classifier"
FEATURES = 64


def classifier() -> ConvClassifier:
    """The untrained network: two convolutions, 64 features behind a ReLU, ten logits."""
    block = ConvBlock(1, ((8,), (16,)), kernel=5)
    return ConvClassifier([block], side=28, widths=(FEATURES, 10))


@cache
def trained() -> ConvClassifier:
    """The classifier with its recorded weights."""
    network = classifier()
    network.load_state_dict(weights(CLASSIFIER))
    return network.eval()


def features(images: Images) -> Codes:
    """The 64 features of each image, the hidden layer in front of the logits."""
    network = trained()
    with evaluating(network):
        codes = [network.head.encode(network.encode(part)) for part in images.split(1000)]
    return torch.cat(codes)


def class_probabilities(images: Images) -> Tensor:
    """What the classifier believes of each image, (batch, 10)."""
    network = trained()
    with evaluating(network):
        return torch.cat([network(part).softmax(dim=1) for part in images.split(1000)])
