import pytest
import torch

from dlc_support.plotting import latent_plane

CODES = torch.randn(30, 2, generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(30) % 3


def test_each_class_is_drawn_at_the_codes_of_its_examples_in_its_colour():
    (axes,) = latent_plane(CODES, LABELS).axes
    assert len(axes.collections) == 3
    for digit, drawn in enumerate(axes.collections):
        places = torch.from_numpy(drawn.get_offsets().data).float()
        torch.testing.assert_close(places, CODES[digit == LABELS])
    assert len({tuple(drawn.get_facecolor()[0]) for drawn in axes.collections}) == 3
    assert axes.get_aspect() == 1


def test_codes_without_labels_are_refused():
    with pytest.raises(ValueError, match="one label for each code, got 29 for 30"):
        latent_plane(CODES, LABELS[:29])


def test_labels_that_are_no_digits_are_refused():
    with pytest.raises(ValueError, match="labels must be digits"):
        latent_plane(CODES, LABELS + 9)
