"""Rooms drawn from a seed: a box that is open to the camera, lamps, balls, a block."""

import math
from collections.abc import Iterator

import torch
from torch import Generator

from dlc_support.arguments import check_counts, check_seed
from dlc_support.data.renders.scene import (
    BLACK,
    Camera,
    Rectangle,
    Scene,
    Sphere,
    Surface,
    Vector,
)

SIDES: tuple[tuple[Vector, Vector, Vector], ...] = (  # centre, right, up: all but the front
    ((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.0, 0.0, -1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    ((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0)),
    ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0)),
)


def room(generator: Generator) -> Scene:
    """A room with coloured walls and boards, two lamps, balls, mirrors and a block.

    It reaches from -1 to 1 in each axis. The large lamp is under the ceiling, the small and
    bright one anywhere. Light finds the camera in ways of very different probability: from the
    large lamp often, from the small one seldom and then all at once. A little light comes in at
    the open front.

    Args:
        generator: Source of all draws; on the CPU, so that a seed gives one room everywhere.

    Example:
        >>> scene = room(Generator().manual_seed(0))
        >>> len(scene.shapes), scene == room(Generator().manual_seed(0))
        (14, True)
    """
    draw = _Draw(generator)
    shapes: list[Sphere | Rectangle] = [*_walls(draw), *_lamps(draw)]
    shapes += _balls(draw)
    shapes += _block(draw)
    brightness = draw.between(0.1, 0.5)
    eye = (draw.between(-0.5, 0.5), draw.between(-0.3, 0.5), draw.between(2.7, 3.3))
    camera = Camera(eye, (0.0, draw.between(-0.2, 0.0), 0.0), draw.between(36.0, 46.0))
    return Scene(tuple(shapes), camera, tuple(brightness * part for part in (0.8, 0.9, 1.0)))


def rooms(count: int, seed: int) -> list[Scene]:
    """The first rooms of a seed.

    Args:
        count: How many; the first ones are the same whatever the number.
        seed: Names the rooms.

    Raises:
        ValueError: If `count` is below 1.
    """
    check_counts(count=count)
    check_seed(seed)
    generator = Generator().manual_seed(seed)
    return [room(generator) for _ in range(count)]


class _Draw:
    """Numbers and colours."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * torch.rand((), generator=self.generator).item()

    def happens(self, probability: float) -> bool:
        return self.between(0.0, 1.0) < probability

    def colour(self, low: float, high: float) -> Vector:
        return (self.between(low, high), self.between(low, high), self.between(low, high))

    def surface(self, boards: float) -> Surface:
        """A diffuse surface, with the given probability a board."""
        squares = 2 + int(self.between(0.0, 7.0)) if self.happens(boards) else 1
        return Surface(self.colour(0.25, 0.85), squares=squares, second=self.colour(0.05, 0.6))


def _walls(draw: _Draw) -> Iterator[Rectangle]:
    for number, (centre, right, up) in enumerate(SIDES):
        yield Rectangle(centre, right, up, draw.surface(0.7 if number in (0, 2) else 0.15))


def _lamps(draw: _Draw) -> Iterator[Rectangle]:
    """A large lamp under the ceiling, and a small one that faces the room's middle."""
    wide, deep = draw.between(0.35, 0.65), draw.between(0.35, 0.65)
    power = draw.between(4.0, 9.0) / (4 * wide * deep)
    large = Surface(BLACK, tuple(power * part for part in draw.colour(0.75, 1.0)))
    where = (draw.between(-0.3, 0.3), 0.98, draw.between(-0.3, 0.3))
    yield Rectangle(where, (wide, 0.0, 0.0), (0.0, 0.0, deep), large)
    half, turn = draw.between(0.05, 0.1), draw.between(0.0, 2 * math.pi)
    power = draw.between(0.5, 1.5) / (4 * half**2)
    small = Surface(BLACK, tuple(power * part for part in draw.colour(0.3, 1.0)))
    place = (0.9 * math.cos(turn), draw.between(-0.7, 0.7), 0.9 * math.sin(turn))
    along = (-half * math.sin(turn), 0.0, half * math.cos(turn))
    yield Rectangle(place, along, (0.0, half, 0.0), small)


def _balls(draw: _Draw) -> Iterator[Sphere]:
    for number in range(2 + draw.happens(0.5) + draw.happens(0.5)):
        radius = draw.between(0.18, 0.38)
        across, deep = draw.between(-0.95 + radius, 0.95 - radius), draw.between(-0.6, 0.6)
        mirror = number == 0 or draw.happens(0.25)
        albedo = draw.colour(0.75, 0.95) if mirror else draw.colour(0.2, 0.9)
        yield Sphere((across, radius - 1.0, deep), radius, Surface(albedo, mirror=mirror))


def _block(draw: _Draw) -> Iterator[Rectangle]:
    """The top and the four sides of a turned block on the floor."""
    half, tall, turn = draw.between(0.15, 0.3), draw.between(0.2, 0.6), draw.between(0.0, math.pi)
    x, z = draw.between(-0.5, 0.5), draw.between(-0.6, 0.3)
    surface, edge = draw.surface(0.3), (math.cos(turn), math.sin(turn))
    first = (half * edge[0], 0.0, half * edge[1])
    second = (-half * edge[1], 0.0, half * edge[0])
    yield Rectangle((x, 2 * tall - 1.0, z), first, second, surface)
    for sign in (-1, 1):
        for side, other in ((first, second), (second, first)):
            centre = (x + sign * side[0], tall - 1.0, z + sign * side[2])
            yield Rectangle(centre, other, (0.0, tall, 0.0), surface)
