"""The recipe of the renders, on a handful of small rooms."""

import pytest
import torch

from dlc_support.data.renders import render_rooms, tone_map
from dlc_support.evaluation import Interval
from dlc_support.recipes.restoration import rendering as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(
    scenes=2, held_out=2, size=32, spp=1, ladder=3, reference=2, inputs=1, batch_size=4
)


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    """Pictures and runs of these tests, kept for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="module")
def values(folder, tmp_path_factory):
    """One seed's numbers."""
    return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert len(cells) == 2 * len(recipe.RECIPE.claims)
    assert all(column in values[row] for _, row, column in cells)


def test_every_number_over_rooms_has_an_interval(values):
    for row in (recipe.INPUT, recipe.MANY, *recipe.LOSSES):
        for column in (recipe.ERROR, recipe.BRIGHTNESS, recipe.PSNR):
            assert isinstance(values[row][column], Interval)


def test_held_out_rooms_are_others_and_references_have_other_noise():
    config = recipe.Config()
    assert config.train.seed != config.test.seed == config.references.seed
    assert config.test.draws != config.references.draws
    assert config.references.next_event


def test_plain_rendering_catches_up_where_its_error_over_the_renders_is_the_networks(values):
    halves = render_rooms(TINY.references).halves()
    noisy = render_rooms(TINY.test).radiance
    single = recipe.errors([noisy[:, number] for number in range(3)], halves).mean().item()
    for name in recipe.LOSSES:
        expected = single / values[name][recipe.ERROR].mean
        assert values[name][recipe.CATCH_UP] == pytest.approx(expected * TINY.spp)


def test_a_network_sees_the_inputs_of_its_method():
    renders = render_rooms(TINY.test)
    radiance = renders.radiance[:, 1]
    for name, seen in {recipe.RELATIVE: tone_map(radiance), recipe.LINEAR: radiance}.items():
        torch.testing.assert_close(recipe.restored(First3(), name, renders, 1), seen)


class First3(torch.nn.Module):
    """Returns the first three channels of its input: the radiance that it sees."""

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs[:, :3]


def test_twice_the_radiance_is_twice_as_bright_and_as_wrong_as_black():
    image = torch.rand(3, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    bright, black = (
        recipe.numbers([share * image], (image, image), seed=0) for share in (2.0, 0.0)
    )
    assert bright[recipe.BRIGHTNESS].mean == pytest.approx(2.0)
    assert bright[recipe.ERROR].mean == pytest.approx(black[recipe.ERROR].mean)
    assert black[recipe.BRIGHTNESS].mean == 0.0
