"""How much of a filter a Gabor function explains: filters judged by a number, not by eye."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from dlc_support.shapes import PerExample

WIDTHS = (1.5, 2.5, 4.0)  # of the envelope in pixels, from which each fit starts
PADDING = 4  # times the filter's side: how finely its spectrum is searched
TOLERANCE = 1e-4  # relative, at which a fit stops


@dataclass(frozen=True)
class GaborFit:
    r"""The Gabor function that is nearest to a filter.

    Attributes:
        fitted: Its values and a constant: the best approximation of the filter, (side, side).
        score: $R^2$, the share of the filter's variance over its pixels that it explains.
        frequency: Of its wave, in cycles a pixel; near 0 for a blob.
        orientation: Direction in which the wave runs, in [0, pi), counterclockwise from the
            horizontal: 0 for vertical stripes.
    """

    fitted: Float[Tensor, "side side"]
    score: float
    frequency: float
    orientation: float


def gabor_fit(weights: Float[Tensor, "rows columns"]) -> GaborFit:
    r"""Fits a Gabor function and a constant to a filter by least squares.

    $$g(p) = a\, e^{-(u^2 + v^2) / 2} \cos(2 \pi f \cdot (p - c) + \varphi) + b$$

    with the coordinates $u, v$ of $p - c$ along the axes of the envelope, in units of its two
    widths. Amplitude $a$, phase $\varphi$ and constant $b$ are linear and solved for exactly
    (variable projection); centre, frequency, widths and the envelope's angle are found by
    Levenberg and Marquardt's method. It starts from the peak of the spectrum, from the centre of
    the squared weights, and from three widths; the best of the three counts. It may still end in a
    local optimum: what it returns is a lower bound on the best $R^2$.

    Args:
        weights: A square filter with at least 4 pixels to a side, finite.

    Raises:
        ValueError: If it is not square, too small, or not finite.

    Source:
        Jones and Palmer (1987) for the fit to receptive fields; Golub and Pereyra (1973) for the
        projection, Kaufman (1975) for its Jacobian.

    Example:
        >>> stripes = torch.cos(torch.arange(12.0)).expand(12, 12)
        >>> fit = gabor_fit(stripes)
        >>> round(fit.score, 3), round(fit.frequency, 2)  # one radian a pixel
        (1.0, 0.16)
    """
    side = len(weights)
    if weights.ndim != 2 or side < 4 or weights.shape[1] != side:
        raise ValueError(
            f"weights must be square with a side of at least 4, got shape {tuple(weights.shape)}"
        )
    target = weights.detach().cpu().double().numpy().ravel()
    mean, size = target.mean(), target.std() * side
    if not isfinite(size):
        raise ValueError("weights must be finite, got some that are not")
    if size <= 1e-12 * np.abs(target).max(initial=0.0):  # constant: there is nothing to explain
        return GaborFit(weights.detach().double().cpu(), 0.0, 0.0, 0.0)
    problem = _Problem((target - mean) / size, side)
    best = min((problem.solved(width) for width in WIDTHS), key=problem.error)
    fy, fx = best[2:4]
    return GaborFit(
        torch.from_numpy((size * problem.fitted(best) + mean).reshape(side, side)),
        max(0.0, 1.0 - problem.error(best)),
        float(np.hypot(fy, fx)),
        float(np.arctan2(-fy, fx) % np.pi),
    )


def gabor_scores(filters: Float[Tensor, "units side side"]) -> PerExample:
    """The score of the best Gabor function for each filter: see `gabor_fit`.

    About 10 ms of one core for each filter of 12x12.

    Example:
        >>> noise = torch.randn(20, 12, 12, generator=torch.Generator().manual_seed(0))
        >>> bool(gabor_scores(noise).mean() < 0.2)
        True
    """
    return torch.tensor([gabor_fit(one).score for one in filters], dtype=torch.float64)


class _Problem:
    """Least squares in the seven parameters that are not linear, for a target of norm 1.

    They are the centre (row, column), the frequency (row, column), the logarithms of the widths,
    and the angle of the envelope.
    """

    def __init__(self, target: np.ndarray, side: int) -> None:
        self.target, self.side = target, side
        place = np.arange(side) - (side - 1) / 2
        self.rows, self.columns = np.repeat(place, side), np.tile(place, side)
        self._last: tuple[bytes, tuple[np.ndarray, ...]] = (b"", ())

    def start(self, width: float) -> np.ndarray:
        """The parameters that a fit starts from."""
        size = PADDING * self.side
        spectrum = np.abs(np.fft.rfft2(self.target.reshape(self.side, self.side), (size, size)))
        row, column = np.unravel_index(spectrum.argmax(), spectrum.shape)
        fy, fx = np.fft.fftfreq(size)[row], np.fft.rfftfreq(size)[column]
        centre = self.target**2 @ self.rows, self.target**2 @ self.columns
        # A round envelope would have no angle, and its Jacobian no full rank.
        widths = np.log([0.9 * width, 1.1 * width])
        return np.array([*centre, fy, fx, *widths, np.arctan2(fy, fx)])

    def solved(self, width: float) -> np.ndarray:
        """The parameters at which a fit ends."""
        from scipy.optimize import least_squares

        stop = dict.fromkeys(("ftol", "xtol", "gtol"), TOLERANCE)
        return least_squares(
            self.residual, self.start(width), self.jacobian, method="lm", max_nfev=200, **stop
        ).x

    def error(self, parameters: np.ndarray) -> float:
        """Share of the target that is not explained."""
        return float((self.residual(parameters) ** 2).sum())

    def residual(self, parameters: np.ndarray) -> np.ndarray:
        return self.target - self.fitted(parameters)

    def fitted(self, parameters: np.ndarray) -> np.ndarray:
        """The target's projection on the wave's cosine, its sine and a constant."""
        span = self._projected(parameters)[0]
        return span @ (span.T @ self.target)

    def jacobian(self, parameters: np.ndarray) -> np.ndarray:
        """Kaufman's: the part of each derivative that cosine, sine and constant do not explain."""
        span, wave, by_phase, u, v, a, b, dy, dx = self._projected(parameters)
        fy, fx, *_, angle = parameters[2:]
        u1, v1 = np.exp(-parameters[4:6].clip(-20, 20))
        c, s = np.cos(angle), np.sin(angle)
        derivatives = np.stack(
            [
                wave * (u * u1 * s + v * v1 * c) - fy * by_phase,
                wave * (u * u1 * c - v * v1 * s) - fx * by_phase,
                by_phase * dy,
                by_phase * dx,
                wave * u * u,
                wave * v * v,
                wave * (v * v1 * a - u * u1 * b),
            ],
            axis=1,
        )
        return span @ (span.T @ derivatives) - derivatives

    def _projected(self, parameters: np.ndarray) -> tuple[np.ndarray, ...]:
        """What residual and Jacobian share; kept, since both are asked for at one place."""
        key = parameters.tobytes()
        if self._last[0] != key:
            self._last = key, self._project(parameters)
        return self._last[1]

    def _project(self, parameters: np.ndarray) -> tuple[np.ndarray, ...]:
        cy, cx, fy, fx, *_, angle = parameters
        along, across = parameters[4:6].clip(-20, 20)  # so that no square overflows
        dy, dx = self.rows - cy, self.columns - cx
        a = np.cos(angle) * dx + np.sin(angle) * dy  # in pixels, along and across the envelope
        b = np.cos(angle) * dy - np.sin(angle) * dx
        u, v = a * np.exp(-along), b * np.exp(-across)
        envelope = np.exp(-0.5 * (u * u + v * v))
        phase = 2 * np.pi * (fy * dy + fx * dx)
        cosine, sine = envelope * np.cos(phase), envelope * np.sin(phase)
        basis = np.stack([cosine, sine, np.ones_like(cosine)], axis=1)
        left, values, right = np.linalg.svd(basis, full_matrices=False)
        kept = values > 1e-9 * values[0]  # a blob has no sine, a wide one is a constant
        span = left[:, kept]
        weights = right[kept].T @ ((span.T @ self.target) / values[kept])
        wave = weights[0] * cosine + weights[1] * sine
        by_phase = 2 * np.pi * (weights[1] * cosine - weights[0] * sine)
        return span, wave, by_phase, u, v, a, b, dy, dx
