"""Data that are made row by row: a dot that moves through frames."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Batch, Data, Generated, Patches
from dlc_support.data.split import Movable
from dlc_support.objectives import Denoising
from dlc_support.training import Runtime, fit


@dataclass(frozen=True)
class MovingDots(Generated):
    count: int = 30
    frames: int = 4
    side: int = 6
    seed: int = 0

    range: ClassVar[str] = "binary"

    @cached_property
    def starts(self) -> Tensor:
        generator = Generator().manual_seed(self.seed)
        return torch.randint(self.side, (self.count,), generator=generator)

    def __len__(self) -> int:
        return self.count

    def made(self, rows: Tensor) -> Batch:
        starts = self.starts[rows]
        places = (starts[:, None] + torch.arange(self.frames)) % self.side
        shown = torch.nn.functional.one_hot(places, self.side).float()
        return Batch(shown, factors=starts[:, None])


def test_it_is_data_and_can_be_moved() -> None:
    dots = MovingDots()
    assert isinstance(dots, Data)
    assert isinstance(dots, Movable)
    assert dots.to("cpu") is dots
    assert issubclass(Patches, Generated)


def test_a_row_is_the_same_alone_and_among_others() -> None:
    dots, rows = MovingDots(), torch.tensor([7, 2, 11])
    together = dots.rows(rows)
    for place, row in enumerate(rows):
        alone = dots.rows(row[None])
        assert torch.equal(alone.inputs[0], together.inputs[place])
        assert torch.equal(alone.factors[0], together.factors[place])
    batches = list(dots.batches(rows.split(2)))
    assert torch.equal(torch.cat([batch.inputs for batch in batches]), together.inputs)


def trained(dots: MovingDots, folder) -> list[float]:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Linear(6, 6)
    history = fit(
        model,
        Denoising(GaussianNoise(0.1)),
        dots,
        epochs=2,
        batch_size=10,
        checkpoint=folder,
        runtime=Runtime(device="cpu", precision="float32"),
        progress=False,
    )
    return history.train["total"]


def test_the_settings_are_part_of_the_name_of_a_run(tmp_path) -> None:
    assert MovingDots(seed=3).name == "MovingDots(count=30, frames=4, side=6, seed=3)"
    first = trained(MovingDots(), tmp_path)
    assert trained(MovingDots(), tmp_path) == first
    files = len(list(tmp_path.iterdir()))
    assert trained(MovingDots(seed=1), tmp_path) != first
    assert len(list(tmp_path.iterdir())) > files
