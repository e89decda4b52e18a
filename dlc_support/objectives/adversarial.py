"""The adversarial pair: a denoiser, and a critic that tells its output from the truth."""

from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.corruptions.corruption import Corruption, at_progress
from dlc_support.data.split import Batch
from dlc_support.models.model import noise_shape, reconstruct
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.shapes import Scalar


@dataclass(frozen=True)
class AdversarialDenoising(Objective):
    r"""The denoiser's side: fool the critic, and be right on average.

    $$\tfrac{1}{2} \| x - \mathbb E_z\, \phi(\tilde x, z) \|^2
    + w\, \operatorname{softplus}(-c(\phi(\tilde x, z), \tilde x))$$

    The first part holds the *mean* of the reconstructions to the clean example. The squared error
    of a single one would punish their spread, and the denoiser would learn to ignore its noise.
    The mean is not known, but for two independent draws $z, z'$ the inner product
    $\langle x - \phi(\tilde x, z), x - \phi(\tilde x, z') \rangle$ has that expectation; more
    draws average over their pairs. A model without `noise_shape` is deterministic: its draws are
    equal, and the first part is the plain squared error.

    Attributes:
        corruption: Draws the corrupted input.
        critic: `critic(candidate, corrupted) -> logits`, high for clean examples.
        weight: Weight $w$ of the adversarial part.
        draws: Reconstructions of each corrupted example, at least 2.

    Source:
        Goodfellow et al. (2014), section 3 (the non-saturating loss); Ohayon et al. (2021),
        section 4 (the penalty on the mean, there with the spread left in).
    """

    corruption: Corruption
    critic: nn.Module = field(repr=False)
    weight: float = 1.0
    draws: int = 2

    def __post_init__(self) -> None:
        check_counts(2, draws=self.draws)
        if self.weight < 0:
            raise ValueError(f"weight must be >= 0, got {self.weight}")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The mean's half squared error plus the weighted adversarial part."""
        clean = batch.inputs
        corrupted = at_progress(self.corruption, batch.progress)(clean, generator)
        count = 1 if noise_shape(model) is None else self.draws
        samples = [
            reconstruct(model, corrupted, condition=batch.condition, generator=generator)
            for _ in range(count)
        ]
        fidelity = 0.5 * squared_error_of_mean(torch.stack([clean - one for one in samples]))
        fooling = functional.softplus(-self.critic(samples[0], corrupted)).mean()
        parts = {"fidelity": fidelity, "fooling": fooling}
        return Loss(fidelity + self.weight * fooling, parts)


def squared_error_of_mean(errors: Float[Tensor, "draws batch *shape"]) -> Scalar:
    r"""$\|\mathbb E\, e\|^2$ without bias from a few draws of $e$, averaged over the batch.

    $\frac{1}{K (K-1)} \sum_{k \ne l} \langle e_k, e_l \rangle$; the square itself for one draw.
    """
    count = len(errors)
    together = errors.sum(dim=0).square().sum() / errors.shape[1]
    if count == 1:
        return together
    alone = errors.square().sum() / errors.shape[1]
    return (together - alone) / (count * (count - 1))


@dataclass(frozen=True)
class RealOrRestored(Objective):
    r"""The critic's side: logits high for clean examples, low for reconstructions.

    $$\operatorname{softplus}(-c(x, \tilde x)) + \operatorname{softplus}(c(\hat x, \tilde x))
    + \tfrac{\gamma}{2} \|\nabla_x c(x, \tilde x)\|^2$$

    Attributes:
        corruption: Draws the corrupted input.
        denoiser: The model that is judged; it gets no gradient from here.
        penalty: Weight $\gamma$ of the gradient penalty on clean examples; without one the two
            sides need not converge.

    Source:
        Goodfellow et al. (2014), equation 1; Mescheder et al. (2018), equation 9 (the penalty).
    """

    corruption: Corruption
    denoiser: nn.Module = field(repr=False)
    penalty: float = 0.0

    def __post_init__(self) -> None:
        if self.penalty < 0:
            raise ValueError(f"penalty must be >= 0, got {self.penalty}")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The critic's cross-entropy plus the gradient penalty."""
        corrupted = at_progress(self.corruption, batch.progress)(batch.inputs, generator)
        clean = batch.inputs.detach().requires_grad_(self.penalty > 0)
        with torch.no_grad():
            restored = reconstruct(
                self.denoiser, corrupted, condition=batch.condition, generator=generator
            )
        real = model(clean, corrupted)
        telling = functional.softplus(-real).mean()
        telling = telling + functional.softplus(model(restored, corrupted)).mean()
        parts = {"telling": telling}
        if not self.penalty:
            return Loss(telling, parts)
        (slope,) = torch.autograd.grad(real.sum(), clean, create_graph=True)
        parts["penalty"] = slope.square().flatten(1).sum(dim=1).mean()
        return Loss(telling + 0.5 * self.penalty * parts["penalty"], parts)
