"""The negative ELBO of the coarse image plus a loss of each refined one: the multi-stage VAE."""

from dataclasses import dataclass
from typing import Any

from torch import Generator, Tensor, nn

from dlc_support.arguments import kind
from dlc_support.data.split import Batch
from dlc_support.objectives.decoder_families import DecoderFamily, LaplaceDecoder
from dlc_support.objectives.loss import Loss
from dlc_support.objectives.negative_elbo import NegativeELBO
from dlc_support.precision import in_float32
from dlc_support.shapes import Examples


@dataclass(frozen=True, kw_only=True)
class StagedELBO(NegativeELBO):
    r"""The negative ELBO of the first stage, and what each later stage costs, all in nats.

    $$-\mathbb E_{q(z \mid x)} \log p(x \mid f_1(z))
    + \beta \operatorname{KL}\bigl(q(z \mid x) \,\|\, \mathcal N(0, I)\bigr)
    - \mathbb E_{q(z \mid x)} \sum_{i \ge 2} \log r\bigl(x \mid f_i(\dots f_1(z))\bigr)$$

    with one draw of $z$ for all stages, and gradients of every part through all stages below it.
    It is no bound of $-\log p(x)$: the image is explained once by each stage.

    Attributes:
        refinement: The family $r$ of the later stages. `LaplaceDecoder(b)` is an absolute error
            of weight $1 / b$.

    `family` is that of the first stage, which is to be a `GaussianDecoder` for a squared error.
    The parts are those of `NegativeELBO`, of the first stage alone, and `refinement`, the sum over
    the later stages.

    Raises:
        TypeError: If an argument is of another kind.
        ValueError: If an argument is outside its domain, or asks for drawn targets.

    Source:
        Cai, Gao and Ji (2017), equations 12 and 13, which give neither $\sigma$ nor a weight.
    """

    refinement: DecoderFamily = LaplaceDecoder(1.0)  # noqa: RUF009 - frozen

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.refinement, DecoderFamily):
            raise TypeError(
                "refinement must be a DecoderFamily such as LaplaceDecoder(1.0), got "
                f"{kind(self.refinement)}"
            )
        if self.dynamic:
            raise ValueError("dynamic must be False: all stages explain the batch's own target")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The negative ELBO of the first stage, and the cost of the later ones.

        Raises:
            TypeError: If the model has no `stages`.
            ValueError: If it has one stage only.
        """
        if not callable(getattr(model, "stages", None)):
            raise TypeError(
                f"model must have stages, as StagedVAE has; got {type(model).__name__}"
            )
        first = _First(model)
        loss = super().__call__(first, batch, generator)
        if not first.refined:
            raise ValueError("model must have a refiner: with one stage take NegativeELBO")
        log_prob = self.refinement.log_prob
        costs = [-in_float32(log_prob, image, batch.target).mean() for image in first.refined]
        parts = {**loss.parts, "refinement": sum(costs)}
        return Loss(loss.total + parts["refinement"], parts)


class _First(nn.Module):
    """A staged model as the VAE of its first stage, which remembers the images of the others."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def encode(self, inputs: Examples) -> Any:  # noqa: ANN401 - the model's own
        return self.model.encode(inputs)

    def decode(self, latents: Tensor) -> Tensor:
        first, *self.refined = self.model.stages(latents)
        return first
