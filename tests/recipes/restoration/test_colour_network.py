"""The recipe of the colour network, for a few steps on the embedded photographs."""

from dataclasses import replace

import pytest
import torch

from dlc_support.data import Photographs, chroma_subsampled, upscaled
from dlc_support.models import ResidualUNet, UNet
from dlc_support.pixels import luma, to_bytes
from dlc_support.recipes.restoration import colour_network as recipe
from dlc_support.recipes.restoration.noise2noise_runs import PSNR, estimate, sets
from dlc_support.tables import Seed

TINY = replace(recipe.RECIPE.settings("quick"), steps=2, short=2, side=40)
NOISE = torch.randint(256, (3, 40, 48), generator=torch.Generator().manual_seed(0))
PAIRS = {
    recipe.DIFFERENCE: (recipe.AGAIN, recipe.PLAIN),
    recipe.CHANGE: (recipe.NEW, recipe.OLD),
}
DRAWN = Photographs([NOISE.to(torch.uint8)], "drawn")


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.delenv("DLC_MIRROR", raising=False)
        yield recipe.learned_from()


@pytest.fixture(scope="module")
def values(parts, tmp_path_factory):
    return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_network_has_its_numbers_at_every_level(values):
    for name in (recipe.KODAK, recipe.SET5, recipe.SUBSAMPLED):
        for level in recipe.LEVELS:
            rows = {row for group, row in values if group == recipe.group_of(name, level)}
            pair = (
                {recipe.PLAIN, recipe.AGAIN, recipe.DIFFERENCE} if name != recipe.KODAK else set()
            )
            noisy = {recipe.NOISY} if level else set()
            fixed = {recipe.EACH, recipe.OLD, recipe.NEW, recipe.CHANGE}
            assert rows == fixed | pair | noisy


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    for claim in recipe.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in values[group, row]


def test_the_lowest_is_below_the_mean_and_differences_are_of_means(values):
    for (group, row), found in values.items():
        if group == recipe.ONCE_MORE:
            continue
        if pair := PAIRS.get(row):
            for column, value in found.items():
                means = [values[group, one][column].mean for one in pair]
                assert value.mean == pytest.approx(means[0] - means[1], abs=1e-4)
            assert (recipe.SHARE in found) == group.endswith("sigma 0")
            continue
        assert found[recipe.LOWEST] <= found[PSNR].mean + 1e-6
        if row == recipe.NOISY:
            assert found[recipe.GAIN] == 0
        elif not group.endswith("sigma 0"):
            assert recipe.GAIN in found


def test_training_photographs_are_those_of_noise2noise_at_half_the_side(parts):
    whole = sets(3)
    assert parts.train.titles == whole.train.titles
    assert parts.train.sides == [(tall // 2, wide // 2) for tall, wide in whole.train.sides]
    block = torch.zeros(3, 16, 16, dtype=torch.uint8)
    block[:, :, 8:] = 200
    small = recipe.reduced(Photographs([block], "halves")).pictures[0]
    assert small.shape == (3, 8, 8)
    assert small[:, :, :2].eq(0).all()
    assert small[:, :, 6:].eq(200).all()


def test_subsampled_photographs_have_the_formulas_pixels():
    made = recipe.subsampled(DRAWN)[0]
    assert torch.equal(made, to_bytes(chroma_subsampled(DRAWN[0])))
    assert recipe.psnr_once_more(DRAWN).item() < 20


def test_the_share_removed_sees_the_change_along_subsampling_alone():
    given, halved = DRAWN[0], recipe.subsampled(DRAWN)[0]
    removed = halved - given
    other = torch.rand(given.shape, generator=torch.Generator().manual_seed(2))
    other -= (other * removed).sum() / removed.square().sum() * removed  # at right angles
    for share in (0.0, 0.3, 1.0, 1.2):
        found = recipe.share_removed(given + share * removed + other, given, halved)
        assert found.item() == pytest.approx(share, abs=1e-4)


def test_reducing_undoes_most_of_subsampling():
    drawn = torch.rand(1, 3, 10, 10, generator=torch.Generator().manual_seed(1))
    squares = (255 * upscaled(drawn, 6, "nearest")[0]).round().to(torch.uint8)  # sharp colours
    fine = Photographs([squares], "squares")
    pair = (fine, recipe.subsampled(fine))
    plain, again = (recipe.psnr_once_more(one).item() for one in pair)
    small, small_again = (recipe.psnr_once_more(recipe.reduced(one)).item() for one in pair)
    assert again > plain + 4
    assert 0 < small_again - small < (again - plain) / 2


def test_the_pair_differs_in_the_chroma_of_its_photographs_alone(parts, monkeypatch):
    seen = {}

    def network(self, name, data, **others):
        assert not others
        seen[name] = data.rows(torch.arange(2)).inputs
        return ResidualUNet(3)

    monkeypatch.setattr(Seed, "network", network)
    for name in (recipe.PLAIN, recipe.AGAIN):
        recipe.trained(Seed(recipe.NETWORKS, TINY, 0), name, parts)
    plain, again = seen[recipe.PLAIN], seen[recipe.AGAIN]
    apart = (plain - again).abs().mean()
    assert apart > 1 / 255
    assert (luma(plain) - luma(again)).abs().mean() < apart / 3  # clipped and rounded
    assert recipe.NETWORKS.each[recipe.PLAIN] == recipe.NETWORKS.each[recipe.AGAIN]


def test_the_grey_network_restores_each_channel_by_itself():
    grey, noisy = UNet(1), DRAWN[0]
    whole = recipe.each_channel(grey, noisy)
    for channel in range(3):
        alone = estimate(grey, noisy[:, channel : channel + 1])
        torch.testing.assert_close(whole[:, channel : channel + 1], alone, atol=1 / 255, rtol=0)
