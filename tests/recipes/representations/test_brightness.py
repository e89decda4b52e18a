import pytest
import torch

from dlc_support.evaluation import linear_autoencoders
from dlc_support.recipes.representations import brightness
from dlc_support.recipes.representations.brightness import Config, levels, measured
from dlc_support.recipes.representations.code_lines import Line
from dlc_support.tables import Seed


def test_the_images_are_a_line_whose_code_is_brightness():
    shown = levels(21)
    assert torch.equal(shown.inputs[0], torch.zeros(1, 28, 28))
    assert torch.equal(shown.inputs[-1], brightness.dandelion())
    torch.testing.assert_close(brightness.brightness_of(shown.inputs), shown.factors[:, 0])
    (pca,) = linear_autoencoders(shown.inputs, [1])
    found = measured(Line(pca.encode, pca.decode), shown)
    assert found[brightness.RANK] == pytest.approx(1)
    assert found[brightness.OWN] == pytest.approx(1, abs=1e-4)
    assert found[brightness.PRIOR] < 1


def test_the_picture_is_the_same_on_every_machine():
    picture = brightness.dandelion()
    assert picture.shape == (1, 28, 28)
    assert picture.min() >= 0
    assert picture.max() <= 1
    assert picture.sum().item() == pytest.approx(97.708, abs=1e-2)


def test_a_dead_code_has_no_order_and_no_range():
    found = measured(
        Line(
            lambda images: torch.zeros(len(images), 2),
            lambda codes: 0 * codes @ torch.ones(2, 784),
        ),
        levels(11),
    )
    assert found[brightness.RANK] == 0 == found[brightness.OWN] == found[brightness.PRIOR]


def test_a_turned_and_flipped_code_keeps_its_order():
    values = torch.linspace(0, 1, 30)
    codes = torch.stack([-3 * values, values], dim=1)
    assert brightness.rank_correlation(codes, values) == pytest.approx(1)


def test_every_kind_is_measured_at_every_size(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    seed = Seed(brightness.NETWORKS, Config(train=40, hidden=8, epochs=1, batch_size=20), 0)
    rows = brightness.run(seed)
    kinds = [brightness.PCA, *brightness.KINDS, brightness.VARIATIONAL]
    assert list(rows) == [(brightness.group(s), kind) for s in brightness.SIZES for kind in kinds]
    assert seed.seconds > 0
