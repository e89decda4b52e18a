"""What a 2-D density is: something to sample, and the nodes of an exact quadrature."""

from abc import ABC, abstractmethod
from typing import ClassVar, Protocol, runtime_checkable

import torch
from torch import Generator

from dlc_support.arguments import check_counts, check_generator
from dlc_support.shapes import PerExample, Points

PANEL = 16  # Gauss-Legendre nodes per panel: exact for polynomials up to degree 31


@runtime_checkable
class Density(Protocol):
    r"""A law $p(x)$ of points in the plane, known exactly.

    Members are frozen dataclasses whose fields are the parameters of the law.
    """

    @property
    def name(self) -> str:
        """Name for figure titles."""
        ...

    def sample(self, count: int, generator: Generator) -> Points:
        """Independent draws, on the generator's device."""
        ...

    def nodes(self, count: int) -> tuple[Points, PerExample]:
        r"""Quadrature: points $x_i$, weights $w_i$ with $\sum_i w_i f(x_i) \approx E[f(X)]$."""
        ...


class Curve(ABC):
    r"""A density whose whole mass lies on a curve: $X = c(T)$ with $T$ uniform on $[0, 1)$.

    A member is final and says what its curve is. It has no density with respect to area; what is
    exact is the law of $T$, and with it every expectation $E[f(X)] = \int_0^1 f(c(t))\,dt$, the
    posterior mean under noise among them.
    """

    pieces: ClassVar[int] = 1

    @abstractmethod
    def curve(self, t: PerExample) -> Points:
        """The points at `t` in [0, 1); smooth within each of `pieces` equal parts."""

    def sample(self, count: int, generator: Generator) -> Points:
        """Independent draws, on the generator's device."""
        check_counts(count=count)
        check_generator(generator)
        return self.curve(torch.rand(count, generator=generator, device=generator.device))

    def nodes(self, count: int) -> tuple[Points, PerExample]:
        r"""Composite Gauss-Legendre quadrature along the curve, in float64.

        Args:
            count: At least so many nodes; rounded up to whole panels of 16.

        Returns:
            Points $x_i$ and weights $w_i$ that sum to 1, with $\sum_i w_i f(x_i) \approx E[f(X)]$.
        """
        check_counts(count=count)
        panels = -(-count // (PANEL * self.pieces)) * self.pieces
        t, weights = _composite(panels)
        return self.curve(t), weights


def _composite(panels: int) -> tuple[PerExample, PerExample]:
    """Nodes in (0, 1) and weights of Gauss-Legendre quadrature on equal panels."""
    from numpy.polynomial.legendre import leggauss

    nodes, weights = (torch.from_numpy(value) for value in leggauss(PANEL))
    starts = torch.arange(panels, dtype=torch.float64)[:, None]
    t = (starts + (1 + nodes) / 2) / panels
    return t.flatten(), (weights / (2 * panels)).repeat(panels)
