"""What is on by default on a CPU: precision, layout and optimiser, model by model."""

from collections.abc import Iterator, Mapping
from itertools import product

import torch
from torch import nn

from benchmarks.clock import Contestant, interleave, ratios, turn
from benchmarks.row import Row, Target, row
from benchmarks.subjects import SIGMA, Size, built, data_for
from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.models import PairCritic, StochasticDenoiser
from dlc_support.objectives import AdversarialDenoising, Denoising, RealOrRestored
from dlc_support.training import Adam, Player, Runtime, seeded, train
from dlc_support.training.runtime import native_bf16

ENDLESS = 1_000_000  # epochs: a run that is asked for as many steps as are timed
# Steps in a turn: each combination has one.
STEPS = {
    "MLP(784, 1000, 784)": 10,
    "ConvAutoencoder": 2,
    "MLP(2, 100, 2)": 100,
    "StochasticDenoiser and PairCritic": 4,
}
# Stays in float32 whatever the table says: its quality in bf16 has not been measured.
PAIR = "StochasticDenoiser and PairCritic"
CLOSE = 0.9  # the choice may be this share of the fastest: timings scatter by as much


def run(images: Split, size: Size, steps: Mapping[str, int] = STEPS) -> list[Row]:
    """For each model milliseconds a step of each combination, and how good the choice is."""
    return [made for name, count in steps.items() for made in _table(name, count, images, size)]


def _table(name: str, steps: int, images: Split, size: Size) -> list[Row]:
    labels = {_label(*combination): combination for combination in _combinations(name)}
    contestants: dict[str, Contestant] = {}
    for label, (precision, channels_last, fused) in labels.items():
        runtime = Runtime("cpu", precision, channels_last)
        contestants[label] = _turns(name, steps, images, size, (runtime, fused))
    times = interleave(contestants, size.rounds)
    chosen = _chosen(name)
    rows = [
        row("defaults", f"{name}: {label}", "ms", turns, {label: turns})
        for label, turns in times.items()
    ]
    fastest = min(rows, key=lambda made: made.counts).name.removeprefix(f"{name}: ")
    values = ratios(times[fastest], times[chosen])
    pair = {who: times[who] for who in (chosen, fastest)}
    rows.append(
        row(
            "defaults",
            f"{name}: throughput of the choice ({chosen}) over the fastest ({fastest})",
            "x",
            values,
            pair,
            target=Target() if name == PAIR else Target(at_least=CLOSE),
        )
    )
    return rows


def _combinations(name: str) -> Iterator[tuple[str, bool, bool]]:
    precisions = ("float32", "bf16") if native_bf16(torch.device("cpu")) else ("float32",)
    layouts = (False,) if name.startswith("MLP") else (False, True)  # dense weights have one
    return product(precisions, layouts, (True, False))


def _label(precision: str, channels_last: bool, fused: bool) -> str:
    layout = ", channels last" if channels_last else ""
    return f"{precision}{layout}, {'fused' if fused else 'unfused'}"


def _players(name: str, fused: bool) -> list[Player]:
    corruption, optimizer = GaussianNoise(SIGMA), Adam(fused=fused)
    if name != PAIR:
        return [Player(built(name), Denoising(corruption), optimizer)]
    with seeded(0):
        denoiser, critic = StochasticDenoiser(), PairCritic()
    return [
        Player(denoiser, AdversarialDenoising(corruption, critic), optimizer),
        Player(critic, RealOrRestored(corruption, denoiser), optimizer, name="critic"),
    ]


def _chosen(name: str) -> str:
    """What `Runtime()` and `Adam()` choose for the model on a CPU."""
    model: nn.Module = _players(name, fused=True)[0].model
    runtime = Runtime("cpu")
    precision = "bf16" if runtime.uses_bf16(model) else "float32"
    last = not name.startswith("MLP") and runtime.memory_format(model) == torch.channels_last
    return _label(precision, last, Adam().fused)


def _turns(
    name: str, steps: int, images: Split, size: Size, how: tuple[Runtime, bool]
) -> Contestant:
    runtime, fused = how
    data = images.take(1000) if name == PAIR else data_for(name, images, size)
    run = train(
        _players(name, fused), data, epochs=ENDLESS, batch_size=size.batch_size, runtime=runtime
    )

    def work() -> None:
        for _ in range(steps):
            next(run)

    return turn(work, steps)
