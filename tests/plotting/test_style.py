from itertools import combinations

import matplotlib
import pytest
import torch

from dlc_support.plotting.style import (
    BASELINE,
    CLEAN,
    CORRUPTED,
    EXACT,
    OTHER,
    RECONSTRUCTION,
    ROLES,
    SECOND,
    SERIES,
    THIRD,
    card,
    looks,
)

ALL = list(dict.fromkeys([*ROLES, *SERIES]))
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
}  # fmt: skip


def seen(colour, matrix):
    linear = torch.tensor(matplotlib.colors.to_rgb(colour)).double() ** 2.2
    return (torch.tensor(matrix).double() @ linear).clamp(0, 1) ** (1 / 2.2)


def test_no_two_roles_share_a_marker_or_a_line_so_that_grey_print_is_readable():
    assert len({role.marker for role in ALL}) == len(ALL)
    assert len({role.line for role in ALL}) == len(ALL)
    assert len({role.colour for role in ALL}) == len(ALL)


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_the_roles_keep_apart_for_colour_blind_readers(blindness):
    roles = (CLEAN, CORRUPTED, RECONSTRUCTION, EXACT)
    for one, other in combinations(roles, 2):
        apart = seen(one.colour, BLINDNESS[blindness]) - seen(other.colour, BLINDNESS[blindness])
        assert apart.norm() > 0.15, (one.name, other.name)


def test_the_colours_of_the_lectures_posterior_are_kept():
    for role, channel in ((CORRUPTED, 2), (CLEAN, 0), (RECONSTRUCTION, 1)):
        rgb = matplotlib.colors.to_rgb(role.colour)
        assert max(range(3), key=rgb.__getitem__) == channel


def test_a_name_that_says_its_role_wears_it_and_the_others_take_what_is_free():
    names = ["corrupted input", "dense", "best simple baseline", "convolutional", "Exact mean"]
    assert looks(names) == [CORRUPTED, RECONSTRUCTION, BASELINE, SECOND, EXACT]


def test_a_role_that_is_asked_for_comes_first():
    assert looks(["a", "b"], {"b": RECONSTRUCTION}) == [SECOND, RECONSTRUCTION]
    assert looks(["exact", "b"], {"exact": CLEAN}) == [CLEAN, RECONSTRUCTION]


def test_more_series_than_looks_go_round():
    assert looks(list("abcde")) == [RECONSTRUCTION, SECOND, THIRD, OTHER, RECONSTRUCTION]


def test_a_role_for_an_unknown_series_is_refused():
    with pytest.raises(ValueError, match=r"roles names series that are not there: \['x'\]"):
        looks(["a"], {"x": CLEAN})


def test_line_art_is_stored_in_few_colours_and_pictures_in_all():
    drawn = card(2.0, 2.0)
    drawn.subplots().plot([0, 1])
    picture = card(2.0, 2.0)
    picture.subplots().imshow(torch.rand(30, 30, 3).numpy())
    # Byte 25 of a PNG says how a pixel is stored: 3 by palette, 2 and 6 in full colour.
    assert drawn.png()[25] == 3
    assert picture.png()[25] in (2, 6)
