"""Total correlation by a critic: does this code come from the joint distribution?"""

from dataclasses import dataclass, field

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_generator
from dlc_support.data.split import Batch
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.shapes import Codes


def permuted(codes: Codes, generator: Generator) -> Codes:
    r"""Each column in an order of its own: draws of $\prod_j q(z_j)$ from draws of $q(z)$.

    The columns keep their values, and the rows lose what ties them together.

    Args:
        codes: Draws of $q(z)$, (batch, latents), that are not used for anything else: a batch of
            their own.
        generator: Source of the orders, on the device of the codes.

    Source:
        Kim and Mnih (2018), algorithm 1.

    Example:
        >>> codes = torch.tensor([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
        >>> permuted(codes, Generator().manual_seed(0)).sort(dim=0).values.equal(codes)
        True
    """
    check_generator(generator)
    uniform = torch.rand(codes.shape, generator=generator, device=generator.device)
    return codes.gather(0, uniform.argsort(dim=0).to(codes.device))


@dataclass(frozen=True)
class DensityRatio(Objective):
    r"""The critic's side of a FactorVAE: logits high for codes, low for permuted codes.

    $$\tfrac12 \mathbb E_{q(z)} \operatorname{softplus}(-d(z))
    + \tfrac12 \mathbb E_{\prod_j q(z_j)} \operatorname{softplus}(d(z))$$

    At the optimum $d(z) = \log q(z) - \log \prod_j q(z_j)$ in nats, and the mean of $d$ over
    codes is the total correlation $\operatorname{KL}(q(z) \,\|\, \prod_j q(z_j))$. The mean of a
    critic that is not there yet may be too small, and below zero. The even rows of a batch are
    the codes, the odd ones are permuted.

    Attributes:
        encoder: The VAE whose codes are drawn; it gets no gradient from here. None where the
            inputs are codes themselves.

    The part `total_correlation` is the estimate.

    Source:
        Kim and Mnih (2018), equations 3 and 10, algorithm 2.
    """

    encoder: nn.Module | None = field(default=None, repr=False)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The critic's cross-entropy on codes and permuted codes."""
        joint, apart = (self._codes(half.inputs, generator) for half in batch.halves())
        of_joint = model(joint)
        of_product = model(permuted(apart, generator))
        total = functional.softplus(-of_joint).mean() + functional.softplus(of_product).mean()
        return Loss(0.5 * total, {"total_correlation": of_joint.mean()})

    def _codes(self, inputs: Tensor, generator: Generator) -> Codes:
        if self.encoder is None:
            return inputs
        with torch.no_grad():
            code = self.encoder.encode(inputs)
        size, device = code.mean.shape, generator.device
        noise = torch.randn(size, generator=generator, device=device).to(code.mean)
        return code.draw(noise)
