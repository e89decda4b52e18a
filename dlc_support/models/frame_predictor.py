"""A recurrent network that predicts the next frame, and what it shares with `TDVAE`."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from dlc_support.arguments import check_counts
from dlc_support.models.model import Model
from dlc_support.precision import in_float32


class FrameModel(Model):
    """What reads frames one after the other, and what decodes a frame from a vector.

    Args:
        shape: Shape of one frame.
        belief: Units of the LSTM, and of the two layers in front of it.

    Raises:
        ValueError: If a count is below 1.
    """

    def __init__(self, shape: Sequence[int], belief: int) -> None:
        super().__init__()
        check_counts(**{f"shape[{place}]": side for place, side in enumerate(shape)})
        self.shape = tuple(shape)
        self.reader = nn.Sequential(
            nn.Linear(math.prod(shape), belief), nn.ReLU(), nn.Linear(belief, belief), nn.ReLU()
        )
        self.memory = nn.LSTM(belief, belief, batch_first=True)

    def decode_from(self, size: int, units: int) -> None:
        """Adds the decoder of vectors of a size, with two hidden layers of some units."""
        self.decoder = nn.Sequential(
            nn.Linear(size, units), nn.Tanh(), nn.Linear(units, units), nn.Tanh()
        )
        self.head = nn.Linear(units, math.prod(self.shape))

    def beliefs(self, frames: Tensor) -> Tensor:
        """The belief after each frame: `(batch, time, *shape)` to (batch, time, belief)."""
        return self.memory(self.reader(frames.flatten(2)))[0]

    def decode(self, states: Tensor) -> Tensor:
        """The parameters of the frame of each vector: (..., size) to `(..., *shape)`."""
        return in_float32(self.head, self.decoder(states)).unflatten(-1, self.shape)


class FramePredictor(FrameModel):
    r"""$\hat x_{t + 1} = \phi(x_1, \dots, x_t)$ for each $t$, by an LSTM.

    Its reader, memory and decoder are those of `TDVAE`, without a state between memory and
    decoder. Trained with the squared error it estimates the mean of what may come next.

    Args:
        shape: Shape of one frame.
        belief: Units of the LSTM, and of the two layers in front of it.
        decoder: Units of the decoder's two hidden layers.

    Raises:
        ValueError: If a count is below 1.

    Source:
        A common baseline; the sizes are ours.

    Example:
        >>> model, frames = FramePredictor(shape=(1, 4, 4)), torch.zeros(3, 5, 1, 4, 4)
        >>> model(frames).shape, model.rollout(frames, 2).shape
        (torch.Size([3, 5, 1, 4, 4]), torch.Size([3, 2, 1, 4, 4]))
    """

    def __init__(
        self,
        *,
        shape: Sequence[int] = (1, 28, 28),
        belief: int = 128,
        decoder: int = 200,
    ) -> None:
        check_counts(belief=belief, decoder=decoder)
        super().__init__(shape, belief)
        self.decode_from(belief, decoder)

    def forward(self, inputs: Tensor) -> Tensor:
        """The frame after each frame, given all up to it: `(batch, time, *shape)`, both ways."""
        return self.decode(self.beliefs(inputs))

    def rollout(self, inputs: Tensor, steps: int) -> Tensor:
        """The frames to come, where each prediction is read as if it had been seen.

        Args:
            inputs: Frames, `(batch, time, *shape)`.
            steps: How many to predict.

        Returns:
            `(batch, steps, *shape)`, clipped to [0, 1].
        """
        memory, carried = self.memory(self.reader(inputs.flatten(2)))
        coming = [self.decode(memory[:, -1:]).clamp(0, 1)]
        while len(coming) < steps:
            memory, carried = self.memory(self.reader(coming[-1].flatten(2)), carried)
            coming.append(self.decode(memory).clamp(0, 1))
        return torch.cat(coming, dim=1)
