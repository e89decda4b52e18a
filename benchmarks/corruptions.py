"""What each corruption costs beside a training step."""

import torch

from benchmarks.by_hand import bare_loop
from benchmarks.clock import Contestant, interleave, ratios, turn
from benchmarks.row import Row, Target, row
from benchmarks.subjects import Size, built, data_for
from dlc_support.corruptions import (
    BlockMask,
    Chain,
    Corruption,
    GaussianBlur,
    GaussianNoise,
    RandomLevel,
    SaltAndPepper,
    ZeroMask,
)
from dlc_support.data import Split

SHARES = {"MLP(784, 1000, 784)": 10.0, "ConvAutoencoder": 5.0}  # per cent of a step
CORRUPTIONS: tuple[Corruption, ...] = (
    GaussianNoise(0.1),
    ZeroMask(0.5),
    ZeroMask(0.9),
    SaltAndPepper(0.2),
    BlockMask(10),
    BlockMask(16),
    GaussianBlur(2.0),
    GaussianBlur(4.0),
    RandomLevel(GaussianNoise, 0.0, 0.5),
    RandomLevel(GaussianBlur, 1.0, 4.0),
    Chain(GaussianBlur(2.0), GaussianNoise(0.1)),
)
CALLS = 40


def run(images: Split, size: Size) -> list[Row]:
    """A row for each corruption and model: per cent of a step of the bare loop."""
    contestants: dict[str, Contestant] = {
        repr(corruption): _calls(corruption, images, size) for corruption in CORRUPTIONS
    }
    contestants |= {name: _step(name, images, size) for name in SHARES}
    times = interleave(contestants, size.rounds)
    rows = []
    for model, share in SHARES.items():
        for corruption in map(repr, CORRUPTIONS):
            values = [
                type(one)(100 * one.wall, 100 * one.cpu)
                for one in ratios(times[corruption], times[model])
            ]
            pair = {who: times[who] for who in (corruption, model)}
            name = f"{corruption} in {model}"
            rows.append(row("corruptions", name, "%", values, pair, target=Target(at_most=share)))
    return rows


def _calls(corruption: Corruption, images: Split, size: Size) -> Contestant:
    clean = images.inputs[: size.batch_size].clone()
    generator = torch.Generator().manual_seed(0)

    def work() -> None:
        for _ in range(CALLS):
            corruption(clean, generator)

    return turn(work, CALLS)


def _step(name: str, images: Split, size: Size) -> Contestant:
    """A few steps of the bare loop, less than a turn elsewhere: corruptions are quick."""
    shorter = Size(
        size.rounds,
        {key: max(steps // 5, 1) for key, steps in size.steps.items()},
        size.batch_size,
    )
    data, model = data_for(name, images, shorter), built(name)
    return turn(lambda: bare_loop(model, data.inputs, size.batch_size), shorter.steps[name])
