"""The temporal difference variational autoencoder: beliefs, states, and jumps between them."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.models.frame_predictor import FrameModel
from dlc_support.models.layered_normal import GivenContext, LayeredNormal


class TDVAE(FrameModel):
    r"""A state-space model with a belief, which can jump over several frames at once.

    The *belief* $b_t$ is what a recurrent network has kept of the frames $x_1, \dots, x_t$; it is
    computed, not drawn. The *state* $z_t$ is drawn from $p_B(z_t \mid b_t)$. From a state
    $p_T(z_{t_2} \mid z_{t_1}, t_2 - t_1)$ jumps to a later one; $p_D(x_t \mid z_t)$ decodes it.
    For training alone there is $q_S(z_{t_1} \mid z_{t_2}, b_{t_1}, b_{t_2}, t_2 - t_1)$, which
    says in which state the world was, once it is known what came of it. A state has two layers
    (`LayeredNormal`).

    Args:
        shape: Shape of one frame.
        belief: Numbers in a belief: units of the LSTM, and of the two layers through which each
            frame goes on its way there.
        latents: Components of each of the two layers of a state.
        hidden: Units of the gated layers of the distributions.
        decoder: Units of the decoder's two hidden layers.
        jumps: Longest jump; shorter ones are all possible.

    Attributes:
        state: Numbers in a state, twice `latents`.

    Raises:
        ValueError: If a count is below 1.

    Source:
        Gregor et al. (2019), sections 4 and 5.2, appendix D; one memory for both layers is ours.

    Example:
        >>> model = TDVAE(shape=(1, 4, 4), belief=8, latents=2)
        >>> beliefs = model.beliefs(torch.zeros(3, 5, 1, 4, 4))  # three sequences of five frames
        >>> z = model.belief(beliefs[:, -1]).draw(torch.randn(3, model.state))
        >>> later = model.transition(z, torch.full((3,), 2)).draw(torch.randn(3, model.state))
        >>> beliefs.shape, model.decode(later).shape
        (torch.Size([3, 5, 8]), torch.Size([3, 1, 4, 4]))
    """

    def __init__(
        self,
        *,
        shape: Sequence[int] = (1, 28, 28),
        belief: int = 128,
        latents: int = 8,
        hidden: int = 64,
        decoder: int = 200,
        jumps: int = 4,
    ) -> None:
        check_counts(belief=belief, latents=latents, decoder=decoder, jumps=jumps)
        super().__init__(shape, belief)
        self.jumps, self.state = jumps, 2 * latents
        self.noise_shape = (2, self.state)
        sizes = {"hidden": hidden, "latents": latents}
        self.belief = LayeredNormal(belief, **sizes)
        self._smoothing = LayeredNormal(self.state + 2 * belief + jumps, **sizes)
        self._transition = LayeredNormal(self.state + jumps, **sizes)
        self.decode_from(self.state, decoder)

    def smoothing(
        self, later: Tensor, first: Tensor, second: Tensor, jump: Tensor
    ) -> GivenContext:
        """The state before a jump, given the one after it and the beliefs at both ends.

        Args:
            later: State after the jump, (batch, state).
            first: Belief before it, (batch, belief).
            second: Belief after it.
            jump: Frames that it passes, whole numbers from 1 to `jumps`, (batch,).
        """
        return self._smoothing(later, first, second, self._one_hot(jump))

    def transition(self, state: Tensor, jump: Tensor) -> GivenContext:
        """The state after a jump; `state` is (..., batch, state), `jump` (batch,)."""
        lengths = self._one_hot(jump).expand(*state.shape[:-1], -1)
        return self._transition(state, lengths)

    def forward(self, inputs: Tensor, noise: Tensor) -> Tensor:
        """The parameters of one draw of the frame that follows the last one.

        Args:
            inputs: Frames, `(batch, time, *shape)`.
            noise: Of the state now and of the next one, (batch, 2, state).
        """
        state = self.belief(self.beliefs(inputs)[:, -1]).draw(noise[:, 0])
        one = torch.ones(len(inputs), dtype=torch.long, device=inputs.device)
        return self.decode(self.transition(state, one).draw(noise[:, 1]))

    def _one_hot(self, jump: Tensor) -> Tensor:
        return functional.one_hot(jump - 1, self.jumps).to(self.head.weight.dtype)

    def extra_repr(self) -> str:
        """What the parts do not say."""
        return f"shape={self.shape}, jumps={self.jumps}"
