"""The filters of renders, on a handful of small rooms."""

from dataclasses import replace

import pytest
import torch

from dlc_support.data.renders import render_rooms
from dlc_support.recipes.restoration import rendering
from dlc_support.recipes.restoration import rendering_filters as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(
    chosen_by=2, spp_chosen_by=4, held_out=2, size=32, spp=2, ladder=2, reference=4, inputs=2
)


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    """Pictures of these tests, kept for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="module")
def values(folder):
    """The numbers of a run."""
    return recipe.run(Seed(recipe.RECIPE.networks, TINY, 0))


def test_the_held_out_rooms_are_those_of_the_networks():
    ours, theirs = recipe.Config().rooms, rendering.Config()
    assert (ours.test, ours.references) == (theirs.test, theirs.references)
    assert recipe.Config().tuning.seed == theirs.train.seed != theirs.test.seed


def test_the_chosen_filter_has_the_least_error_of_its_candidates(monkeypatch):
    best = recipe.tuned(recipe.PLAIN, TINY)
    rest = [one for one in recipe.SMOOTH if one != best]
    assert len(rest) == len(recipe.SMOOTH) - 1
    for other in rest[::4]:
        monkeypatch.setitem(recipe.CANDIDATES, recipe.PLAIN, [other, best])
        assert recipe.tuned(recipe.PLAIN, TINY) == best


def test_the_plain_filter_sees_no_feature():
    renders = render_rooms(TINY.rooms.test)
    blind = replace(renders, albedo=0 * renders.albedo, normal=0 * renders.normal)
    (seen,), (other,) = (
        recipe.restored(recipe.PLAIN, recipe.SMOOTH[3], one, 1) for one in (renders, blind)
    )
    torch.testing.assert_close(seen, other)


def test_each_filter_has_the_columns_of_the_networks_and_its_widths(values):
    for title in recipe.CANDIDATES:
        assert {rendering.ERROR, rendering.BRIGHTNESS, rendering.PSNR} < set(values[title])
        assert values[title]["width / pixels"] in {one.place for one in recipe.CANDIDATES[title]}
