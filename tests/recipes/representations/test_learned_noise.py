"""The recipe of the learned noise levels, on a handful of embedded digits."""

import pytest
import torch
from torch import Generator

from dlc_support.corruptions import GaussianNoise
from dlc_support.data.digits import embedded_digits
from dlc_support.recipes.representations import learned_noise as noise
from dlc_support.recipes.representations.learned_noise import BusyNoise, Config, Steps
from dlc_support.tables import Seed, cell

TINY = Config(
    **{"train": 60, "test": 40, "hidden": 12, "warm_epochs": 1, "epochs": 3},
    **{"tuning_epochs": 1, "batch_size": 20},
)


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    """A seed whose networks are trained, and its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        one = Seed(noise.NETWORKS, TINY, 0)
        yield one, noise.run(one)


def test_every_arm_is_judged_and_the_learned_levels_are_told(seed):
    one, rows = seed
    assert list(rows) == list(noise.ALL)
    assert set(rows[noise.NONE]) == {noise.TUNED}
    for arm in noise.ALL[1:]:
        assert {noise.TUNED, noise.PROBED, noise.ERROR} <= set(rows[arm])
    for arm in (noise.FLOORED, noise.LEARNED):
        assert rows[arm][noise.LAST] == one.histories[arm].train["noise/sigma"][-1]
    assert rows[noise.FLOORED][noise.SIGMA] >= noise.FLOOR
    assert one.seconds > 0


def test_the_control_sees_the_mean_of_the_learned_levels(seed):
    one, rows = seed
    mean = rows[noise.LEARNED][noise.SIGMA]
    clean = embedded_digits().train.take(60)
    begun = one.network("warm-up", clean)
    told = noise.Networks(
        "learned_noise",
        {"again": noise.Network(noise.autoencoder, noise.Denoising(GaussianNoise(mean), "mse"))},
    )
    again = Seed(told, TINY, 0).network("again", clean, after=begun)
    assert noise.error(again, embedded_digits().test.inputs[:40], one) == pytest.approx(
        rows[noise.CONTROL][noise.ERROR]
    )


def test_the_arms_begin_from_the_warm_up_and_leave_it_as_it_is(seed):
    one, _ = seed
    clean = embedded_digits().train.take(60)
    begun = one.network("warm-up", clean)
    before = begun.layers[0].weight.clone()
    copy = noise.autoencoder(TINY, begun)
    copy.layers[0].weight.data.zero_()
    assert torch.equal(begun.layers[0].weight, before)
    tuned = noise.classifier(TINY, begun)
    assert torch.equal(tuned.layers[0].weight, before)


def test_busy_noise_has_the_power_of_its_level_and_none_where_nothing_is():
    clean = embedded_digits().train.inputs[:200]
    levels = BusyNoise(0.4).levels(clean)
    torch.testing.assert_close(
        levels.square().flatten(1).mean(dim=1), torch.full((200,), 0.16), rtol=1e-3, atol=0
    )
    assert (levels[..., :2, :2] == 0).all()  # the border of a digit is black
    corrupted = BusyNoise(0.4)(clean, Generator().manual_seed(0))
    assert torch.equal(corrupted[..., :2, :2], clean[..., :2, :2])
    assert (corrupted - clean).square().mean().item() == pytest.approx(0.16, rel=0.03)


def test_the_level_of_a_pixel_is_the_spread_of_its_window():
    clean = torch.rand(1, 1, 9, 9, generator=Generator().manual_seed(0))
    levels = BusyNoise(1.0).levels(clean)[0, 0]
    spread = clean[0, 0, 2:7, 2:7].std(correction=0) / clean[0, 0, 1:6, 3:8].std(correction=0)
    torch.testing.assert_close(levels[4, 4] / levels[3, 5], spread, rtol=1e-4, atol=0)


def test_steps_hold_each_value_for_an_equal_part_of_the_run():
    path = Steps((0.4, 0.7, 1.0, 0.2))
    at = (0.0, 0.24, 0.26, 0.5, 0.76, 1.0)
    assert [path(one) for one in at] == [0.4, 0.4, 0.7, 1.0, 0.2, 0.2]


def test_the_sources_intervals_are_those_of_ten_thousand_images():
    interval = noise.RECIPE.published[cell(noise.FIXED, noise.TUNED)]
    assert interval.mean == pytest.approx(93.23)
    assert 0.4 < (interval.high - interval.low) / 2 < 0.6
