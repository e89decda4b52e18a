"""Rectangles and convex regions: what their descriptions say of each, told by other means."""

from hashlib import sha256

import numpy as np
import pytest
import torch
from scipy.spatial import ConvexHull, QhullError
from skimage.measure import euler_number, label
from torch import Generator

from dlc_support.data.drawn_shapes import (
    convex_regions,
    inside,
    is_convex,
    nonconvex_regions,
    outline,
    rectangles,
)


def seeded(seed=0):
    return Generator().manual_seed(seed)


def checksum(masks):
    return sha256(masks.byte().numpy().tobytes()).hexdigest()[:16]


def fills_its_hull(mask):
    """Whether all pixels whose centres lie in the hull, as Qhull finds it, are set."""
    points = np.argwhere(mask)
    try:
        faces = ConvexHull(points).equations
    except QhullError:  # all on one line
        steps = np.abs(np.diff(points, axis=0))
        return len(np.unique(steps, axis=0)) <= 1 and np.gcd(*steps[0]) <= 1
    grid = np.argwhere(np.ones_like(mask))
    held = (grid @ faces[:, :2].T + faces[:, 2] <= 1e-9).all(axis=1)
    return held.sum() == mask.sum()


def test_rectangles_keep_to_what_is_asked():
    boxes = rectangles(3000, seeded(), sides=(10, 28), apart=5, area=(0.25, 0.75))
    top, left, height, width = boxes.T
    assert (height - width).abs().min() == 5
    assert boxes[:, 2:].min() == 10
    assert 0.25 * 784 <= (height * width).min() <= (height * width).max() <= 0.75 * 784
    assert min(top.min(), left.min()) == 0
    assert max((top + height).max(), (left + width).max()) == 28


def test_sizes_are_uniform_over_the_allowed_pairs_and_so_are_places():
    boxes = rectangles(60_000, seeded(1), sides=(1, 4), apart=1, side=5)
    pairs, counts = boxes[:, 2:].unique(dim=0, return_counts=True)
    assert len(pairs) == 12
    assert (counts - 5000).abs().max() < 5 * 5000**0.5
    of_one = boxes[(boxes[:, 2] == 3) & (boxes[:, 3] == 1)]
    places, counts = of_one[:, :2].unique(dim=0, return_counts=True)
    assert len(places) == 3 * 5
    expected = len(of_one) / 15
    assert (counts - expected).abs().max() < 5 * expected**0.5


def test_half_of_the_rectangles_are_taller_than_wide():
    _, _, height, width = rectangles(20_000, seeded(2)).T
    assert (height - width).abs().min() == 3
    assert (height > width).float().mean().item() == pytest.approx(0.5, abs=0.018)


def test_a_rectangle_lies_where_its_numbers_say():
    box = torch.tensor([[1, 2, 4, 3]])
    drawn = torch.zeros(6, 6, dtype=torch.bool)
    drawn[1:5, 2:5] = True
    assert torch.equal(inside(box, 6)[0, 0], drawn)
    drawn[2:4, 3] = False
    assert torch.equal(outline(box, 6)[0, 0], drawn)


def test_an_outline_is_one_pixel_wide():
    boxes = rectangles(300, seeded(3))
    lines = outline(boxes)[:, 0]
    _, _, height, width = boxes.T
    thick = torch.minimum(height, width) > 2
    assert torch.equal(lines.sum(dim=(1, 2))[thick], (2 * (height + width) - 4)[thick])
    for line in lines[thick][:50].numpy():
        assert euler_number(line, connectivity=1) == 0  # one piece around one hole
    assert torch.equal(lines[~thick], inside(boxes)[~thick, 0])


def test_convex_regions_fill_their_hull_and_others_do_not():
    for mask in convex_regions(300, seeded(4))[:, 0].numpy():
        assert fills_its_hull(mask)
    for mask in nonconvex_regions(300, seeded(5))[:, 0].numpy():
        assert not fills_its_hull(mask)


def test_convexity_is_told_as_by_qhull_on_arbitrary_pixels():
    masks = torch.rand(3000, 1, 4, 5, generator=seeded(6)) < 0.3
    masks = masks[masks.sum(dim=(1, 2, 3)) > 1]
    told = is_convex(masks)
    assert told.tolist() == [bool(fills_its_hull(mask)) for mask in masks[:, 0].numpy()]
    assert 100 < told.sum() < len(told) - 100


def test_convexity_does_not_change_when_a_region_is_turned_or_mirrored():
    masks = torch.cat([nonconvex_regions(100, seeded(7)), convex_regions(100, seeded(7))])
    told = is_convex(masks)
    for turned in (masks.transpose(2, 3), masks.flip(2), masks.flip(3)):
        assert torch.equal(is_convex(turned), told)


def test_a_region_is_one_piece_with_enough_pixels():
    regions = convex_regions(400, seeded(8))
    assert regions.sum(dim=(1, 2, 3)).min() >= 19
    wide = regions[regions.sum(dim=(1, 2, 3)) > 100]
    assert all(label(mask, connectivity=2).max() == 1 for mask in wide[:, 0].numpy())


def test_both_classes_have_equally_many_pixels_only_when_the_count_begins_at_zero():
    def difference(fewest):
        parts = [
            kind(1500, seeded(9), fewest=fewest).float().mean(dim=(1, 2, 3))
            for kind in (convex_regions, nonconvex_regions)
        ]
        error = sum(part.var() / len(part) for part in parts) ** 0.5
        return (parts[0].mean() - parts[1].mean()).item(), error.item()

    apart, error = difference(0)
    assert abs(apart) < 3 * error < 0.04
    apart, error = difference(1)
    assert apart < -0.2


def test_a_half_plane_through_a_uniform_point_keeps_half_of_the_image():
    cut = convex_regions(4000, seeded(10), rate=0.999, least=0, fewest=1).float()
    assert cut.mean().item() == pytest.approx(0.5, abs=0.015)
    mean = cut.mean(dim=(0, 1))
    assert (mean - 0.5).abs().max() < 0.05  # no side of the image is preferred


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: outline(rectangles(20, seeded())), "e2ba1e434ef39df0"),
        (lambda: convex_regions(20, seeded()), "0b9cea0bada56c3f"),
        (lambda: nonconvex_regions(20, seeded()), "84ded0dab09bc960"),
    ],
)
def test_shapes_are_those_of_their_seed(made, expected):
    assert checksum(made()) == expected


@pytest.mark.parametrize("kind", [rectangles, convex_regions, nonconvex_regions])
def test_no_shape_at_all_is_refused(kind):
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        kind(0, seeded())


def test_rectangles_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="must allow a rectangle, got sides=\\(1, 3\\), apart=5"):
        rectangles(1, seeded(), sides=(1, 3), apart=5)


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_a_rate_outside_the_open_unit_interval_is_refused(rate):
    with pytest.raises(ValueError, match="rate must lie in"):
        convex_regions(1, seeded(), rate=rate)
