import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise, LearnedNoise


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Brightness(nn.Module):
    """A level that is the mean of the example times a weight."""

    def __init__(self, weight=1.0):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(weight))

    def forward(self, clean):
        return self.weight * clean.flatten(1).mean(1).view(-1, 1, 1, 1)


def test_each_example_has_noise_at_its_own_level():
    levels = torch.tensor([0.0, 0.1, 0.5, 1.0])
    clean = levels.view(-1, 1, 1, 1).expand(-1, 1, 100, 100)
    noise = LearnedNoise(Brightness())(clean, seeded()) - clean
    torch.testing.assert_close(noise.flatten(1).std(1), levels, rtol=0.03, atol=1e-6)
    torch.testing.assert_close(noise.flatten(1).mean(1), torch.zeros(4), rtol=0, atol=0.04)


def test_a_constant_level_is_gaussian_noise_of_that_level():
    clean = torch.ones(3, 1, 5, 5)
    learned = LearnedNoise(Brightness(0.3))(clean, seeded(2))
    torch.testing.assert_close(learned, GaussianNoise(0.3)(clean, seeded(2)))


def test_no_gradient_leads_back_to_the_network():
    network, weight = Brightness(), torch.ones((), requires_grad=True)
    corrupted = LearnedNoise(network)(torch.ones(2, 1, 3, 3), seeded())
    (weight * corrupted).sum().backward()
    assert not corrupted.requires_grad
    assert network.weight.grad is None
    assert weight.grad is not None
