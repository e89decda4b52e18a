from collections.abc import Callable

import pytest
import torch
from torch.utils.data import Dataset

from benchmarks import corruptions, defaults, imports, loop, patches, usual
from benchmarks.gpu import seconds_to_psnr
from benchmarks.row import Row
from benchmarks.subjects import MODELS, Size
from dlc_support.data import Split, Splits, embedded_digits

TINY = Size(rounds=1, steps=dict.fromkeys(MODELS, 2), batch_size=4)
STEPS = dict.fromkeys(defaults.STEPS, 1)


@pytest.fixture(scope="module")
def digits() -> Splits:
    return embedded_digits().take(8)


class Labelled(Dataset):
    """What torchvision's class with ToTensor gives: pairs of an image and its label."""

    def __init__(self, split: Split) -> None:
        self.split = split

    def __len__(self) -> int:
        return len(self.split)

    def __getitem__(self, row: int) -> tuple[torch.Tensor, int]:
        return self.split.inputs[row], int(self.split.labels[row])


BENCHMARKS: dict[str, Callable[[Splits], list[Row]]] = {
    "loop": lambda digits: loop.run(digits.train, TINY),
    "usual": lambda digits: usual.run(digits.train, Labelled(digits.train), TINY, workers=(0,)),
    "corruptions": lambda digits: corruptions.run(digits.train, TINY),
    "defaults": lambda digits: defaults.run(digits.train, TINY, STEPS),
    "patches": lambda digits: patches.run(rounds=1, steps=1, batch_size=1),
    "gpu": lambda digits: seconds_to_psnr(digits, ("cpu", "cpu"), steps=10),
}


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_gives_positive_numbers(name: str, digits: Splits):
    rows = BENCHMARKS[name](digits)
    assert rows
    for row in rows:
        assert row.benchmark == name
        assert row.value.wall > 0
        assert all(time.wall > 0 for time in row.times.values())


def test_each_model_and_corruption_has_its_row(digits: Splits):
    assert [row.name for row in loop.run(digits.train, TINY)] == list(MODELS)
    names = [row.name for row in corruptions.run(digits.train, TINY)]
    assert len(names) == len(set(names)) == 2 * len(corruptions.CORRUPTIONS)


def test_the_same_device_takes_as_many_steps_to_the_same_psnr(digits: Splits):
    first, second = seconds_to_psnr(digits, ("cpu", "cpu"), steps=10)
    assert "after 11 steps" in second.name
    assert first.unit == second.unit == "s"


def test_imports_are_timed_in_a_process_of_their_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(imports.STATEMENTS, "import torch", "import time; time.sleep(0)")
    monkeypatch.setitem(imports.STATEMENTS, "import dlc_support", "time.sleep(0.06)")
    monkeypatch.setitem(imports.STATEMENTS, "and what pages import of it", "import json")
    package, _ = imports.run(rounds=1)
    assert package.value.wall > 60
