"""Sequences of digits that move to the left or to the right, made batch by batch."""

from dataclasses import dataclass, field, replace

import torch
from torch import Generator, Tensor

from dlc_support.arguments import check_counts, check_seed
from dlc_support.data.generated import Generated
from dlc_support.data.ranges import Range
from dlc_support.data.split import Batch, Split


@dataclass(frozen=True, eq=False)
class MovingDigits(Generated):
    r"""Digits that move by one pixel a frame and come back on the other side.

    In frame $t$ a digit is rolled by $s + v t$ columns, with a start $s$ of any column and a
    velocity $v$ of $-1$ (to the left) or $1$ (to the right), each equally likely. One frame does
    not show which; two frames do. A row's digit, start and velocity are a table drawn once from
    the seed, and its frames are made when they are asked for: 20 frames of each of 20 000 digits
    would take 1.25 GB.

    A row has `inputs` (frames, 1, height, width), and `factors`: the velocity and the start.

    Attributes:
        digits: Images (N, 1, H, W).
        count: Rows.
        frames: Frames of a sequence.
        ahead: Where it is not 0, `inputs` are all frames but the last `ahead` ones and `targets`
            all but the first ones, so that each frame has the one that many frames later.
        seed: Names the table.

    Raises:
        TypeError: If the digits are no `Split`.
        ValueError: If they are no images, or a count is below 1, or nothing is left.

    Source:
        Gregor, Papamakarios, Besse, Buesing and Weber (2019), section 5.2.

    Example:
        >>> dot = Split(torch.eye(4)[:1].view(1, 1, 1, 4), name="dot", range="binary")
        >>> made = MovingDigits(dot, 3, frames=3).rows(torch.tensor([1]))
        >>> made.factors.tolist(), made.inputs[0, :, 0, 0].tolist()  # from column 3 to the right
        ([[1.0, 3.0]], [[0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    """

    digits: Split
    count: int
    frames: int = 20
    ahead: int = 0
    seed: int = 0
    table: Tensor = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.digits, Split):
            raise TypeError(f"digits must be a Split, got {type(self.digits).__name__}")
        images = self.digits.inputs
        if images.ndim != 4:
            raise ValueError(f"digits must be images (N, 1, H, W), got {tuple(images.shape)}")
        check_counts(count=self.count, frames=self.frames)
        check_counts(0, ahead=self.ahead)
        check_seed(self.seed)
        if self.ahead >= self.frames:
            raise ValueError(
                f"ahead must be below frames, got ahead={self.ahead} and frames={self.frames}"
            )
        draws = Generator().manual_seed(self.seed)
        digit, velocity, start = (
            torch.randint(high, (self.count,), generator=draws)
            for high in (len(images), 2, images.shape[3])
        )
        table = torch.stack([digit, 2 * velocity - 1, start], dim=1).to(images.device)
        object.__setattr__(self, "table", table)

    @property
    def name(self) -> str:
        """For figure titles, and for runs: its tensors say the rest."""
        ahead = f", {self.ahead} ahead" if self.ahead else ""
        return f"moving {self.digits.name}, {self.frames} frames{ahead}"

    @property
    def source(self) -> str:  # type: ignore[override]
        """Where the digits came from."""
        return f"made after Gregor et al. (2019) of {self.digits.source}"

    @property
    def range(self) -> Range:  # type: ignore[override]
        """That of the digits."""
        return self.digits.range

    def __len__(self) -> int:
        return self.count

    def made(self, rows: Tensor) -> Batch:
        """The sequences with the given numbers."""
        chosen = self.table[rows.to(self.table.device)]
        images, (digit, velocity, start) = self.digits.inputs, chosen.unbind(dim=1)
        labels = self.digits.labels
        whole = sequences(images[digit], velocity, start, self.frames)
        return Batch(
            whole[:, : self.frames - self.ahead],
            labels=None if labels is None else labels[digit],
            targets=whole[:, self.ahead :] if self.ahead else None,
            factors=chosen[:, 1:].float(),
        )

    def tensors(self) -> dict[str, Tensor]:
        """The digits, and which of them moves where."""
        return {"digits": self.digits.inputs, "table": self.table}

    def to(self, device: torch.device | str) -> "MovingDigits":
        """The same sequences, made on another device."""
        return replace(self, digits=self.digits.to(device))


def sequences(images: Tensor, velocity: Tensor, start: Tensor, frames: int) -> Tensor:
    """Images rolled by a start and by as many columns a frame as the velocity says.

    Args:
        images: (batch, channels, height, width).
        velocity: Columns to the right a frame, (batch,).
        start: Columns to the right in the first frame, (batch,).
        frames: Number of frames.

    Returns:
        (batch, frames, channels, height, width).
    """
    width = images.shape[-1]
    time, column = (torch.arange(size, device=images.device) for size in (frames, width))
    shift = start[:, None] + velocity[:, None] * time  # (batch, frames)
    source = (column - shift[..., None]) % width  # (batch, frames, width)
    # Columns first, so that a frame is a gather of whole columns.
    columns = images.movedim(-1, 1)  # (batch, width, channels, height)
    batch = torch.arange(len(images), device=images.device)[:, None, None]
    return columns[batch, source].movedim(2, -1)
