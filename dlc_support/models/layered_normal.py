"""A normal distribution of a state with two layers, the upper one drawn first."""

import torch
from torch import Tensor, nn

from dlc_support.arguments import check_counts
from dlc_support.models.diagonal_normal import DiagonalNormal
from dlc_support.precision import in_float32


class LayeredNormal(nn.Module):
    r"""$p(z \mid c) = p(z^2 \mid c)\, p(z^1 \mid z^2, c)$, where both factors are normal.

    A state is $z = (z^2, z^1)$, the upper layer first. Each factor has independent components,
    and the two together have not: what the upper layer decides, such as a direction, moves the
    lower one, so that $p(z^1 \mid c)$ can have several modes. Called with the parts of $c$ it
    returns the distribution, which can draw and give densities.

    Each factor's mean and log_std are an affine map, computed in float32, of
    $\tanh(A c) \odot \sigma(B c)$.

    Args:
        context: Numbers in $c$.
        hidden: Units of the gated layer.
        latents: Components of each of the two layers.

    Source:
        Gregor et al. (2019), appendix D, the operation "D map" and its layers.

    Example:
        >>> state = LayeredNormal(3, hidden=5, latents=2)(torch.zeros(4, 3))
        >>> z = state.draw(torch.randn(4, 4))
        >>> z.shape, state.log_prob(z).shape
        (torch.Size([4, 4]), torch.Size([4]))
    """

    def __init__(self, context: int, *, hidden: int, latents: int) -> None:
        super().__init__()
        check_counts(context=context, hidden=hidden, latents=latents)
        self.upper = _GatedNormal(context, hidden, latents)
        self.lower = _GatedNormal(context + latents, hidden, latents)

    def forward(self, *context: Tensor) -> "GivenContext":
        """The distribution of the state given a context, (..., context) in any number of parts."""
        return GivenContext(self, torch.cat(context, dim=-1))


class GivenContext:
    """A distribution of a state; made by calling a `LayeredNormal`.

    Args:
        network: Whose distribution it is.
        context: What it depends on, (..., context).
    """

    def __init__(self, network: LayeredNormal, context: Tensor) -> None:
        self.network, self.context = network, context
        self.upper: DiagonalNormal = network.upper(context)

    def lower(self, upper: Tensor) -> DiagonalNormal:
        """The distribution of the lower layer, once the upper one is known."""
        context = self.context.expand(*upper.shape[:-1], -1)  # several draws may lead
        return self.network.lower(torch.cat([context, upper], dim=-1))

    def draw(self, noise: Tensor) -> Tensor:
        """A state from standard normal noise of its shape, (..., batch, 2 * latents)."""
        above, below = noise.chunk(2, dim=-1)
        upper = self.upper.draw(above)
        return torch.cat([upper, self.lower(upper).draw(below)], dim=-1)

    def log_prob(self, states: Tensor) -> Tensor:
        """Log density of states in nats, summed over both layers."""
        upper, lower = states.chunk(2, dim=-1)
        return self.upper.log_prob(upper) + self.lower(upper).log_prob(lower)


class _GatedNormal(nn.Module):
    def __init__(self, context: int, hidden: int, latents: int) -> None:
        super().__init__()
        self.gated = nn.Linear(context, 2 * hidden)
        self.head = nn.Linear(hidden, 2 * latents)

    def forward(self, context: Tensor) -> DiagonalNormal:
        value, gate = self.gated(context).chunk(2, dim=-1)
        mean, log_std = in_float32(self.head, value.tanh() * gate.sigmoid()).chunk(2, dim=-1)
        return DiagonalNormal(mean, log_std)
