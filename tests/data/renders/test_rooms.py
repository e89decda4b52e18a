from hashlib import blake2b

import pytest
from torch import Generator

from dlc_support.data.renders import Rectangle, Sphere, room, rooms


def numbers(value: object) -> list[float]:
    if isinstance(value, tuple):
        return [number for part in value for number in numbers(part)]
    return numbers(tuple(vars(value).values())) if hasattr(value, "__dict__") else [float(value)]


def test_rooms_are_what_their_seed_says():
    rounded = [round(number, 4) + 0.0 for scene in rooms(3, seed=0) for number in numbers(scene)]
    assert blake2b(repr(rounded).encode(), digest_size=8).hexdigest() == "1432141ba7759ea2"


def test_the_first_rooms_do_not_depend_on_how_many_there_are():
    assert rooms(2, seed=5) == rooms(4, seed=5)[:2]
    assert rooms(1, seed=5) != rooms(1, seed=6)


def test_each_room_has_two_lamps_a_mirror_and_lies_within_its_walls():
    for seed in range(20):
        scene = room(Generator().manual_seed(seed))
        assert sum(shape.surface.glows for shape in scene.shapes) == 2
        assert any(shape.surface.mirror for shape in scene.shapes)
        for shape in scene.shapes:
            reach = shape.radius if isinstance(shape, Sphere) else 0.0
            assert all(abs(part) + reach <= 1.001 for part in shape.centre), shape


def test_spheres_stand_on_the_floor_and_blocks_reach_it():
    scene = room(Generator().manual_seed(1))
    balls = [shape for shape in scene.shapes if isinstance(shape, Sphere)]
    assert all(ball.centre[1] - ball.radius == pytest.approx(-1.0) for ball in balls)
    sides = [shape for shape in scene.shapes if isinstance(shape, Rectangle)][-4:]
    assert all(side.centre[1] - side.up[1] == pytest.approx(-1.0) for side in sides)


def test_no_rooms_are_refused():
    with pytest.raises(ValueError, match="count"):
        rooms(0, seed=0)
