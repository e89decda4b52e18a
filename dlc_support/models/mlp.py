"""The multilayer perceptron: affine layers with a nonlinearity between them."""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.models.model import Model
from dlc_support.shapes import Examples

WIDE = 512  # hidden units from which on bf16 was measured to be faster, and is precise enough


class MLP(Model):
    r"""Affine layers with a nonlinearity between them; the last layer is linear.

    $h_{l+1} = \rho(W_l h_l + b_l)$, and no $\rho$ after the last one: the output is an estimate in
    the units of the data, or logits, as the objective reads it. Examples of any shape are
    flattened on the way in. On the way out images get their shape back: the output has the
    input's height and width and as many channels as the last width fills. Where the last width
    fills no whole channel the output stays flat, as a classifier's does. More axes may lead than
    the batch, such as (samples, batch, width): they come back as they are.

    Args:
        widths: Number of units of each layer, input and output included: `(2, 100, 2)` is the toy
            of the lecture, `(784, 1000, 784)` a dense denoiser of 28x28 images.
        activation: Class of the nonlinearity $\rho$, or one for each hidden layer.
        dropout: Probability in [0, 1) that a hidden unit is dropped in training.
        batch_norm: Normalise each hidden layer over the batch, before the nonlinearity.
        tied: The second half of the layers uses the transposed weights of the first half, the
            last layer those of the first: an autoencoder with $W' = W^T$. Biases stay free.

    Raises:
        ValueError: If there are fewer than two widths, one is below 1, dropout is outside [0, 1),
            there are not as many activations as hidden layers, or tied widths are no palindrome
            with a layer in the middle.

    Source:
        Fleuret's lecture 7.3: 2-100-2 with ReLU; Vincent et al. (2010), section 2.2, for tied
        weights.

    Example:
        >>> sum(parameter.numel() for parameter in MLP((2, 100, 2)).parameters())
        502
        >>> MLP((784, 10, 784))(torch.zeros(3, 1, 28, 28)).shape
        torch.Size([3, 1, 28, 28])
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        activation: type[nn.Module] | Sequence[type[nn.Module]] = nn.ReLU,
        dropout: float = 0.0,
        batch_norm: bool = False,
        tied: bool = False,
    ) -> None:
        super().__init__()
        if len(widths) < 2:
            raise ValueError(f"widths must have an input and an output at least, got {widths}")
        check_counts(**{f"widths[{place}]": width for place, width in enumerate(widths)})
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must lie in [0, 1), got {dropout}")
        self.widths = tuple(widths)
        hidden = len(widths) - 2
        activations = [activation] * hidden if isinstance(activation, type) else list(activation)
        if len(activations) != hidden:
            raise ValueError(
                f"activation must be one class or one for each of {hidden} hidden layers, "
                f"got {len(activations)}"
            )
        if tied and (hidden % 2 == 0 or self.widths != self.widths[::-1]):
            raise ValueError(
                "tied widths must read the same from both ends, with a code in the middle, "
                f"got {self.widths}"
            )
        pairs = [*pairwise(self.widths)]
        affine = [nn.Linear(*pair) for pair in pairs[: hidden // 2 + 1 if tied else None]]
        if tied:
            affine += [TransposedLinear(layer) for layer in reversed(affine)]
        parts: list[nn.Module] = []
        for layer, nonlinearity in zip(affine, activations, strict=False):  # the last has none
            norm = [nn.BatchNorm1d(layer.bias.numel())] if batch_norm else []
            drop = [nn.Dropout(dropout)] if dropout else []
            parts += [layer, *norm, nonlinearity(), *drop]
        self.layers = nn.Sequential(*parts, affine[-1])

    @property
    def cpu_faster(self) -> frozenset[str]:
        """What is faster on a CPU with native bf16: bf16, where all hidden layers are wide.

        On one core a step of 784-1000-784 on 100 images takes 10.7 ms in float32, 6.7 ms in bf16.
        """
        wide = min(self.widths[1:-1] or self.widths) >= WIDE
        return frozenset({"bf16"}) if wide else frozenset()

    def encode(self, inputs: Examples, layer: int | None = None) -> Tensor:
        """The values of a hidden layer, behind its nonlinearity: (batch, width).

        Args:
            inputs: As in `forward`.
            layer: Number of the hidden layer, from 1; None takes the middle one, of two the first.

        Raises:
            ValueError: If there is no such hidden layer.
        """
        hidden = len(self.widths) - 2
        layer = self._hidden((hidden + 1) // 2 if layer is None else layer)
        parts = layer * ((len(self.layers) - 1) // hidden)  # the last is the output's
        return self._through(self.layers[:parts], inputs, self._lead(inputs))

    def block(self, layer: int) -> "MLP":
        """A new autoencoder of what a hidden layer sees, with a code like that layer.

        Its widths are those of the layer in front, of the layer, and of the one in front again;
        it has the layer's nonlinearity, and first weights of its own. Trained on the codes of the
        layers below, and put back by `load_layer`, it is one step of greedy pretraining.

        Args:
            layer: Number of the hidden layer, from 1.

        Raises:
            ValueError: If there is no such hidden layer.

        Source:
            Bengio, Lamblin, Popovici and Larochelle (2007); Vincent et al. (2010), section 3.5.

        Example:
            >>> MLP((784, 1000, 500, 10)).block(2).widths
            (1000, 500, 1000)
        """
        outside, inside = self.widths[self._hidden(layer) - 1], self.widths[layer]
        kinds = [part for part in self.layers if not isinstance(part, SHARED)]
        return MLP((outside, inside, outside), activation=type(kinds[layer - 1]))

    def load_layer(self, layer: int, block: "MLP") -> None:
        """Copies the encoder of a trained block, its first affine layer, into a hidden layer.

        Args:
            layer: Number of the hidden layer, from 1.
            block: An autoencoder such as `block` gives.

        Raises:
            ValueError: If there is no such hidden layer, or the block has other widths.
        """
        wanted = (self.widths[self._hidden(layer) - 1], self.widths[layer])
        if block.widths[:2] != wanted:
            raise ValueError(f"block must begin with widths {wanted}, got {block.widths}")
        affine = [part for part in self.layers if isinstance(part, nn.Linear)]
        affine[layer - 1].load_state_dict(block.layers[0].state_dict())

    def _hidden(self, layer: int) -> int:
        hidden = len(self.widths) - 2
        if not 1 <= layer <= hidden:
            raise ValueError(f"layer must be one of {hidden} hidden layers, got {layer}")
        return layer

    def forward(self, inputs: Examples) -> Tensor:
        """Images with the input's height and width, or flat outputs (batch, width)."""
        lead = self._lead(inputs)
        outputs = self._through(self.layers, inputs, lead)
        sides = inputs.shape[lead + 1 :]
        if not sides or self.widths[-1] % math.prod(sides):
            return outputs
        return outputs.unflatten(lead, (-1, *sides))  # (B, C*H*W) -> (B, C, H, W)

    @staticmethod
    def _through(layers: nn.Module, inputs: Examples, lead: int) -> Tensor:
        if lead == 1:
            return layers(inputs.flatten(1))
        rows = inputs.flatten(lead).flatten(0, lead - 1)
        return layers(rows).unflatten(0, inputs.shape[:lead])

    def _lead(self, inputs: Examples) -> int:
        """Number of axes in front of an example: 1 unless an image or a vector has more there."""
        for axes in (3, 1):
            if inputs.ndim > axes and math.prod(inputs.shape[-axes:]) == self.widths[0]:
                return inputs.ndim - axes
        return 1


class TransposedLinear(nn.Module):
    """An affine layer with the transposed weights of another one, and a bias of its own.

    Args:
        source: The layer whose weights it uses; they stay that layer's.

    Example:
        >>> TransposedLinear(nn.Linear(3, 2))(torch.zeros(4, 2)).shape
        torch.Size([4, 3])
    """

    def __init__(self, source: nn.Linear) -> None:
        super().__init__()
        self._source = (source,)  # in a tuple, so that its weights are not also counted here
        bound = 1 / math.sqrt(source.out_features)  # as in nn.Linear
        self.bias = nn.Parameter(torch.empty(source.in_features).uniform_(-bound, bound))

    def forward(self, inputs: Tensor) -> Tensor:
        """The affine map of each row."""
        return functional.linear(inputs, self._source[0].weight.T, self.bias)

    def extra_repr(self) -> str:
        """What no weight shows: a run is named by it."""
        return f"{self._source[0].out_features}, {self._source[0].in_features}"


# The parts of a layer that are no nonlinearity.
SHARED = (nn.Linear, TransposedLinear, nn.BatchNorm1d, nn.Dropout)
