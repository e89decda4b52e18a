"""Losses for images of high dynamic range, whose brightest pixels would drown all others."""

from dataclasses import dataclass

from torch import Tensor

from dlc_support.objectives.pixel_losses import PixelLoss
from dlc_support.tone_map import tone_map

FLOOR = 1e-4  # below it the tone map is a straight line: its slope at 0 would be infinite


def _mapped(radiance: Tensor) -> Tensor:
    r"""The tone map; below $10^{-4}$ its chord through 0, so that negative values have a slope."""
    slope = tone_map(radiance.new_tensor([FLOOR])) / FLOOR
    return tone_map(radiance.clamp_min(FLOOR)).where(radiance > FLOOR, radiance * slope)


@dataclass(frozen=True)
class RelativeHDR(PixelLoss):
    r"""Squared error relative to the estimate's own brightness.

    $\left( \frac{\hat x - y}{\operatorname{sg}(\hat x) + \epsilon} \right)^2$, mean over
    components and batch, where $\operatorname{sg}$ stops the gradient. Where the gradient
    vanishes, the mean error does: the estimate is still the mean of the targets. Without
    $\operatorname{sg}$ the loss would also fall when the denominator grows, and the estimate
    comes out too bright: for exponential targets of mean 1 at $(2 + \epsilon) / (1 + \epsilon)$.

    Attributes:
        epsilon: Offset $\epsilon > 0$ of the denominator, in units of radiance.
        stop_gradient: Treat the denominator as a constant. False is the mistake, for the
            experiment that shows it.

    Negative estimates count as black in the denominator.

    Raises:
        ValueError: If epsilon is not positive.

    Source:
        Lehtinen et al. (2018), section 3.3.

    Example:
        >>> import torch
        >>> loss = RelativeHDR(epsilon=0.5)(torch.tensor([1.5]), torch.tensor([0.5]))
        >>> loss.item()
        0.25
    """

    epsilon: float = 0.01
    stop_gradient: bool = True

    def __post_init__(self) -> None:
        if not self.epsilon > 0:
            raise ValueError(f"epsilon must be > 0, got {self.epsilon}")

    def errors(self, estimate: Tensor, target: Tensor, progress: float) -> Tensor:
        """The squared relative errors."""
        brightness = estimate.detach() if self.stop_gradient else estimate
        relative = (estimate - target) / (brightness.clamp_min(0) + self.epsilon)
        return relative.square()


@dataclass(frozen=True)
class ToneMapped(PixelLoss):
    r"""Squared error between tone-mapped values: a mistake where the targets are noisy.

    $(t(\hat x) - t(y))^2$, mean over components and batch. The minimiser is
    $t^{-1}(\mathbb E\, t(y))$ with $t(v) = (v / (1 + v))^{1/2.2}$, and as $t$ is concave that lies
    below $\mathbb E\, y$: the picture comes out too dark. To clean targets it does no harm.

    Attributes:
        estimate_too: Tone-map the estimate as well, so that the model returns radiance. False
            holds the model's own output to $t(y)$: it then returns a picture, and its radiance
            is $t^{-1}$ of it, just as dark.

    Source:
        Lehtinen et al. (2018), section 3.3 and figure 6.

    Example:
        >>> import torch
        >>> ToneMapped()(torch.tensor([2.0]), torch.tensor([2.0])).item()
        0.0
    """

    estimate_too: bool = True

    def errors(self, estimate: Tensor, target: Tensor, progress: float) -> Tensor:
        """The squared errors of the tone-mapped values."""
        picture = _mapped(estimate) if self.estimate_too else estimate
        return (picture - _mapped(target)).square()
