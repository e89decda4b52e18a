from dataclasses import replace

import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.models import Glow
from dlc_support.recipes.variational import flows
from dlc_support.tables import Seed

TINY = replace(
    flows.RECIPE.settings("quick"),
    **{"train": 40, "short": 20, "test": 12, "swapped": 10, "epochs": 1},
    **{"steps": (1, 1), "width": 4, "hidden": 8, "batch_size": 10},
)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A seed whose networks are trained, and its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        one = Seed(flows.NETWORKS, TINY, 0)
        yield one, flows.run(one)


def test_every_claim_has_its_numbers(found):
    _, rows = found
    for claim in flows.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in rows[group, row]


def test_the_parts_sum_to_the_bits(found):
    _, rows = found
    for name in (flows.GLOW, flows.CODED, flows.UNIFORM):
        row = rows["", name]
        total = sum(row[part].mean for part in (flows.FLOW, flows.NOISE, flows.CODE))
        assert row[flows.BITS].mean == pytest.approx(total)
    assert rows["", flows.UNIFORM][flows.NOISE].mean == 0
    assert rows["", flows.GLOW][flows.CODE].mean == 0


def test_where_nothing_is_exchanged_the_digit_comes_back(found):
    _, rows = found
    for name in (flows.GLOW, flows.CODED):
        assert rows[name, flows.NOTHING][flows.DISTANCE].mean < 0.003  # half a grey level
        assert rows[name, flows.COARSE][flows.DISTANCE].mean > 0.01


def test_exchanging_both_kinds_of_latents_gives_the_other_digit(found):
    one, _ = found
    model = one.network(flows.GLOW, embedded_digits().train.take(TINY.train))
    coarse = flows.coarse_places(model.flow)
    own, giver = embedded_digits().test.inputs[:1], embedded_digits().test.inputs[1:2]
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        (first, _), (other, _) = (flows.latents(model, x, generator) for x in (own, giver))
        mixed = torch.where(coarse, other, torch.where(coarse, first, other))
        assert (model.decode(mixed) - giver).abs().max() < 0.01


def test_coarse_latents_are_those_that_the_last_level_sees():
    glow = Glow(1, 8, (1, 1), 4).eval()
    coarse = flows.coarse_places(glow)
    assert coarse.float().mean() == 0.5
    seen = []
    glow.levels[1][0].register_forward_hook(lambda _part, given, _found: seen.append(given[0]))
    images = torch.rand(1, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    latents = glow(images)
    moved = latents + torch.where(coarse, 0.0, 1.0)
    glow(glow.decode(moved))
    torch.testing.assert_close(seen[0], seen[-1], atol=1e-4, rtol=1e-4)
    glow(glow.decode(latents + coarse.float()))
    assert not torch.allclose(seen[0], seen[-1], atol=1e-2)


def test_blocks_that_take_all_coefficients_are_the_giver_and_the_halves_complete_each_other():
    own, giver = flows.partners(embedded_digits().test.take(8), 0)
    mixed = flows.exchanged_blocks(own, giver)
    torch.testing.assert_close(mixed[flows.EVERYTHING], giver.inputs)
    halves = mixed[flows.FINE] + mixed[flows.COARSE]
    torch.testing.assert_close(halves, own.inputs + giver.inputs)
    mean = torch.nn.AvgPool2d(2)
    torch.testing.assert_close(mean(mixed[flows.FINE]), mean(own.inputs))


def test_an_untrained_flow_is_initialised_and_invertible(found):
    one, rows = found
    model = flows.untrained(one, embedded_digits().train.take(TINY.train))
    assert model.flow.ready
    assert rows[flows.UNTRAINED, flows.NOTHING][flows.DISTANCE].mean < 0.003


def test_counts_are_judged_on_the_first_digits_and_on_all(found):
    _, rows = found
    for name in (flows.ONE, flows.HISTOGRAMS, flows.COUNTS):
        assert rows["", name][flows.BITS].interval.mean != rows["", name][flows.ALL].interval.mean


def test_the_giver_is_of_another_class():
    own, giver = flows.partners(embedded_digits().test.take(60), 0)
    assert (own.labels != giver.labels).all()
    assert len(own) == len(giver) == 60


@pytest.mark.parametrize("broken", [torch.nan, torch.inf, -torch.inf])
def test_pixels_that_are_not_finite_count_as_black_and_their_images_are_counted(broken):
    test = embedded_digits().test.take(2)
    images = test.inputs.clone()
    black = images[0, 0] == 0
    images[0, 0, black] = broken
    found = flows.judged(torch.nn.Flatten(), images, test, test)
    assert found[flows.BROKEN].tolist() == [100, 0]
    assert found[flows.DISTANCE].tolist() == [0, 0]
