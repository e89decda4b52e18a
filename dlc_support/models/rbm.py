"""The restricted Boltzmann machine: binary pixels and binary hidden units, tied in pairs."""

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_counts, check_generator
from dlc_support.models.mlp import MLP
from dlc_support.models.model import Model
from dlc_support.precision import in_float32
from dlc_support.shapes import Codes, Examples, PerExample

FIRST_STD = 0.01  # of the first weights: symmetry is broken, and units are far from saturated


class RBM(Model):
    r"""A density of binary examples, with hidden units that explain their pixels together.

    $p(v, h) \propto e^{-E(v, h)}$ with $E(v, h) = -b^T v - c^T h - h^T W v$. Given one side, the
    units of the other are independent: $p(h_j = 1 \mid v) = \sigma(c_j + W_j v)$ and
    $p(v_i = 1 \mid h) = \sigma(b_i + W_{\cdot i}^T h)$. The density itself has a normalising sum
    over all states; `ContrastiveDivergence` learns without it. Grey levels in [0, 1] are taken as
    probabilities.

    As a model it gives the mean of the visible units at the mean of the hidden ones, which is
    what an autoencoder with tied weights gives; see `unrolled`.

    Args:
        visible: Number of visible units: components of an example.
        hidden: Number of hidden units.

    Attributes:
        layer: $W$, (hidden, visible), and $c$.
        bias: $b$, (visible,).

    Raises:
        ValueError: If a count is below 1.

    Source:
        Smolensky (1986); Hinton (2002). First weights and biases: Hinton (2010), section 8.

    Example:
        >>> machine = RBM(784, 500)
        >>> machine.encode(torch.zeros(2, 1, 28, 28)).shape
        torch.Size([2, 500])
    """

    def __init__(self, visible: int, hidden: int) -> None:
        super().__init__()
        check_counts(visible=visible, hidden=hidden)
        self.layer = nn.Linear(visible, hidden)
        self.bias = nn.Parameter(torch.zeros(visible))
        nn.init.normal_(self.layer.weight, std=FIRST_STD)
        nn.init.zeros_(self.layer.bias)

    def encode(self, inputs: Examples) -> Codes:
        r"""Means of the hidden units, $\sigma(c + W v)$: the code."""
        return self.layer(inputs.flatten(1)).sigmoid()

    def decode(self, hidden: Codes) -> Tensor:
        r"""Means of the visible units, $\sigma(b + W^T h)$: (batch, visible)."""
        return functional.linear(hidden, self.layer.weight.T, self.bias).sigmoid()

    def forward(self, inputs: Examples) -> Examples:
        """Means of the visible units at the means of the hidden ones, in the input's shape."""
        return self.decode(self.encode(inputs)).unflatten(1, inputs.shape[1:])

    def free_energy(self, inputs: Examples) -> PerExample:
        r"""$F(v) = -b^T v - \sum_j \log(1 + e^{c_j + W_j v})$; $p(v) \propto e^{-F(v)}$."""
        flat = inputs.flatten(1)

        def energy(fields: Tensor, flat: Tensor, bias: Tensor) -> PerExample:
            return -(flat @ bias) - functional.softplus(fields).sum(dim=1)

        return in_float32(energy, self.layer(flat), flat, self.bias)

    @torch.no_grad()
    def gibbs(self, inputs: Examples, generator: Generator) -> Examples:
        """One step of the chain: hidden units drawn given the visible ones, then those anew.

        Args:
            inputs: Visible units, or the probabilities that they are 1.
            generator: Source of the draws, on the inputs' device.

        Returns:
            Visible units, 0 or 1, in the inputs' shape.
        """
        check_generator(generator)
        hidden = torch.bernoulli(self.encode(inputs).float(), generator=generator)
        visible = torch.bernoulli(self.decode(hidden.to(inputs)).float(), generator=generator)
        return visible.to(inputs).unflatten(1, inputs.shape[1:])

    def unrolled(self) -> MLP:
        """The autoencoder with tied weights and the same means, as logits; weights are copied.

        A stack of machines becomes a network so: `network.load_layer(1, machine.unrolled())`.

        Source:
            Hinton and Salakhutdinov (2006).
        """
        hidden, visible = self.layer.weight.shape
        network = MLP((visible, hidden, visible), activation=nn.Sigmoid, tied=True).to(self.bias)
        network.layers[0].load_state_dict(self.layer.state_dict())
        network.layers[-1].bias = nn.Parameter(self.bias.detach().clone())
        return network
