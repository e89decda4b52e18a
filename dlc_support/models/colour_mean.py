"""The mean colour that a network need not learn: taken off its input, added to its output."""

from collections.abc import Sequence

import torch
from torch import nn

from dlc_support.shapes import Images

DIV2K_MEAN = (0.4488, 0.4371, 0.4040)  # red, green and blue of that training set, in [0, 1]


class ColourMean(nn.Module):
    r"""The border between images and a network that works in [0, 1] around zero.

    On the way in $x / \text{peak} - m$, on the way out $(y + m) \cdot \text{peak}$. Both ways are
    one object, so that they cannot disagree on the range: a mean for [0, 1] taken off bytes, or
    put back on them, is a classic way to a network that is wrong by a constant.

    Args:
        mean: Mean of each channel, in [0, 1].
        peak: Largest value of the images: 1.0, or 255.0 for bytes.

    Raises:
        ValueError: If a mean is outside [0, 1], there is none, or `peak` is not positive.

    Source:
        Lim et al. (2017), section 4.2: the mean colour of the training set is subtracted.

    Example:
        >>> grey = ColourMean((0.5,), peak=255.0)
        >>> float(grey.remove(torch.full((1, 1, 1, 1), 255.0)))
        0.5
        >>> float(grey.put_back(torch.zeros(1, 1, 1, 1)))
        127.5
    """

    mean: torch.Tensor

    def __init__(
        self, mean: Sequence[float | int] = DIV2K_MEAN, *, peak: float | int = 1.0
    ) -> None:
        super().__init__()
        if not mean or not all(0 <= value <= 1 for value in mean):
            raise ValueError(f"mean must hold values in [0, 1], one per channel, got {mean}")
        if not peak > 0:
            raise ValueError(f"peak must be > 0, got {peak}")
        self.peak = peak
        # Part of the state: weights bring the mean that they were trained with.
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float32).reshape(-1, 1, 1))

    @property
    def channels(self) -> int:
        """Channels of the images."""
        return len(self.mean)

    def remove(self, images: Images) -> Images:
        """What the network sees of the images."""
        if images.shape[1] != self.channels:
            raise ValueError(
                f"images must have {self.channels} channels, got shape {tuple(images.shape)}"
            )
        return images / self.peak - self.mean

    def put_back(self, outputs: Images) -> Images:
        """The images that the network's outputs stand for."""
        return (outputs + self.mean) * self.peak

    def extra_repr(self) -> str:
        """What no weight shows: a run is named by it."""
        return f"peak={self.peak}"
