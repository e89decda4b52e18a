import pytest
import torch
from torch import Generator

from dlc_support.evaluation import CrossBilateral

ROOM = (2, 3, 9, 7)


def drawn(seed, low=0.1, high=1.0):
    generator = Generator().manual_seed(seed)
    return low + (high - low) * torch.rand(ROOM, generator=generator)


def test_it_is_the_weighted_mean_of_irradiance_over_all_pixels():
    radiance, albedo, normal = drawn(0, 0, 5).double(), drawn(1).double(), drawn(2, -1).double()
    widths = 4.0, 0.3, 0.6  # a window that reaches over the whole picture
    flat = lambda images: images.flatten(2).transpose(1, 2)  # noqa: E731
    rows, columns = torch.meshgrid(torch.arange(9.0), torch.arange(7.0), indexing="ij")
    place = torch.stack([rows, columns], dim=-1).flatten(0, 1).double()
    apart = torch.cdist(place, place)[None].square() / widths[0] ** 2
    for feature, width in ((albedo, widths[1]), (normal, widths[2])):
        apart = apart + torch.cdist(flat(feature), flat(feature)).square() / width**2
    weights = (-apart / 2).softmax(dim=2)
    expected = flat(albedo) * (weights @ flat(radiance / albedo))
    found = CrossBilateral(*widths)(radiance, albedo, normal)
    torch.testing.assert_close(flat(found), expected)


def test_a_board_under_even_light_is_kept_whatever_the_widths():
    board = 0.2 + 0.6 * ((torch.arange(9)[:, None] + torch.arange(7)) % 2).float().expand(ROOM)
    light = torch.tensor([0.5, 2.0, 1.0]).view(3, 1, 1)
    for widths in ((1.0, 0.1, 0.1), (5.0, 10.0, 10.0)):
        found = CrossBilateral(*widths)(board * light, board, torch.zeros(ROOM))
        torch.testing.assert_close(found, board * light)


def test_light_does_not_cross_an_edge_of_the_normals():
    normal = torch.zeros(ROOM)
    normal[..., 3:] = 1.0
    radiance = torch.where(normal > 0, 4.0, 1.0)
    gray = torch.full(ROOM, 0.5)
    found = CrossBilateral(2.0, 0.1, 0.1)(radiance, gray, normal)
    torch.testing.assert_close(found, radiance)
    assert (CrossBilateral(2.0, 0.1, 9.0)(radiance, gray, normal) - radiance).abs().max() > 0.5


def test_a_lamp_brightens_nothing_and_stays_as_it_is():
    radiance, albedo = torch.ones(ROOM), torch.full(ROOM, 0.5)
    radiance[:, :, 4, 3], albedo[:, :, 4, 3] = 1000.0, 0.0
    radiance[:, :, 4, 4] = 300.0  # its edge: a pixel that sees part of it
    found = CrossBilateral(3.0, 9.0, 9.0)(radiance, albedo, torch.zeros(ROOM))
    torch.testing.assert_close(found, radiance)


def test_what_is_wrong_is_said():
    filtered = CrossBilateral(1.0, 0.1, 0.1)
    with pytest.raises(ValueError, match="place must be > 0, got 0"):
        CrossBilateral(0.0, 0.1, 0.1)
    with pytest.raises(ValueError, match=r"albedo must lie in \[0, 1\]"):
        filtered(drawn(0), 255 * drawn(1), drawn(2))
    with pytest.raises(ValueError, match="same shape"):
        filtered(drawn(0), drawn(1), drawn(2)[:1])
