"""What a path tracer looks at: surfaces, shapes, a camera."""

from dataclasses import dataclass
from math import isfinite

from dlc_support.arguments import check_counts

Vector = tuple[float, float, float]
WHITE: Vector = (1.0, 1.0, 1.0)
BLACK: Vector = (0.0, 0.0, 0.0)


def _check_radiance(name: str, value: Vector) -> None:
    if not all(isfinite(part) and part >= 0.0 for part in value):
        raise ValueError(f"{name} must be three finite numbers >= 0, got {value}")


@dataclass(frozen=True)
class Surface:
    r"""What a shape is made of; the same on both of its sides.

    Attributes:
        albedo: Share of the light that is thrown back, for red, green and blue, in [0, 1].
        emission: Radiance that the surface gives off itself, of any size.
        mirror: True for a perfect mirror, False for a diffuse (Lambertian) surface.
        squares: A rectangle is a board of so many squares a side; 1 is no pattern.
        second: Albedo of every other square.

    Raises:
        ValueError: If an albedo is outside [0, 1], an emission is negative, or there are no
            squares.

    Example:
        >>> Surface(albedo=(0.5, 0.5, 0.5), emission=(2.0, 2.0, 2.0)).glows
        True
    """

    albedo: Vector = (0.7, 0.7, 0.7)
    emission: Vector = BLACK
    mirror: bool = False
    squares: int = 1
    second: Vector = BLACK

    def __post_init__(self) -> None:
        for name in ("albedo", "second"):
            value = getattr(self, name)
            if not all(0.0 <= share <= 1.0 for share in value):
                raise ValueError(f"{name} must be three numbers in [0, 1], got {value}")
        _check_radiance("emission", self.emission)
        check_counts(squares=self.squares)

    @property
    def glows(self) -> bool:
        """True when it gives off light."""
        return max(self.emission) > 0.0


@dataclass(frozen=True)
class Sphere:
    """A ball.

    Raises:
        ValueError: If the radius is not positive.
    """

    centre: Vector
    radius: float
    surface: Surface = Surface()

    def __post_init__(self) -> None:
        if not self.radius > 0.0:
            raise ValueError(f"radius must be > 0, got {self.radius}")


@dataclass(frozen=True)
class Rectangle:
    """A flat rectangle: all points `centre` + a `right` + b `up` with a and b in [-1, 1].

    Attributes:
        centre: Its middle.
        right: From the middle to the right edge.
        up: From the middle to the upper edge, at a right angle to `right`.
        surface: What it is made of.

    Raises:
        ValueError: If an edge has no length, or the edges are not at a right angle.
    """

    centre: Vector
    right: Vector
    up: Vector
    surface: Surface = Surface()

    def __post_init__(self) -> None:
        squared = sum(a * a for a in self.right) * sum(b * b for b in self.up)
        if not squared > 0.0:
            raise ValueError(f"edges must have a length, got {self.right} and {self.up}")
        along = sum(a * b for a, b in zip(self.right, self.up, strict=True))
        if along**2 > 1e-6 * squared:
            raise ValueError(f"edges must be at a right angle, got {self.right} and {self.up}")


@dataclass(frozen=True)
class Camera:
    """A pinhole.

    Attributes:
        eye: Where it is.
        target: What it looks at; the vertical axis of the scene is y, and stands upright.
        angle: Angle of view from the lower to the upper edge of the picture, in degrees.

    Raises:
        ValueError: If it looks nowhere or straight up or down, or `angle` is not in (0, 180).
    """

    eye: Vector = (0.0, 0.0, 3.0)
    target: Vector = BLACK
    angle: float = 45.0

    def __post_init__(self) -> None:
        if self.eye[0] == self.target[0] and self.eye[2] == self.target[2]:
            raise ValueError(
                f"target must not be above or below the eye, got {self.target} from {self.eye}"
            )
        if not 0.0 < self.angle < 180.0:
            raise ValueError(f"angle must lie in (0, 180), got {self.angle}")


@dataclass(frozen=True)
class Scene:
    """Shapes under a sky, and the camera before them.

    Attributes:
        shapes: Spheres and rectangles.
        camera: Where they are seen from.
        sky: Radiance that comes from where no shape is.

    Raises:
        ValueError: If there is no shape, or the sky is negative.
    """

    shapes: tuple[Sphere | Rectangle, ...]
    camera: Camera = Camera()
    sky: Vector = BLACK

    def __post_init__(self) -> None:
        if not self.shapes:
            raise ValueError("shapes must have at least one member, got none")
        _check_radiance("sky", self.sky)
