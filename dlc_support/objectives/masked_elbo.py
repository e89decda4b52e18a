"""The negative ELBO of pixels under a drawn mask: one conditional model for many holes."""

from dataclasses import dataclass

from torch import Generator, Tensor, nn

from dlc_support.arguments import kind
from dlc_support.corruptions.corruption import Mask
from dlc_support.data.split import Batch
from dlc_support.objectives.decoder_families import DecoderFamily
from dlc_support.objectives.loss import Loss
from dlc_support.objectives.negative_elbo import NegativeELBO

UNKNOWN = 0.5


@dataclass(frozen=True, kw_only=True)
class MaskedELBO(NegativeELBO):
    r"""Minus the ELBO of the hidden pixels in nats, given the visible ones and the mask.

    $$-\mathbb E_{q(z \mid x, c)} \sum_{i \in h} \log p(x_i \mid z, c)
    + \beta \operatorname{KL}\bigl(q(z \mid x, c) \,\|\, p(z \mid c)\bigr)$$

    The hidden pixels $h$ are drawn for each image at each step, so that the model learns every
    hole that the mask can draw. Its condition $c$ is `incomplete(x, h)`. Where the holes are
    always the same quadrants, `ConditionalELBO` is enough.

    Attributes:
        hidden: Draws the hidden pixels of each image.

    What `NegativeELBO` takes may be given, too, but for a corruption: a conditional model is
    trained on complete images.

    Raises:
        TypeError: If an argument is of another kind.
        ValueError: If an argument is outside its domain.

    Source:
        Ivanov, Figurnov and Vetrov (2019), equation 7.
    """

    hidden: Mask

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.hidden, type) or not isinstance(self.hidden, Mask):
            raise TypeError(
                f"hidden must be a mask such as RectangleMask(), got {kind(self.hidden)}"
            )
        if self.corruption is not None:
            raise ValueError(f"corruption is not for a conditional model, got {self.corruption!r}")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The negative ELBO, with one draw of the mask and of the latents.

        Raises:
            TypeError: If the model has no `given`.
        """
        if not callable(getattr(model, "given", None)):
            raise TypeError(
                f"model must have given, as ConditionalVAE has; got {type(model).__name__}"
            )
        images, target = self._drawn(batch, generator)
        hidden = self.hidden.mask(images, generator)
        bound = NegativeELBO(_Counted(self.family, hidden), self.beta, self.free_bits)
        shown = Batch(images, targets=target, progress=batch.progress)
        return bound(model.given(incomplete(images, hidden)), shown, generator)


def incomplete(images: Tensor, hidden: Tensor) -> Tensor:
    """The images with every hidden pixel at 1/2, which no black or white pixel is.

    With black in its place a model could not tell a hidden pixel from a visible black one.

    Args:
        images: Black and white ones, (batch, channels, height, width).
        hidden: True at the hidden pixels, of a shape that broadcasts to that of the images.

    Example:
        >>> import torch
        >>> incomplete(torch.tensor([[0.0, 1.0, 1.0]]), torch.tensor([[True, True, False]]))
        tensor([[0.5000, 0.5000, 1.0000]])
    """
    return images.masked_fill(hidden, UNKNOWN)


@dataclass(frozen=True, eq=False)
class _Counted(DecoderFamily):
    """A family of which only some components count."""

    family: DecoderFamily
    only: Tensor

    def nats(self, parameters: Tensor, target: Tensor) -> Tensor:
        """Log probability of each component, 0 where it does not count."""
        return self.family.nats(parameters, target) * self.only

    def mean(self, parameters: Tensor) -> Tensor:
        """Mean of each component."""
        return self.family.mean(parameters)
