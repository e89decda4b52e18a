"""`fit` beside the usual loop: torchvision's MNIST with ToTensor through a DataLoader."""

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from benchmarks.by_hand import noisy_loss
from benchmarks.clock import Contestant, Time, interleave, ratios, timed, turn
from benchmarks.row import Row, Target, row
from benchmarks.subjects import SIGMA, Size, built, data_for
from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import Denoising
from dlc_support.training import Runtime, fit

MODEL = "MLP(784, 1000, 784)"
IMAGES = 6000  # in one pass


def torchvision_mnist(count: int) -> Dataset:
    """The first images of torchvision's MNIST, as its class gives them.

    `mnist()` must have put the files in place.
    """
    from torchvision.datasets import MNIST
    from torchvision.transforms import ToTensor

    from dlc_support.data import data_directory

    whole = MNIST(data_directory(), train=True, transform=ToTensor(), download=False)
    return torch.utils.data.Subset(whole, range(count))


def run(images: Split, dataset: Dataset, size: Size, workers: Sequence[int] = (0, 2)) -> list[Row]:
    """A row for each number of workers: throughput of `fit` over that of the usual loop."""
    steps = -(-len(dataset) // size.batch_size)
    size = replace(size, steps={MODEL: steps})
    data = data_for(MODEL, images, size)
    contestants = {
        "fit": turn(_fitted(data, size, Runtime(device="cpu")), steps),
        "fit in float32": turn(_fitted(data, size, Runtime("cpu", "float32")), steps),
    }
    for count in workers:
        contestants[_usual_name(count)] = usual_loop(dataset, size.batch_size, count)
    times = interleave(contestants, max(size.rounds * 5 // 9, 1))
    rows = []
    for count in workers:
        for ours, target in (("fit", Target(at_least=2.0)), ("fit in float32", Target())):
            usual = _usual_name(count)
            pair = {who: times[who] for who in (ours, usual)}
            name = f"{ours}, {count} workers"
            values = ratios(times[usual], times[ours])
            rows.append(row("usual", name, "x", values, pair, target=target, workers=count > 0))
    return rows


def _usual_name(workers: int) -> str:
    return f"DataLoader, {workers} workers"


def _fitted(data: Split, size: Size, runtime: Runtime):  # noqa: ANN202 - a closure
    model, objective = built(MODEL), Denoising(GaussianNoise(SIGMA))
    return lambda: fit(
        model,
        objective,
        data,
        epochs=1,
        batch_size=size.batch_size,
        runtime=runtime,
        progress=False,
    )


def usual_loop(dataset: Dataset, batch_size: int, workers: int) -> Contestant:
    """One epoch of the usual loop; the workers' start is left out of the time."""
    model: nn.Module = built(MODEL)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loader = DataLoader(dataset, batch_size=batch_size, shuffle=True, num_workers=workers)

    def epoch() -> Time:
        batches = iter(loader)
        clean, _ = next(batches)
        seen = 0.0
        with timed(len(loader)) as watch:
            while clean is not None:
                optimizer.zero_grad()
                loss = noisy_loss(model, clean)
                loss.backward()
                optimizer.step()
                seen += loss.item()
                clean, _ = next(batches, (None, None))
        return watch.time

    return epoch
