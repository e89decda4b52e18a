"""A recurrent network that predicts the next frame, and one answer for each."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from dlc_support.arguments import check_counts
from dlc_support.models.model import Model
from dlc_support.precision import in_float32


class FramePredictor(Model):
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
        super().__init__()
        check_counts(belief=belief, decoder=decoder)
        check_counts(**{f"shape[{place}]": side for place, side in enumerate(shape)})
        self.shape, pixels = tuple(shape), math.prod(shape)
        self.reader = nn.Sequential(
            nn.Linear(pixels, belief), nn.ReLU(), nn.Linear(belief, belief), nn.ReLU()
        )
        self.memory = nn.LSTM(belief, belief, batch_first=True)
        self.decoder = nn.Sequential(
            nn.Linear(belief, decoder), nn.Tanh(), nn.Linear(decoder, decoder), nn.Tanh()
        )
        self.head = nn.Linear(decoder, pixels)

    def forward(self, inputs: Tensor) -> Tensor:
        """The frame after each frame, given all up to it: `(batch, time, *shape)`, both ways."""
        return self._frames(self.memory(self.reader(inputs.flatten(2)))[0])

    def rollout(self, inputs: Tensor, steps: int) -> Tensor:
        """The frames to come, where each prediction is read as if it had been seen.

        Args:
            inputs: Frames, `(batch, time, *shape)`.
            steps: How many to predict.

        Returns:
            `(batch, steps, *shape)`, clipped to [0, 1].
        """
        memory, carried = self.memory(self.reader(inputs.flatten(2)))
        coming = [self._frames(memory[:, -1:]).clamp(0, 1)]
        while len(coming) < steps:
            memory, carried = self.memory(self.reader(coming[-1].flatten(2)), carried)
            coming.append(self._frames(memory).clamp(0, 1))
        return torch.cat(coming, dim=1)

    def _frames(self, memory: Tensor) -> Tensor:
        return in_float32(self.head, self.decoder(memory)).unflatten(-1, self.shape)
