"""The annealed L0 loss: ends at the mode."""

from dataclasses import dataclass

from torch import Tensor

from dlc_support.objectives.pixel_losses import PixelLoss


@dataclass(frozen=True)
class AnnealedL0(PixelLoss):
    r"""A power of the absolute error, whose exponent falls in the course of the run.

    $(|\hat x - y| + \epsilon)^\gamma$, mean over components and batch, with $\gamma$ linear in
    the share of the run that is over: $\gamma = 2$ asks for the mean, $1$ for the median, and
    $\gamma \to 0$, where $1 + \gamma \log(|\hat x - y| + \epsilon)$ is left, for the *mode*: a
    target that is hit outweighs many that are missed by much. At exponents below 1 there are many
    local minima; the walk from 2 leads to one that is worth having.

    Attributes:
        epsilon: Offset $\epsilon > 0$ in the units of the data. Errors much below it count as
            none, and no gradient exceeds $\gamma \epsilon^{\gamma - 1}$.
        start: Exponent at the beginning.
        end: Exponent at the end, where at 0 the gradient vanishes.

    Raises:
        ValueError: If epsilon is not positive or an exponent is negative.

    Source:
        Lehtinen et al. (2018), section 3.2.

    Example:
        >>> import torch
        >>> loss, error = AnnealedL0(), torch.tensor([3.0])
        >>> [round(loss(error, torch.zeros(1), progress=at).item(), 3) for at in (0.0, 0.5, 1.0)]
        [9.0, 3.0, 1.0]
    """

    epsilon: float = 1e-8
    start: float | int = 2.0
    end: float | int = 0.0

    def __post_init__(self) -> None:
        if not self.epsilon > 0:
            raise ValueError(f"epsilon must be > 0, got {self.epsilon}")
        for name in ("start", "end"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must be >= 0, got {getattr(self, name)}")
            object.__setattr__(self, name, float(getattr(self, name)))

    def exponent(self, progress: float) -> float:
        r"""The exponent $\gamma$ when the share `progress` of the run is over."""
        return self.start + (self.end - self.start) * progress

    def errors(self, estimate: Tensor, target: Tensor, progress: float) -> Tensor:
        """The powers of the absolute errors."""
        error = (estimate - target).abs() + self.epsilon
        return error.pow(self.exponent(progress))
