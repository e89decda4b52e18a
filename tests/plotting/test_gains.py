"""The table of gains and losses."""

import pytest
import torch

from dlc_support.plotting import gain_table
from dlc_support.plotting.style import INK, PAPER

GAINS = torch.tensor([[4.0, -1.0], [0.0, -4.0]])


def _texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_every_number_is_written_with_its_sign():
    figure = gain_table(GAINS, ["a", "b"], ["a", "c"])
    assert _texts(figure) == ["+4.0", "-1.0", "+0.0", "-4.0"]


def test_the_scale_is_symmetric_so_that_no_change_is_white():
    low, high = gain_table(GAINS + 1, ["a", "b"], ["a", "c"]).axes[0].images[0].get_clim()
    assert (low, high) == (-5.0, 5.0)


def test_a_gain_is_blue_and_a_loss_is_red():
    image = gain_table(GAINS, ["a", "b"], ["a", "c"]).axes[0].images[0]
    (gain, _), (_, loss) = image.to_rgba(image.get_array())[..., :3]
    assert gain[2] > gain[0]
    assert loss[0] > loss[2]


def test_numbers_are_readable_on_dark_and_on_pale_cells():
    figure = gain_table(GAINS, ["a", "b"], ["a", "c"])
    assert [text.get_color() for text in figure.axes[0].texts] == [PAPER, INK, INK, PAPER]


def test_a_table_without_change_can_be_drawn():
    assert _texts(gain_table(torch.zeros(1, 1), ["a"], ["b"])) == ["+0.0"]


def test_names_must_fit_the_numbers():
    with pytest.raises(ValueError, match="2 rows and 1 columns"):
        gain_table(GAINS, ["a", "b"], ["a"])
