"""What a run leaves behind besides its weights."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import torch

from dlc_support.training.distributed import average_over_processes
from dlc_support.training.loop import Step

READ_EVERY = 50  # steps; reading a loss makes the CPU wait for the accelerator


class Diverged(ArithmeticError):
    """A loss or a weight became NaN or infinite; the model has its first weights again."""


@dataclass
class History:
    """The course of a run.

    An epoch is a pass over the data, or `interval` steps where `fit` was given that.

    Attributes:
        train: Mean of each loss over each epoch, by name (`total`, `critic/total`).
        valid: Losses at validation, by name; one value for each validation.
        valid_epochs: Epochs (counted from 1) after which the run was validated.
        by: Validation loss that decides which epoch is the best.
        seconds: Time spent in training, interruptions left out.
        steps: Steps that are over.
        resumed_at: Step that this call went on from; None where it began at the beginning.
        stopped: True when patience ended the run early.
        notes: What happened on the way, in words.
        other_code: The run in words where other code than is here has trained the weights.
    """

    train: dict[str, list[float]] = field(default_factory=dict)
    valid: dict[str, list[float]] = field(default_factory=dict)
    valid_epochs: list[int] = field(default_factory=list)
    by: str = "total"
    seconds: float = 0.0
    steps: int = 0
    resumed_at: int | None = None
    stopped: bool = False
    notes: list[str] = field(default_factory=list)
    other_code: str = ""

    @property
    def best_epoch(self) -> int:
        """Epoch (counted from 1) of the lowest validation loss."""
        if not self.valid_epochs:
            raise ValueError("this run was not validated; pass validation= to fit")
        values = self.valid[self.by]
        return self.valid_epochs[values.index(min(values))]

    @property
    def since_best(self) -> int:
        """Validations after the best one."""
        return len(self.valid_epochs) - 1 - self.valid_epochs.index(self.best_epoch)

    def add_validation(self, epoch: int, losses: Mapping[str, float]) -> None:
        """Writes down the losses of a validation."""
        for name, value in losses.items():
            self.valid.setdefault(name, []).append(value)
        self.valid_epochs.append(epoch)

    def state(self) -> dict:
        """Everything that a resumed run goes on from, as plain values."""
        return asdict(self)


# Of the runs of this process by name: a recording asks what its networks took to train.
HISTORIES: dict[str, History] = {}


class LossMeter:
    """Collects the losses of steps on the device and reads them, many at once."""

    def __init__(self, sums: Mapping[str, float] | None = None, count: int = 0) -> None:
        self.sums = dict(sums or {})
        self.count = count
        self._unread: list[Step] = []

    def add(self, step: Step) -> bool:
        """Takes a step; True when it is time to read."""
        self._unread.append(step)
        return len(self._unread) >= READ_EVERY

    def read(self, last_good: str) -> None:
        """Reads what was collected.

        Raises:
            Diverged: Naming the first step whose loss was not finite, and the last good
                checkpoint.
        """
        if not self._unread:
            return
        names = list(self._unread[0].losses)
        scalars = [step.losses[name] for step in self._unread for name in names]
        table = average_over_processes(torch.stack(scalars).view(-1, len(names))).cpu()
        bad = ~table.isfinite().all(dim=1)
        if bad.any():
            step = self._unread[int(bad.nonzero()[0])]
            raise Diverged(
                f"a loss became NaN or infinite at step {step.step} (epoch {step.epoch + 1}): "
                f"{ {name: float(value) for name, value in step.losses.items()} }; {last_good}"
            )
        # One by one: in whatever portions the losses are read, the sums are the same to the bit.
        for losses in table.tolist():
            for name, value in zip(names, losses, strict=True):
                self.sums[name] = self.sums.get(name, 0.0) + value
        self.count += len(self._unread)
        self._unread.clear()

    def close(self, history: History) -> None:
        """Writes the means since the last call into the history."""
        for name, total in self.sums.items():
            history.train.setdefault(name, []).append(total / self.count)
        self.sums.clear()
        self.count = 0
