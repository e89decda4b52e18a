"""`fit` beside a bare loop on the same tensors in memory."""

from benchmarks.by_hand import bare_loop
from benchmarks.clock import Time, interleave, ratios, timed
from benchmarks.row import Row, Target, row
from benchmarks.subjects import MODELS, Size, built, data_for, objective_for
from dlc_support.data import Split
from dlc_support.training import Runtime, fit

EPOCHS = 2
TARGETS = {
    "MLP(784, 1000, 784)": Target(at_least=0.95),
    "ConvAutoencoder": Target(at_least=0.95),
    "VAE": Target(at_least=0.95),
    "MLP(2, 100, 2)": Target(),
}


def run(images: Split, size: Size) -> list[Row]:
    """A row for each model: throughput of `fit` over that of the bare loop, on the CPU."""
    return [_compare(name, images, size) for name in MODELS]


def _compare(name: str, images: Split, size: Size) -> Row:
    data, steps = data_for(name, images, size), EPOCHS * size.steps[name]
    objective, runtime = objective_for(name), Runtime(device="cpu")

    # Built anew for each turn: where the weights happen to lie in memory makes some per cent.
    def by_fit() -> Time:
        model = built(name)
        with timed(steps) as watch:
            fit(
                model,
                objective,
                data,
                epochs=EPOCHS,
                batch_size=size.batch_size,
                runtime=runtime,
                progress=False,
            )
        return watch.time

    def by_hand() -> Time:
        model = built(name)
        with timed(steps) as watch:
            bare_loop(model, data.inputs, size.batch_size, EPOCHS)
        return watch.time

    times = interleave({"fit": by_fit, "bare loop": by_hand}, size.rounds)
    values = ratios(times["bare loop"], times["fit"])
    return row("loop", name, "x", values, times, target=TARGETS[name])
