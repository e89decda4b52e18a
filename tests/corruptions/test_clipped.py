import math

import pytest
import torch

from dlc_support.corruptions import Clipped, GaussianNoise
from dlc_support.evaluation import psnr

NOISE = GaussianNoise(0.5)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("sigma", "decibel"), [(25 / 255, 28.2), (50 / 255, 22.1)])
def test_clipped_noise_on_black_has_a_mean_that_caps_the_psnr(sigma, decibel):
    count = 1_000_000
    mean = Clipped(GaussianNoise(sigma))(torch.zeros(1, count), seeded()).double().mean().item()
    bias = sigma / math.sqrt(2 * math.pi)
    spread = sigma * math.sqrt(0.5 - 1 / (2 * math.pi))
    assert mean == pytest.approx(bias, abs=4 * spread / count**0.5)
    # What a perfect denoiser reaches there that has learned this mean.
    cap = psnr(torch.full((1, 1, 2, 2), bias), torch.zeros(1, 1, 2, 2)).item()
    assert cap == pytest.approx(decibel, abs=0.05)


def test_nothing_lies_outside_and_what_lies_inside_is_the_corruption_s():
    clean = torch.rand(5, 1, 20, 20, generator=seeded(1))
    noisy, clipped = (each(clean, seeded()) for each in (NOISE, Clipped(NOISE)))
    inside = (noisy >= 0) & (noisy <= 1)
    assert torch.equal(clipped[inside], noisy[inside])
    assert ((clipped[~inside] == 0) | (clipped[~inside] == 1)).all()


def test_a_class_in_place_of_a_member_is_refused():
    with pytest.raises(TypeError, match=r"corruption must be a corruption, .*the class Gauss"):
        Clipped(GaussianNoise)
