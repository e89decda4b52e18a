"""Two-dimensional densities that are known exactly, to see and to check denoisers on.

All are centred near the origin and lie within [-1.5, 1.5] in both coordinates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import ClassVar

import torch
from torch import Generator

from dlc_support.arguments import check_counts, check_generator, check_seed
from dlc_support.data.density import Curve, Density
from dlc_support.data.split import Split, Splits
from dlc_support.shapes import PerExample, Points


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} must be > 0, got {value}")


def _polar(radius: PerExample | float, angle: PerExample) -> Points:
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


@dataclass(frozen=True)
class OpenCircle(Curve):
    r"""Uniform on a circle with a gap: where the gap is, a posterior mean has no mass under it.

    $X = r\,(\cos\theta, \sin\theta)$ with $\theta$ uniform on $[\omega/2, 2\pi - \omega/2]$: the
    gap of angle $\omega$ opens to the right.

    Args:
        opening: Angle $\omega$ of the gap in radians, 0 <= opening < 2 pi.
        radius: Radius $r$ > 0.

    Raises:
        ValueError: If a parameter is outside its domain.

    Source:
        F. Fleuret, Deep Learning, lecture 7.3: the open circle in the denoising example.

    Example:
        >>> circle = OpenCircle(opening=pi / 2)
        >>> circle.curve(torch.tensor([0.5])).round(decimals=4)
        tensor([[-1., -0.]])
        >>> [round(float(value), 4) for value in circle.ends()[0]]
        [0.7071, 0.7071]
    """

    opening: float = pi / 3
    radius: float = 1.0
    name: ClassVar[str] = "open circle"

    def __post_init__(self) -> None:
        if not 0 <= self.opening < 2 * pi:
            raise ValueError(f"opening must lie in [0, 2 pi), got {self.opening}")
        _positive(radius=self.radius)

    def curve(self, t: PerExample) -> Points:
        """The point at the share `t` of the arc, from the upper end around to the lower."""
        return _polar(self.radius, self.opening / 2 + t * (2 * pi - self.opening))

    def ends(self) -> Points:
        """The two extremities of the arc."""
        x, y = self.radius * cos(self.opening / 2), self.radius * sin(self.opening / 2)
        return torch.tensor([[x, y], [x, -y]])


@dataclass(frozen=True)
class Spiral(Curve):
    r"""An Archimedean spiral $r = R\,\theta / \theta_1$, nearly uniform along its length.

    $\theta^2$ is uniform on $[\theta_0^2, \theta_1^2]$ with $\theta_0 = 2\pi \cdot$ `inner` and
    $\theta_1 = 2\pi \cdot$ `turns`; neighbouring turns are $R$ / `turns` apart.

    Args:
        turns: Number of turns at the outer end, > inner.
        radius: Distance $R$ > 0 of the outer end from the origin.
        inner: Number of turns that are left out at the centre, > 0.

    Raises:
        ValueError: If a parameter is outside its domain.

    Example:
        >>> Spiral(turns=2.0, radius=1.5).curve(torch.tensor([1.0])).round(decimals=4)
        tensor([[1.5000, 0.0000]])
    """

    turns: float = 2.0
    radius: float = 1.4
    inner: float = 0.25
    name: ClassVar[str] = "spiral"

    def __post_init__(self) -> None:
        _positive(radius=self.radius, inner=self.inner)
        if not self.turns > self.inner:
            raise ValueError(f"turns must be > inner = {self.inner}, got {self.turns}")

    def curve(self, t: PerExample) -> Points:
        """The point at the parameter `t`, from the centre outwards."""
        turns = (self.inner**2 + t * (self.turns**2 - self.inner**2)).sqrt()
        return _polar(self.radius * turns / self.turns, 2 * pi * turns)


@dataclass(frozen=True)
class Moons(Curve):
    """Uniform on two interleaved half circles, half of the mass on each.

    Args:
        radius: Radius > 0 of the half circles; the lower one is moved by (radius, radius / 2).

    Raises:
        ValueError: If `radius` is not positive.

    Example:
        >>> Moons(radius=1.0).curve(torch.tensor([0.25, 0.75])).round(decimals=4)
        tensor([[-0.5000, 0.7500],
                [ 0.5000, -0.7500]])
    """

    radius: float = 0.9
    name: ClassVar[str] = "moons"
    pieces: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _positive(radius=self.radius)

    def curve(self, t: PerExample) -> Points:
        """The upper half circle for `t` < 1/2, the lower one for `t` >= 1/2."""
        side = torch.where(t < 0.5, -1.0, 1.0).to(t)
        centre = self.radius * torch.stack([side / 2, side / 4], dim=1)
        return centre + _polar(self.radius, 2 * pi * t)


@dataclass(frozen=True)
class GaussianMixture:
    r"""Equal isotropic Gaussians on a ring, $p(x) = \frac1K \sum_k N(x; m_k, s^2 I)$.

    Args:
        modes: Number $K$ >= 1 of components.
        radius: Radius > 0 of the ring on which the means lie.
        scale: Standard deviation $s$ > 0 of each component.

    Raises:
        ValueError: If a parameter is outside its domain.

    Example:
        >>> mixture = GaussianMixture(modes=4, radius=1.0, scale=0.2)
        >>> mixture.means[1].round(decimals=4).tolist(), mixture.weights.tolist()
        ([0.0, 1.0], [0.25, 0.25, 0.25, 0.25])
    """

    modes: int = 8
    radius: float = 1.0
    scale: float = 0.1
    name: ClassVar[str] = "Gaussian mixture"

    def __post_init__(self) -> None:
        check_counts(modes=self.modes)
        _positive(radius=self.radius, scale=self.scale)

    @property
    def means(self) -> Points:
        """Means of the components in float64, (modes, 2)."""
        angles = torch.arange(self.modes, dtype=torch.float64) * (2 * pi / self.modes)
        return _polar(self.radius, angles)

    @property
    def scales(self) -> PerExample:
        """Standard deviation of each component, in float64."""
        return torch.full((self.modes,), self.scale, dtype=torch.float64)

    @property
    def weights(self) -> PerExample:
        """Probability of each component, in float64."""
        return torch.full((self.modes,), 1 / self.modes, dtype=torch.float64)

    def sample(self, count: int, generator: Generator) -> Points:
        """Independent draws, on the generator's device."""
        check_counts(count=count)
        check_generator(generator)
        device = generator.device
        component = torch.randint(self.modes, (count,), generator=generator, device=device)
        noise = torch.randn(count, 2, generator=generator, device=device)
        return self.means.to(noise)[component] + self.scale * noise

    def nodes(self, count: int) -> tuple[Points, PerExample]:
        r"""Gauss-Hermite product quadrature around each mean, in float64.

        Args:
            count: At least so many nodes; rounded up to a square number per component.

        Returns:
            Points $x_i$ and weights $w_i$ that sum to 1, with $\sum_i w_i f(x_i) \approx E[f(X)]$.
        """
        from numpy.polynomial.hermite_e import hermegauss

        check_counts(count=count)
        side = 1
        while self.modes * side**2 < count:
            side += 1
        steps, weights = (torch.from_numpy(value) for value in hermegauss(side))
        weights = weights / weights.sum()
        offsets = self.scale * torch.cartesian_prod(steps, steps)
        points = (self.means[:, None] + offsets).flatten(0, 1)
        return points, torch.outer(weights, weights).flatten().repeat(self.modes) / self.modes


