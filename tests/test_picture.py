"""The pictures of README and root page are drawn by a command that still works."""

import numpy as np
import pytest

from tools.picture import PAIRS, SIDE, before_after, picture


def test_the_picture_of_the_readme_is_drawn():
    assert len(picture().axes) == 3


@pytest.mark.parametrize("chapter", PAIRS)
def test_before_and_after_are_cut_out_of_the_recorded_teaser(chapter):
    pair = np.asarray(before_after(chapter)).astype(float)
    before, after = pair[:SIDE], pair[SIDE:]
    assert min(before.std(), after.std()) > 20  # pictures, and not the paper around them
    assert np.abs(before - after).mean() > 5
