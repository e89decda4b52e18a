import torch

from dlc_support.corruptions import GaussianNoise
from dlc_support.objectives import Denoising, Loss, Noise2Noise, Objective


def test_a_loss_needs_no_parts():
    assert Loss(torch.tensor(1.0)).parts == {}


def test_members_follow_the_protocol():
    for member in (Denoising(GaussianNoise(0.1)), Noise2Noise(GaussianNoise(0.1))):
        assert isinstance(member, Objective)
