import matplotlib
import numpy as np
import torch
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from dlc_support.plotting.montage import GAP, colours, montage
from dlc_support.plotting.style import NO_ANSWER, PAPER

GREY = ScalarMappable(Normalize(0, 1), "gray")


def images(count, channels=1):
    return torch.rand(count, channels, 4, 3, generator=torch.Generator().manual_seed(0))


def test_every_image_stands_at_its_place_line_by_line():
    clean = images(5, channels=3)
    picture = montage(clean, columns=3)
    assert picture.shape == (2 * 4 + GAP, 3 * 3 + 2 * GAP, 3)
    for index, image in enumerate(clean):
        top, left = index // 3 * (4 + GAP), index % 3 * (3 + GAP)
        tile = picture[top : top + 4, left : left + 3]
        assert torch.equal(tile, image.permute(1, 2, 0))


def test_gaps_and_missing_images_have_the_colour_of_the_card():
    drawn = colours(montage(images(3), columns=2), GREY)
    paper = matplotlib.colors.to_rgb(PAPER)
    assert np.all(drawn[4 : 4 + GAP] == paper)
    assert np.all(drawn[:, 3 : 3 + GAP] == paper)
    assert np.all(drawn[4 + GAP :, 3 + GAP :] == paper)


def test_grey_values_are_drawn_as_they_are_and_clipped_to_the_range():
    clean = torch.tensor([[-0.5, 0.0, 0.25], [0.5, 1.0, torch.inf]]).reshape(1, 1, 2, 3)
    drawn = colours(montage(clean, columns=1), GREY)
    expected = np.array([[0, 0, 0.25], [0.5, 1, 1]])[..., None].repeat(3, 2)
    np.testing.assert_allclose(drawn, expected, atol=1 / 255)


def test_an_answer_that_is_not_there_is_drawn_as_no_grey():
    clean = images(2)
    clean[1] = torch.nan
    drawn = colours(montage(clean, columns=2), GREY)
    assert np.all(drawn[:, 3 + GAP :] == matplotlib.colors.to_rgb(NO_ANSWER))
    assert np.ptp(NO_ANSWER_RGB := matplotlib.colors.to_rgb(NO_ANSWER)) > 0.1, NO_ANSWER_RGB


def test_colour_images_keep_their_colours():
    clean = images(1, channels=3)
    drawn = colours(montage(clean, columns=1), GREY)
    np.testing.assert_allclose(drawn, clean[0].permute(1, 2, 0).numpy())


def test_colours_outside_the_range_are_drawn_at_its_ends():
    clean = torch.tensor([-0.5, 0.25, 1.5]).reshape(1, 3, 1, 1)
    drawn = colours(montage(clean, columns=1), GREY)
    np.testing.assert_allclose(drawn[0, 0], [0, 0.25, 1])
