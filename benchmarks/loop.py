"""`fit` beside a bare loop on the same tensors in memory."""

from benchmarks.by_hand import bare_loop
from benchmarks.clock import interleave, ratios, turn
from benchmarks.row import Row, Target, row
from benchmarks.subjects import MODELS, SIGMA, Size, built, data_for
from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import Denoising
from dlc_support.training import Runtime, fit

TARGETS = {
    "MLP(784, 1000, 784)": Target(at_least=0.95),
    "ConvAutoencoder": Target(at_least=0.95),
    "MLP(2, 100, 2)": Target(),
}


def run(images: Split, size: Size) -> list[Row]:
    """A row for each model: throughput of `fit` over that of the bare loop, on the CPU."""
    return [_compare(name, images, size) for name in MODELS]


def _compare(name: str, images: Split, size: Size) -> Row:
    data, steps = data_for(name, images, size), size.steps[name]
    ours, bare = built(name), built(name)
    objective, runtime = Denoising(GaussianNoise(SIGMA)), Runtime(device="cpu")

    def by_fit() -> None:
        fit(
            ours,
            objective,
            data,
            epochs=1,
            batch_size=size.batch_size,
            runtime=runtime,
            progress=False,
        )

    def by_hand() -> None:
        bare_loop(bare, data.inputs, size.batch_size)

    contestants = {"fit": turn(by_fit, steps), "bare loop": turn(by_hand, steps)}
    times = interleave(contestants, size.rounds)
    values = ratios(times["bare loop"], times["fit"])
    return row("loop", name, "x", values, times, target=TARGETS[name])
