"""The objective of a network that chooses the noise: a low error, at a high level."""

from dataclasses import dataclass, field

from torch import Generator, nn

from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.data.split import Batch, Range
from dlc_support.models.model import reconstruct
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.objectives.pixel_losses import AnyLoss, check_loss, distance, range_for


@dataclass(frozen=True)
class RewardedNoise(Objective):
    r"""The denoiser's error at the chosen noise levels, minus a reward for the level.

    $$\ell(\phi(x + \sigma(x)\,\epsilon), x) - \lambda\, \overline{\sigma(x)}$$

    where the bar is the mean over examples (and over components, where each has a level). The
    model is the network $\sigma$. The gradient reaches it through the noise, as
    $x + \sigma \epsilon$ is differentiable in $\sigma$, and so through the denoiser $\phi$, whose
    weights belong to another player and are not moved: `fit` collects gradients of the player's
    own weights only. A loop written by hand must see to that itself.

    The reward's unit is that of the loss per unit of $\sigma$: for images of $d$ pixels the same
    $\lambda$ rewards noise $d / 2$ times as much beside `"mse"` as beside `"half_sse"`.

    Attributes:
        denoiser: The network $\phi$ that must undo the noise.
        reward: Factor $\lambda \ge 0$.
        loss: As in `Denoising`, and best the one that the denoiser minimises.

    Source:
        Jow, Experiments with stacked denoising autoencoders, section 4.
    """

    denoiser: nn.Module = field(repr=False)
    reward: float
    loss: AnyLoss = "mse"

    def __post_init__(self) -> None:
        check_loss(self.loss)
        if not self.reward >= 0:
            raise ValueError(f"reward must be >= 0, got {self.reward}")

    @property
    def target_range(self) -> Range:
        """Range that the targets must have."""
        return range_for(self.loss)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """Error minus reward; as parts the error, and mean and spread of the levels."""
        levels = model(batch.inputs)
        corrupted = GaussianNoise.at(batch.inputs, levels, generator)
        estimate = reconstruct(
            self.denoiser, corrupted, condition=batch.condition, generator=generator
        )
        error = distance(self.loss, estimate, batch.target, batch.observed, batch.progress)
        sigma = levels.mean()
        spread = levels.flatten(1).mean(dim=1).std(correction=0)
        return Loss(
            error - self.reward * sigma, {"error": error, "sigma": sigma, "spread": spread}
        )
