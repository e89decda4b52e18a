"""Where rays meet the shapes of a scene: all rays against all shapes at once."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from dlc_support.data.renders.scene import Camera, Rectangle, Scene, Sphere

Vectors = Float[Tensor, "rays 3"]
Lengths = Float[Tensor, " rays"]

# A ray that starts on a surface is not to meet it again: what is nearer than this, in units of
# a scene that is about two across, is the surface itself.
NEAR = 1e-4


@dataclass(frozen=True, eq=False)
class Hits:
    """What each ray meets first.

    Attributes:
        shape: Number of the shape, where there is one.
        distance: Distance to it; infinite for rays that leave the scene.
    """

    shape: Int[Tensor, " rays"]
    distance: Lengths

    def keep(self, which: Bool[Tensor, " rays"]) -> "Hits":
        """The hits of some rays."""
        return Hits(self.shape[which], self.distance[which])

    @property
    def there(self) -> Bool[Tensor, " rays"]:
        """True for rays that meet a shape."""
        return self.distance.isfinite()


class Geometry:
    """A scene as tensors on a device, spheres first.

    Attributes:
        surfaces: Of each shape, in the order of the numbers in `Hits`.
        step: How far from a surface rays start that leave it.
    """

    step = NEAR

    def __init__(self, scene: Scene, device: torch.device) -> None:
        spheres = [shape for shape in scene.shapes if isinstance(shape, Sphere)]
        rectangles = [shape for shape in scene.shapes if isinstance(shape, Rectangle)]
        self.surfaces = [shape.surface for shape in (*spheres, *rectangles)]
        self.spheres = len(spheres)
        self.rectangles = len(rectangles)
        self.centre = _rows([one.centre for one in spheres], device)
        self.radius = torch.tensor([one.radius for one in spheres], device=device)
        self.middle = _rows([one.centre for one in rectangles], device)
        self.right = _rows([one.right for one in rectangles], device)
        self.up = _rows([one.up for one in rectangles], device)
        self.facing = torch.nn.functional.normalize(torch.linalg.cross(self.right, self.up), dim=1)
        # A point's place on a rectangle is linear in the point: one product for all of them.
        right = self.right / self.right.square().sum(dim=1, keepdim=True)
        up = self.up / self.up.square().sum(dim=1, keepdim=True)
        self.axes = torch.cat([self.facing, right, up]).T.contiguous()
        self.origin = (torch.cat([self.middle] * 3).T * self.axes).sum(dim=0)

    def first(self, start: Vectors, direction: Vectors) -> Hits:
        """The first shape on each ray; directions have length 1."""
        distances = torch.cat(
            [self._to_spheres(start, direction), self._to_rectangles(start, direction)], dim=1
        )
        distance, shape = distances.min(dim=1)
        return Hits(shape, distance)

    def _to_spheres(self, start: Vectors, direction: Vectors) -> Float[Tensor, "rays spheres"]:
        """Distances to all spheres, infinite where a ray misses."""
        along = direction @ self.centre.T - (direction * start).sum(dim=1, keepdim=True)
        apart = start.square().sum(dim=1, keepdim=True) - 2 * start @ self.centre.T
        apart = apart + (self.centre.square().sum(dim=1) - self.radius.square())
        under = along.square() - apart
        half = under.clamp_min(0.0).sqrt()
        nearer, farther = along - half, along + half
        distance = torch.where(nearer > NEAR, nearer, farther)
        return distance.masked_fill((under < 0) | (farther <= NEAR), torch.inf)

    def _to_rectangles(
        self, start: Vectors, direction: Vectors
    ) -> Float[Tensor, "rays rectangles"]:
        """Distances to all rectangles, infinite where a ray misses."""
        height, right, up = (start @ self.axes - self.origin).tensor_split(3, dim=1)
        falling, rightwards, upwards = (direction @ self.axes).tensor_split(3, dim=1)
        distance = -height / falling
        edge = 1.0 + 1e-5  # neighbours overlap: no ray slips through the seam between them
        missed = ((right + distance * rightwards).abs() > edge) | (
            (up + distance * upwards).abs() > edge
        )
        # A ray within the plane of a rectangle has no distance, NaN: it is not met.
        return distance.masked_fill(missed | ~(distance > NEAR), torch.inf)

    def normals(self, shape: Int[Tensor, " rays"], points: Vectors) -> Vectors:
        """Unit normal of each point's shape, out of spheres and up from rectangles."""
        around = torch.cat([self.centre, self.middle])[shape]
        flat = torch.cat([torch.zeros_like(self.centre), self.facing])[shape]
        outwards = torch.nn.functional.normalize(points - around, dim=1)
        return torch.where((shape < self.spheres)[:, None], outwards, flat)

    def second(self, shape: Int[Tensor, " rays"], points: Vectors) -> Bool[Tensor, " rays"]:
        """True on the squares of a board that have the second albedo."""
        squares = torch.tensor(
            [one.squares for one in self.surfaces], device=points.device, dtype=points.dtype
        )
        rectangle = (shape - self.spheres).clamp_min(0)
        if not self.rectangles:
            return torch.zeros_like(shape, dtype=torch.bool)
        count = len(self.middle)
        axes, origin = self.axes.T, self.origin
        number = torch.zeros_like(points[:, 0])
        for side in (1, 2):
            row = rectangle + side * count
            place = (points * axes[row]).sum(dim=1) - origin[row]
            number += ((place.clamp(-1, 1 - 1e-6) + 1) / 2 * squares[shape]).floor()
        return (number % 2 == 1) & (shape >= self.spheres)


def camera_rays(
    camera: Camera, size: tuple[int, int], places: Float[Tensor, "rays 2"]
) -> tuple[Vectors, Vectors]:
    """Starts and directions of rays through places of the picture.

    Args:
        camera: The pinhole.
        size: Height and width in pixels.
        places: Row and column of each ray, in pixels from the upper left corner.
    """
    eye, target, upright = (
        torch.tensor(vector, device=places.device)
        for vector in (camera.eye, camera.target, (0.0, 1.0, 0.0))
    )
    forward = torch.nn.functional.normalize(target - eye, dim=0)
    right = torch.nn.functional.normalize(torch.linalg.cross(forward, upright), dim=0)
    up = torch.linalg.cross(right, forward)
    height, width = size
    scale = 2 * torch.tensor(camera.angle / 2).deg2rad().tan().item() / height
    across = (places[:, 1:] - width / 2) * scale
    down = (places[:, :1] - height / 2) * scale
    direction = forward + across * right - down * up
    direction = torch.nn.functional.normalize(direction, dim=1)
    return eye.expand_as(direction), direction


def _rows(vectors: list[tuple[float, float, float]], device: torch.device) -> Tensor:
    return torch.tensor(vectors, device=device, dtype=torch.float32).reshape(-1, 3)
