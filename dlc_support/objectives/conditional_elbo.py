"""The negative ELBO of a conditional model: what conditional variational autoencoders minimise."""

from dataclasses import dataclass

from torch import Generator, nn

from dlc_support.arguments import kind
from dlc_support.corruptions import QuadrantMask
from dlc_support.data.split import Batch
from dlc_support.objectives.loss import Loss
from dlc_support.objectives.negative_elbo import NegativeELBO


@dataclass(frozen=True)
class ConditionalELBO(NegativeELBO):
    r"""Minus the ELBO of $p(x \mid c)$ in nats, with the divergence from the conditional prior.

    $$-\mathbb E_{q(z \mid x, c)} \log p(x \mid z, c)
    + \beta \operatorname{KL}\bigl(q(z \mid x, c) \,\|\, p(z \mid c)\bigr)$$

    It is `NegativeELBO` of the model that is given its condition; the parts have the same names.

    Attributes:
        hidden: Quadrants that the condition lacks: the condition is the image with them set to 0,
            and only their pixels are to be explained. None takes the batch's own `condition`.
        whole: Explain the visible pixels, too.

    Raises:
        TypeError: If an argument is of another kind.
        ValueError: If an argument is outside its domain, or asks for a drawn input: a conditional
            model is trained on complete images.

    Source:
        Sohn, Lee and Yan (2015), equation 5.
    """

    hidden: QuadrantMask | None = None
    whole: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.hidden, QuadrantMask | None):
            raise TypeError(f"hidden must be a QuadrantMask, got {kind(self.hidden)}")
        if self.corruption is not None or self.dynamic:
            raise ValueError(
                "corruption and dynamic are not for a conditional model, got "
                f"corruption={self.corruption!r} and dynamic={self.dynamic}"
            )

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of the tensors that a batch must have."""
        return ("inputs", "condition") if self.hidden is None else ("inputs",)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The negative ELBO, with one draw of the latents.

        Raises:
            TypeError: If the model has no `given`.
            ValueError: If the batch lacks the condition.
        """
        if not callable(getattr(model, "given", None)):
            raise TypeError(
                f"model must have given, as ConditionalVAE has; got {type(model).__name__}"
            )
        target, only, condition = batch.target, None, batch.condition
        if self.hidden is not None:
            condition = self.hidden(batch.inputs, generator)
            if not self.whole:
                only = self.hidden.mask(batch.inputs[:1], generator)[0]
                target = target[:, only]
        if condition is None:
            raise ValueError("ConditionalELBO needs a batch with a condition, or hidden quadrants")
        explained = Batch(batch.inputs, targets=target, progress=batch.progress)
        return super().__call__(model.given(condition, only), explained, generator)
