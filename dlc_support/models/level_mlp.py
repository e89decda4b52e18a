"""A multilayer perceptron that is given the level of the noise as one more input."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from dlc_support.arguments import check_counts
from dlc_support.models.mlp import MLP
from dlc_support.models.model import Model
from dlc_support.shapes import Examples


class LevelMLP(Model):
    r"""$F(x; c)$ with $c$ a number that says how noisy the example is: an `MLP` on $(x, c)$.

    Args:
        components: Numbers in an example, which is flattened.
        hidden: Units of each hidden layer; the nonlinearity is SiLU.

    Raises:
        ValueError: If a count is below 1.

    Example:
        >>> LevelMLP(2, (64, 64))(torch.zeros(3, 2), condition=torch.zeros(3, 1)).shape
        torch.Size([3, 2])
    """

    def __init__(self, components: int, hidden: Sequence[int]) -> None:
        super().__init__()
        check_counts(components=components)
        self.network = MLP((components + 1, *hidden, components), activation=nn.SiLU)

    def forward(self, inputs: Examples, condition: Tensor) -> Examples:
        """An output in the shape of the inputs; the condition is (batch, 1)."""
        return self.network(torch.cat([inputs.flatten(1), condition], dim=1)).view_as(inputs)
