"""Sets of shapes: what is where, which class it is, and that a seed names all of it."""

from hashlib import sha256

import pytest
import torch
from torch import Generator

from dlc_support.data import Photographs
from dlc_support.data.drawn_shapes import is_convex
from dlc_support.data.shape_sets import SHAPES, convex, rect, rect_img, shape_set

KNOWN = {"rect": "f68094785db12e7a", "rect-img": "b90ec44ce47b8e20", "convex": "c148c5b9e3bfe52a"}
FEW = (30, 10, 20)


def seeded(seed=0):
    return Generator().manual_seed(seed)


def reach(images):
    """Height and width of the smallest frame around what is not black."""
    lit = images[:, 0] > 0
    return lit.any(dim=2).sum(dim=1), lit.any(dim=1).sum(dim=1)


def test_class_one_is_the_taller_rectangle():
    images, labels = rect(500, seeded())
    height, width = reach(images)
    assert torch.equal(labels, (height > width).long())
    assert images.unique().tolist() == [0, 1]


def test_sides_and_their_difference_can_be_asked_for():
    height, width = reach(rect(500, seeded(), sides=(3, 25), apart=4)[0])
    assert (height - width).abs().min() == 4
    assert 3 <= min(height.min(), width.min()) < max(height.max(), width.max()) <= 25


def test_a_filled_rectangle_shows_one_patch_in_front_of_another():
    dark = torch.randint(0, 100, (1, 40, 40), generator=seeded(1), dtype=torch.uint8)
    light = torch.randint(155, 256, (1, 40, 40), generator=seeded(2), dtype=torch.uint8)
    images, labels = rect_img(400, seeded(), pictures=Photographs([dark, light]))
    front = images > 0.5
    inside = front.flatten(1).float().mean(dim=1)
    both = (inside > 0) & (inside < 1)  # half of the images show both photographs
    assert both.float().mean().item() == pytest.approx(0.5, abs=0.13)
    corners = front[:, 0, [0, 0, -1, -1], [0, -1, 0, -1]].float().mean(dim=1)
    light_in_front = both & (corners == 0)
    height, width = reach(images * front)
    assert light_in_front.sum() > 50
    assert torch.equal(labels[light_in_front], (height > width).long()[light_in_front])
    assert torch.equal((height * width)[light_in_front], front.sum((1, 2, 3))[light_in_front])
    assert (height - width).abs()[light_in_front].min() >= 5
    assert height[light_in_front].min() >= 10
    assert 0.25 <= inside[light_in_front].min() <= inside[light_in_front].max() <= 0.75


def test_half_of_the_regions_are_convex_and_labelled_so():
    images, labels = convex(200, seeded())
    assert labels.sum() == 100
    assert torch.equal(is_convex(images > 0), labels.bool())
    assert images.unique().tolist() == [0, 1]


@pytest.mark.parametrize("name", SHAPES)
def test_parts_follow_each_other_and_are_named(name):
    made, whole = shape_set(name, FEW, 0), shape_set(name, (60, 1, 1), 0)
    assert [len(part) for part in vars(made).values()] == list(FEW)
    assert made.name == name
    assert f"{name}, made after Larochelle et al. (2007), seed 0" in made.test.source
    assert made.test.range == "unit"
    assert whole.train.labels.unique().tolist() == [0, 1]


@pytest.mark.parametrize("name", SHAPES)
def test_images_are_those_of_their_seed(name):
    levels = shape_set(name, FEW, 0).train.inputs.mul(255).round().byte()
    assert sha256(levels.numpy().tobytes()).hexdigest()[:16] == KNOWN[name]
    assert not torch.equal(shape_set(name, FEW, 1).train.inputs.mul(255).round().byte(), levels)


def test_a_set_is_made_once_and_names_its_photographs():
    assert shape_set("rect", FEW, 0) is shape_set("rect", FEW, 0)
    assert "embedded photographs train" in shape_set("rect-img", FEW, 0).train.source
    flecks = torch.randint(0, 256, (1, 30, 30), generator=seeded(), dtype=torch.uint8)
    other = shape_set("rect-img", FEW, 0, pictures=Photographs([flecks], "flecks"))
    assert other.train.source.endswith("of flecks")
