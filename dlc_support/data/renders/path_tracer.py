"""A path tracer: the radiance that reaches each pixel, by Monte Carlo."""

from dataclasses import dataclass
from itertools import count
from math import pi

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor
from torch.nn import functional

from dlc_support.arguments import check_counts, check_generator
from dlc_support.data.renders.geometry import Geometry, Hits, Lengths, Vectors, camera_rays
from dlc_support.data.renders.scene import Scene
from dlc_support.shapes import Images

RAYS = 2**15  # paths that a CPU follows at a time: what they need stays in its cache
MANY = 2**20  # paths that an accelerator follows at a time
SURE = 3  # surfaces that every path may reach before it is left to chance whether it goes on
LONGEST = 0.95  # no path goes on with a larger probability: each ends, even among white walls


@dataclass(frozen=True, eq=False)
class Render:
    """A picture, and what its pixels see first.

    Attributes:
        radiance: Linear radiance of red, green and blue, (1, 3, H, W): at least 0, of any size.
        albedo: Mean albedo of what the camera sees, in [0, 1]; 0 where it sees the sky.
        normal: Mean unit normal of what the camera sees, towards the camera, in the scene's
            axes; 0 where it sees the sky.
    """

    radiance: Images
    albedo: Images
    normal: Images


def render(
    scene: Scene,
    size: int | tuple[int, int],
    spp: int,
    generator: Generator,
    *,
    next_event: bool = False,
) -> Render:
    r"""Renders a scene with `spp` random paths through each pixel.

    A path starts at the camera through a random place of its pixel. At a mirror it is reflected;
    at a diffuse surface its next direction has a density of $\cos\theta / \pi$, so that its
    weight is multiplied by the albedo alone. Wherever it meets light, the light times its weight
    counts. After three surfaces it goes on with a probability $q$ only, its largest weight, and
    its weight is divided by $q$ (Russian roulette). So each pixel's expectation is its exact
    radiance, however few the paths and however long the light's way.

    Args:
        scene: What is seen, and from where.
        size: Side of the picture in pixels, or its height and width.
        spp: Samples per pixel, at least 1.
        generator: Source of all draws; the picture is computed on its device.
        next_event: At each diffuse surface, also send a ray to a random point of a random
            glowing rectangle, and let paths that leave such a surface count no light that they
            meet there by chance. The expectation is the same, the noise less, and the cost about
            twice as high.

    Raises:
        ValueError: If a size or `spp` is below 1.

    Source:
        Kajiya (1986), the rendering equation and path tracing; Pharr et al. (2023), chapter 13.

    Example:
        >>> from dlc_support.data.renders.scene import Rectangle, Surface
        >>> lamp = Surface(albedo=(0.0, 0.0, 0.0), emission=(3.0, 2.0, 1.0))
        >>> wall = Rectangle((0.0, 0.0, 0.0), (9.0, 0.0, 0.0), (0.0, 9.0, 0.0), lamp)
        >>> picture = render(Scene((wall,)), 4, 1, Generator().manual_seed(0))
        >>> picture.radiance.shape, picture.radiance[0, :, 0, 0].tolist()
        (torch.Size([1, 3, 4, 4]), [3.0, 2.0, 1.0])
    """
    height, width = (size, size) if isinstance(size, int) else size
    check_counts(size=min(height, width), spp=spp)
    check_generator(generator)
    tracer = _Tracer(scene, generator, next_event)
    rays = RAYS if generator.device.type == "cpu" else MANY
    at_a_time = max(1, rays // (height * width))
    total = torch.zeros(9, height, width, device=generator.device)
    for done in range(0, spp, at_a_time):
        samples = min(at_a_time, spp - done)
        total += tracer.picture(height, width, samples)
    radiance, albedo, normal = (total / spp)[None].split(3, dim=1)
    return Render(radiance, albedo, normal)


@dataclass(eq=False)
class _Paths:
    """Paths that go on: where, which way, with what weight, and for which place of the picture."""

    slot: Int[Tensor, " rays"]
    start: Vectors
    direction: Vectors
    weight: Vectors
    counts: Bool[Tensor, " rays"]  # whether a glowing rectangle that is met now is to count

    def keep(self, which: Bool[Tensor, " rays"]) -> "_Paths":
        fields = (self.slot, self.start, self.direction, self.weight, self.counts)
        return _Paths(*(field[which] for field in fields))


@dataclass(frozen=True, eq=False)
class _Points:
    """Where paths met something, one for each path."""

    shape: Int[Tensor, " rays"]
    place: Vectors
    normal: Vectors  # towards where the path came from
    albedo: Vectors


class _Tracer:
    """One scene's tensors, and one run's draws."""

    def __init__(self, scene: Scene, generator: Generator, next_event: bool) -> None:
        self.scene, self.generator = scene, generator
        self.device = generator.device
        self.geometry = geometry = Geometry(scene, self.device)
        self.sky = torch.tensor(scene.sky, device=self.device)
        self.emission = self._table("emission")
        self.albedo, self.second = self._table("albedo"), self._table("second")
        self.mirror = self._table("mirror")
        self.boards = any(one.squares > 1 for one in geometry.surfaces)
        lamps = [
            number
            for number, surface in enumerate(geometry.surfaces)
            if surface.glows and number >= geometry.spheres
        ]
        self.lamps = torch.tensor(lamps if next_event else [], device=self.device, dtype=torch.int)
        self.aimed = torch.zeros_like(self.mirror)
        self.aimed[self.lamps.long()] = True

    def _table(self, name: str) -> Tensor:
        values = [getattr(surface, name) for surface in self.geometry.surfaces]
        return torch.tensor(values, device=self.device)

    def _uniform(self, *shape: int) -> Tensor:
        return torch.rand(shape, generator=self.generator, device=self.device)

    def picture(self, height: int, width: int, samples: int) -> Float[Tensor, "9 height width"]:
        """Sums over samples of radiance, albedo and normal."""
        pixels = torch.arange(height * width, device=self.device).repeat(samples)
        corner = torch.stack([pixels // width, pixels % width], dim=1)
        places = corner + self._uniform(len(pixels), 2)
        start, direction = camera_rays(self.scene.camera, (height, width), places)
        slot = torch.arange(len(pixels), device=self.device)
        paths = _Paths(
            slot, start, direction, torch.ones_like(direction), torch.ones_like(slot).bool()
        )
        seen = self._follow(paths)
        return seen.view(samples, height, width, 9).sum(dim=0).permute(2, 0, 1)

    def _follow(self, paths: _Paths) -> Float[Tensor, "rays 9"]:
        """Radiance of each path to its end, albedo and normal of what it meets first."""
        seen = torch.zeros(len(paths.slot), 9, device=self.device)
        radiance = seen[:, :3]
        for depth in count():
            hits = self.geometry.first(paths.start, paths.direction)
            away = ~hits.there
            radiance[paths.slot[away]] += paths.weight[away] * self.sky
            paths, hits = paths.keep(hits.there), hits.keep(hits.there)
            if not len(paths.slot):
                return seen
            points = self._points(paths, hits)
            counts = paths.counts | ~self.aimed[points.shape]
            light = self.emission[points.shape] * counts[:, None]
            radiance[paths.slot] += paths.weight * light
            if depth == 0:
                seen[paths.slot, 3:] = torch.cat([points.albedo, points.normal], dim=1)
            paths.weight = paths.weight * points.albedo
            if len(self.lamps):
                radiance[paths.slot] += paths.weight * self._from_lamps(points)
            paths = self._onwards(paths, points, depth)
        raise AssertionError("count() has no end")

    def _points(self, paths: _Paths, hits: Hits) -> _Points:
        place = paths.start + hits.distance[:, None] * paths.direction
        normal = self.geometry.normals(hits.shape, place)
        behind = (normal * paths.direction).sum(dim=1, keepdim=True) > 0
        albedo = self.albedo[hits.shape]
        if self.boards:
            other = self.geometry.second(hits.shape, place)[:, None]
            albedo = torch.where(other, self.second[hits.shape], albedo)
        return _Points(hits.shape, place, torch.where(behind, -normal, normal), albedo)

    def _onwards(self, paths: _Paths, points: _Points, depth: int) -> _Paths:
        """The paths that go on from where they are."""
        mirror = self.mirror[points.shape]
        largest = paths.weight.amax(dim=1)
        going = largest > 0
        if depth >= SURE:
            chance = largest.clamp_max(LONGEST)
            going = self._uniform(len(chance)) < chance
            paths.weight = paths.weight / chance.clamp_min(1e-30)[:, None]
        normal, incoming = points.normal, paths.direction
        reflected = incoming - 2 * (incoming * normal).sum(dim=1, keepdim=True) * normal
        direction = torch.where(mirror[:, None], reflected, self._scattered(normal))
        start = points.place + self.geometry.step * normal
        counts = mirror if len(self.lamps) else torch.ones_like(mirror)
        return _Paths(paths.slot, start, direction, paths.weight, counts).keep(going)

    def _scattered(self, normal: Vectors) -> Vectors:
        r"""Directions with density $\cos\theta / \pi$: a unit sphere's point on the normal."""
        draw = torch.randn(normal.shape, generator=self.generator, device=self.device)
        return functional.normalize(normal + functional.normalize(draw, dim=1), dim=1)

    def _from_lamps(self, points: _Points) -> Vectors:
        """Radiance that comes from one random point of one random lamp, by its probability."""
        geometry, number = self.geometry, len(points.shape)
        draw = self._uniform(number, 3)
        lamp = self.lamps[(draw[:, 0] * len(self.lamps)).long()].long()
        flat = lamp - geometry.spheres
        right, up = geometry.right[flat], geometry.up[flat]
        target = geometry.middle[flat] + (2 * draw[:, 1:2] - 1) * right
        target = target + (2 * draw[:, 2:] - 1) * up
        start = points.place + geometry.step * points.normal
        way = target - start
        squared = way.square().sum(dim=1)
        direction = way / squared.sqrt().clamp_min(1e-12)[:, None]
        here = (direction * points.normal).sum(dim=1).clamp_min(0)
        there = (direction * geometry.facing[flat]).sum(dim=1).abs()
        area = 4 * right.norm(dim=1) * up.norm(dim=1)
        free = geometry.first(start, direction).shape == lamp
        share: Lengths = here * there * area * len(self.lamps) / (pi * squared.clamp_min(1e-12))
        share = share * free * ~self.mirror[points.shape]
        return share[:, None] * self.emission[lamp]
