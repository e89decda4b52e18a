"""The multilayer perceptron: affine layers with a nonlinearity between them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import prod

from torch import Tensor, nn

from dlc_support.models.count import check_counts
from dlc_support.shapes import Examples

WIDE = 512  # units from which on bf16 was measured to be faster, and is precise enough


class MLP(nn.Module):
    r"""Affine layers with a nonlinearity between them; the last layer is linear.

    $h_{l+1} = \rho(W_l h_l + b_l)$, and no $\rho$ after the last one: the output is an estimate in
    the units of the data, or logits, as the objective reads it. Examples of any shape are
    flattened on the way in. On the way out images get their shape back: the output has the
    input's height and width and as many channels as the last width fills. Where the last width
    fills no whole channel the output stays flat, as a classifier's does.

    Args:
        widths: Number of units of each layer, input and output included: `(2, 100, 2)` is the toy
            of the lecture, `(784, 1000, 784)` a dense denoiser of 28x28 images.
        activation: Class of the nonlinearity $\rho$, built once for each hidden layer.
        dropout: Probability in [0, 1) that a hidden unit is dropped in training.
        batch_norm: Normalise each hidden layer over the batch, before the nonlinearity.

    Raises:
        ValueError: If there are fewer than two widths, one is below 1, or dropout is outside
            [0, 1).

    Source:
        Fleuret's lecture 7.3: 2-100-2 with ReLU.

    Example:
        >>> import torch
        >>> sum(parameter.numel() for parameter in MLP((2, 100, 2)).parameters())
        502
        >>> MLP((784, 10, 784))(torch.zeros(3, 1, 28, 28)).shape
        torch.Size([3, 1, 28, 28])
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        activation: type[nn.Module] = nn.ReLU,
        dropout: float = 0.0,
        batch_norm: bool = False,
    ) -> None:
        super().__init__()
        if len(widths) < 2:
            raise ValueError(f"widths must have an input and an output at least, got {widths}")
        check_counts(**{f"widths[{place}]": width for place, width in enumerate(widths)})
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must lie in [0, 1), got {dropout}")
        self.widths = tuple(widths)
        self.layers = nn.Sequential(*_layers(self.widths, activation, dropout, batch_norm))

    @property
    def cpu_faster(self) -> frozenset[str]:
        """What is faster on a CPU with native bf16: bf16, for wide layers.

        On one core a step of 784-1000-784 on 100 images takes 10.7 ms in float32, 6.7 ms in bf16.
        """
        return frozenset({"bf16"}) if min(self.widths) >= WIDE else frozenset()

    def forward(self, inputs: Examples) -> Tensor:
        """Images with the input's height and width, or flat outputs (batch, width)."""
        outputs = self.layers(inputs.flatten(1))
        sides = inputs.shape[2:]
        if not sides or self.widths[-1] % prod(sides):
            return outputs
        return outputs.unflatten(1, (-1, *sides))  # (B, C*H*W) -> (B, C, H, W)


def _layers(
    widths: tuple[int, ...], activation: type[nn.Module], dropout: float, batch_norm: bool
) -> Iterator[nn.Module]:
    *hidden, last = pairwise(widths)
    for width_in, width_out in hidden:
        yield nn.Linear(width_in, width_out)
        if batch_norm:
            yield nn.BatchNorm1d(width_out)
        yield activation()
        if dropout:
            yield nn.Dropout(dropout)
    yield nn.Linear(*last)
