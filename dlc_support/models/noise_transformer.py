"""A network that chooses the noise level of each input."""

import torch
from torch import Tensor, nn

from dlc_support.arguments import check_counts
from dlc_support.models.model import Model
from dlc_support.precision import in_float32
from dlc_support.shapes import Examples


class NoiseTransformer(Model):
    r"""A standard deviation for each example, or for each of its components.

    $\sigma(x) = f + (1 - f) \operatorname{sigmoid}(w^T \rho(W x + b) + c)$ with one hidden layer,
    $\rho$ the positive part, and a floor $f$: levels lie between $f$ and 1, in the units of the
    data. The sigmoid keeps a gradient everywhere inside; a clamp at the floor would have none
    below it, and a level that fell under the floor would stay there.

    The weights of the last layer begin at zero, so that the first level is that of the bias for
    every input, half-way between the floor and 1.

    Args:
        size: Components of an example, such as 784 for 28x28 pixels.
        hidden: Hidden units.
        floor: Smallest level $f$, in [0, 1).
        per_component: A level of its own for each component, instead of one for each example.

    Raises:
        ValueError: If a count is below 1, or the floor is outside [0, 1).

    Source:
        Jow, Experiments with stacked denoising autoencoders, section 4.

    Example:
        >>> NoiseTransformer(784, floor=0.4)(torch.zeros(3, 1, 28, 28)).flatten()
        tensor([0.7000, 0.7000, 0.7000], grad_fn=<ViewBackward0>)
    """

    def __init__(
        self, size: int, *, hidden: int = 64, floor: float = 0.0, per_component: bool = False
    ) -> None:
        super().__init__()
        check_counts(size=size, hidden=hidden)
        if not 0 <= floor < 1:
            raise ValueError(f"floor must lie in [0, 1), got {floor}")
        self.floor = floor
        self.hidden = nn.Linear(size, hidden)
        self.head = nn.Linear(hidden, size if per_component else 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, inputs: Examples) -> Tensor:
        """The levels: (batch, 1, ...) to broadcast against the inputs, or of their shape."""
        logits = in_float32(self.head, torch.relu(self.hidden(inputs.flatten(1))))
        levels = self.floor + (1 - self.floor) * torch.sigmoid(logits)
        one = (len(inputs),) + (1,) * (inputs.ndim - 1)
        return levels.view(one if levels.shape[1] == 1 else inputs.shape)

    def extra_repr(self) -> str:
        """What no weight shows: a run is named by it."""
        return f"floor={self.floor}"
