"""Runs the benchmarks: `python -m benchmarks`, or some of them by name.

All of them: the results are recorded in results.json and in the README. Some: only printed, or
with `--record` put in the place of theirs.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import torch

from benchmarks import (
    corruptions,
    defaults,
    gpu,
    imports,
    loop,
    patches,
    photograph,
    usual,
)
from benchmarks.machine import circumstances
from benchmarks.report import line, record, renewed
from benchmarks.row import Row
from benchmarks.subjects import Size
from dlc_support.data import Splits, mnist


def _usual(digits: Splits, size: Size) -> list[Row]:
    if "MNIST" not in digits.train.name:
        print("usual: left out, torchvision's MNIST is not there")
        return []
    return usual.run(digits.train, usual.torchvision_mnist(usual.IMAGES), size)


def _photograph(digits: Splits, size: Size) -> list[Row]:
    if sys.platform == "win32":
        print("photograph: left out, Windows does not tell a process's peak memory")
        return []
    return photograph.run()


def _gpu(digits: Splits, size: Size) -> list[Row]:
    if not torch.cuda.is_available():
        print("gpu: left out, there is no CUDA device")
        return []
    return gpu.run(digits, size)


BENCHMARKS: dict[str, Callable[[Splits, Size], list[Row]]] = {
    "imports": lambda digits, size: imports.run(max(size.rounds * 5 // 9, 1)),
    "loop": lambda digits, size: loop.run(digits.train, size),
    "usual": _usual,
    "corruptions": lambda digits, size: corruptions.run(digits.train, size),
    "defaults": lambda digits, size: defaults.run(
        digits.train, replace(size, rounds=max(size.rounds * 5 // 9, 1))
    ),
    "patches": lambda digits, size: patches.run(max(size.rounds * 5 // 9, 1)),
    "photograph": _photograph,
    "gpu": _gpu,
}


def main() -> None:
    """Runs what was named, prints the tables, and says which targets were missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"any of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--rounds", type=int, default=Size().rounds, help="turns that count")
    parser.add_argument("--record", action="store_true", help="record some, and keep the others")
    asked = parser.parse_args()
    names = asked.names
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"unknown benchmark {unknown[0]!r}: choose from {', '.join(BENCHMARKS)}")
    digits = mnist()
    about = circumstances(digits.train)
    rows: list[Row] = []
    for name in names or BENCHMARKS:
        wall, cpu = time.perf_counter(), time.process_time()
        made = BENCHMARKS[name](digits, Size(rounds=asked.rounds))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{name}: {wall:.0f} s, {cpu:.0f} s of CPU")
        print("\n".join(map(line, made)), flush=True)
        rows += made
    if not names:
        record(rows, about)
    elif asked.record:
        record(*renewed(rows, about))
    if missed := [f"{row.benchmark}, {row.name}" for row in rows if row.met is False]:
        sys.exit("missed:\n" + "\n".join(missed))


if __name__ == "__main__":
    main()