def densities() -> tuple[Density, ...]:
    """One of each density, with its default parameters."""
    return OpenCircle(), Spiral(), Moons(), GaussianMixture()


def toy_split(density: Density, count: int, generator: Generator, part: str = "") -> Split:
    """Draws from a density as a split.

    Args:
        density: What to draw from.
        count: Number of points, at least 1.
        generator: Source of the draws.
        part: What the split is for, `"train"` say; follows the density's name in the split's.

    Example:
        >>> toy_split(OpenCircle(), 5, torch.Generator().manual_seed(0), "test")
        Split(inputs=(5, 2), name='open circle test', source='drawn from OpenCircle(...)',
              range=None)
    """
    name = f"{density.name} {part}".rstrip()
    return Split(density.sample(count, generator), name=name, source=f"drawn from {density!r}")


def toy_splits(
    density: Density, sizes: Sequence[int] = (1000, 1000, 10000), *, seed: int = 0
) -> Splits:
    """Independent draws to train, validate and test on.

    The parts have generators of their own: the test points are the same whatever the size of the
    training set.

    Args:
        density: What to draw from.
        sizes: Numbers of training, validation and test points.
        seed: Seed of the draws.

    Raises:
        ValueError: If there are not three sizes, or one is below 1.
    """
    parts = ("train", "valid", "test")
    if len(sizes) != len(parts):
        raise ValueError(f"sizes must be three numbers (train, valid, test), got {sizes}")
    check_seed(seed)
    generators = [torch.Generator().manual_seed(3 * seed + part) for part in range(3)]
    return Splits(
        *(
            toy_split(density, count, generator, part)
            for count, generator, part in zip(sizes, generators, parts, strict=True)
        )
    )
