import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.models import reconstruct
from dlc_support.recipes.variational import diffusion_networks as networks
from dlc_support.recipes.variational.diffusion_networks import Config

SMALL = Config(width=8, hidden=10, latents=3)


def test_the_denoiser_is_given_the_level_and_answers_a_digit():
    images = embedded_digits().train.inputs[:4]
    level = torch.full((4, 1), 0.5)
    assert reconstruct(networks.denoising(SMALL), images, condition=level).shape == images.shape


def test_spread_and_centre_are_about_those_of_digits():
    pixels = embedded_digits().train.inputs
    assert abs(pixels.mean() - networks.CENTRE) < 0.06
    assert abs(pixels.std() - networks.SPREAD) < 0.06


def test_the_largest_level_drowns_a_digit():
    lengths = embedded_digits().train.inputs.flatten(1).norm(dim=1)
    assert lengths.max() < networks.HIGH


def test_the_vae_decodes_codes_of_its_latents():
    assert networks.vae(SMALL).decode(torch.zeros(2, 3)).shape == (2, 1, 28, 28)
