import sys

import pytest
import torch

from dlc_support.data import larochelle, mnist
from dlc_support.data.larochelle import DIGITS, SHAPES


@pytest.mark.parametrize("name", DIGITS)
def test_parts_labels_and_names(name):
    made = larochelle(name)
    sizes = [len(part) for part in (made.train, made.valid, made.test)]
    assert sizes[0] / sum(sizes) == pytest.approx(10 / 62, rel=0.02)
    assert sizes[1] / sum(sizes) == pytest.approx(2 / 62, rel=0.05)
    for part in ("train", "valid", "test"):
        assert f" {name} {part}" in getattr(made, part).name


def test_no_digit_is_in_two_parts():
    made = larochelle("basic")
    rows = [
        tuple(row)
        for part in (made.train, made.valid, made.test)
        for row in part.inputs.flatten(1).tolist()
    ]
    pool = mnist().pool()
    assert (
        len(set(rows))
        >= len(torch.unique(pool.inputs.flatten(1), dim=0)) * len(rows) / len(pool) - 60
    )


def test_sets_of_one_seed_have_the_same_digits_and_other_seeds_others():
    basic, noisy, other = larochelle("basic"), larochelle("bg-rand"), larochelle("basic", seed=1)
    assert torch.equal(basic.test.labels, noisy.test.labels)
    assert not torch.equal(basic.test.labels, other.test.labels)
    ink = basic.test.inputs == 1
    assert (noisy.test.inputs[ink] == 1).all()


def test_an_unknown_set():
    with pytest.raises(ValueError, match=r"name must be one of .* got 'rotated'"):
        larochelle("rotated")


@pytest.mark.parametrize("name", [*DIGITS, *SHAPES])
def test_parts_have_the_sizes_that_are_asked_for(name):
    made = larochelle(name, sizes=(20, 4, 6), seed=1)
    assert [len(part) for part in (made.train, made.valid, made.test)] == [20, 4, 6]
    assert made.test.inputs.shape == (6, 1, 28, 28)


@pytest.mark.parametrize("name", SHAPES)
def test_sets_of_shapes_have_the_sizes_of_the_source(name, monkeypatch):
    asked, some = [], larochelle("rect", sizes=(2, 2, 2))
    module = sys.modules[larochelle.__module__]
    monkeypatch.setattr(module, "shape_set", lambda *told: asked.append(told) or some)
    larochelle(name, seed=3)
    learn = {"rect": (1000, 200), "rect-img": (10_000, 2_000), "convex": (6_000, 2_000)}[name]
    assert asked == [(name, (*learn, 50_000), 3)]


@pytest.mark.parametrize("name", ["rot", "convex"])
def test_a_part_without_images_is_refused(name):
    with pytest.raises(ValueError, match=r"sizes\[1\] must be at least 1, got 0"):
        larochelle(name, sizes=(10, 0, 10))


def test_more_digits_than_there_are_cannot_be_had():
    with pytest.raises(ValueError, match=r"sizes must add up to at most .* digits"):
        larochelle("rot", sizes=(50_000, 10_000, 20_000))
