"""The table of VAEs as denoisers, on a handful of embedded digits."""

import pytest
import torch
from torch import Generator

from dlc_support.data import mnist
from dlc_support.models import VAE
from dlc_support.recipes.variational import vae_denoiser as recipe
from dlc_support.tables import Seed
from dlc_support.training import seeded

TINY = recipe.Config(
    **{"train": 60, "test": 20, "draws": 4, "hidden": 10, "latents": 3, "wide": 12},
    **{"epochs": 1, "batch_size": 20},
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        yield recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_has_its_numbers(rows):
    for claim in recipe.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in rows[group, row]


def test_the_noisy_row_is_the_clipped_noise_of_one_tenth(rows):
    found = rows[recipe.DIRECT, recipe.NOISY][recipe.PSNR].mean
    assert 20 < found < 24  # 20 dB without clipping, and half of the black pixels gain by it


def test_many_draws_are_the_average_of_decoded_draws_and_the_mean_is_no_draw():
    with seeded(0):
        model = recipe.vae(TINY)
    noisy = recipe.NOISE(mnist(embedded=True).test.take(3).inputs, Generator().manual_seed(1))
    ways = recipe.ways(model, 3, 7)
    code = model.encode(noisy)
    place = recipe.derived_seed(7, recipe.CODE_DRAW)
    draws = Generator().manual_seed(place)
    noise = [torch.randn(3, TINY.latents, generator=draws) for _ in range(3)]
    each = [model.decode(code.draw(one)).sigmoid() for one in noise]
    torch.testing.assert_close(ways[recipe.MANY](noisy), torch.stack(each).mean(0).detach())
    torch.testing.assert_close(ways[recipe.ONE](noisy), each[0].detach())
    torch.testing.assert_close(
        ways[recipe.AT_MEAN](noisy), model.decode(code.mean).sigmoid().detach()
    )


def test_plain_networks_and_vaes_of_one_code_have_the_same_layers():
    plain, model = recipe.narrow(TINY), recipe.vae(TINY)
    assert isinstance(model, VAE)
    assert plain.widths == (784, TINY.hidden, TINY.latents, TINY.hidden, 784)
    assert model.encoder.widths == (784, TINY.hidden, 2 * TINY.latents)
    assert model.decoder.widths == (TINY.latents, TINY.hidden, 784)


def test_one_network_alone_is_trained_without_noise():
    without = [
        name
        for name, network in recipe.NETWORKS.each.items()
        if network.objective.corruption is None
    ]
    assert without == [recipe.VAE_CLEAN]
