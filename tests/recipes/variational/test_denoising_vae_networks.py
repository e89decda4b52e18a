"""The networks of the table of denoising VAEs."""

import pytest
import torch
from torch import nn

from dlc_support.recipes.variational import denoising_vae_networks as networks
from dlc_support.training import seeded

TINY = networks.Config(hidden=12, latents=3, head=8)


@pytest.mark.parametrize("arm", [networks.DENOISING, networks.STACKED_DENOISING])
def test_a_pretrained_classifier_begins_with_the_means_of_the_codes(arm):
    with seeded(0):
        below = nn.ModuleList(
            networks.vae(TINY, arm, level) for level in range(len(networks.levels(TINY, arm)))
        )
    images = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    network = networks.classifier(TINY, arm, below)
    code = network.encode(images, layer=2 * len(below))
    torch.testing.assert_close(code, networks.means(below, images))
    fresh = networks.classifier(TINY, arm)
    assert not torch.allclose(fresh.encode(images, layer=2 * len(below)), code)


def test_the_second_level_sees_the_squashed_means_of_the_first():
    with seeded(0):
        below = nn.ModuleList(networks.vae(TINY, networks.STACKED, level) for level in (0, 1))
    images = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    first = below[0].encode(images).mean.sigmoid()
    expected = below[1].encode(first).mean.detach()
    torch.testing.assert_close(networks.means(below, images), expected)


def test_the_networks_are_the_source_s():
    config = networks.Config()
    assert networks.classifier(config, networks.PLAIN).widths == (784, 400, 20, 1000, 10)
    stack = networks.classifier(config, networks.STACKED)
    assert stack.widths == (784, 500, 50, 25, 10, 1000, 10)
    assert [type(part) for part in stack.layers if not isinstance(part, nn.Linear)] == [
        *(nn.ReLU, nn.Sigmoid, nn.ReLU, nn.Identity, nn.ReLU)
    ]
