"""Dynamic binarisation: a draw at each step."""

import pytest
import torch

from dlc_support.corruptions import Binarisation


def test_each_pixel_is_drawn_afresh_with_its_grey_level_as_probability():
    generator = torch.Generator().manual_seed(0)
    grey = torch.tensor([0.0, 0.2, 0.7, 1.0]).expand(20_000, 4)
    first, second = Binarisation()(grey, generator), Binarisation()(grey, generator)
    assert first.unique().tolist() == [0.0, 1.0]
    assert not torch.equal(first, second)
    assert first[:, 0].sum() == 0
    assert first[:, 3].sum() == 20_000
    for column, level in ((1, 0.2), (2, 0.7)):
        spread = (level * (1 - level) / 20_000) ** 0.5
        assert first[:, column].mean().item() == pytest.approx(level, abs=4 * spread)
