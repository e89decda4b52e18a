"""`fit` on a CUDA device beside loops by hand: eager, compiled, captured as a CUDA graph."""

from collections.abc import Callable

import torch
from torch import nn

from benchmarks.by_hand import bare_loop, captured_loop, wait_for
from benchmarks.clock import Time, interleave, ratios, timed, turn
from benchmarks.row import Row, Target, row
from benchmarks.subjects import SIGMA, Size, built
from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Splits
from dlc_support.evaluation import denoiser, psnr
from dlc_support.objectives import Denoising
from dlc_support.training import Player, Runtime, fit, train

TARGETS = {"ConvAutoencoder": Target(at_least=0.95), "MLP(784, 1000, 784)": Target()}
EPOCHS = 5
OBJECTIVE = Denoising(GaussianNoise(SIGMA))
GLANCE = 10  # steps between two looks at the validation PSNR


def run(digits: Splits, size: Size) -> list[Row]:
    """Throughput of `fit` over each loop by hand, and the seconds that a CPU's PSNR takes."""
    rows = [made for name in TARGETS for made in _compare(name, digits.train, size)]
    return [*rows, *seconds_to_psnr(digits, ("cpu", "cuda"), steps=10 * GLANCE)]


def _compare(name: str, images: Split, size: Size) -> list[Row]:
    data = images.to("cuda")
    steps = EPOCHS * -(-len(data) // size.batch_size)
    loops = _loops(name, data, size)
    times = interleave({who: turn(loop, steps) for who, loop in loops.items()}, size.rounds)
    rows = []
    for ours, other in (
        ("fit", "bare loop"),
        ("fit", "compiled loop"),
        ("fit", "captured loop"),
        ("fit, compiled", "compiled loop"),
    ):
        target = TARGETS[name] if (ours, other) == ("fit", "bare loop") else Target()
        pair = {who: times[who] for who in (ours, other)}
        label = f"{name}: {ours} beside the {other}"
        rows.append(row("gpu", label, "x", ratios(times[other], times[ours]), pair, target=target))
    return rows


def _loops(name: str, data: Split, size: Size) -> dict[str, Callable[[], object]]:
    batch = size.batch_size
    whole = data.take(len(data) // batch * batch)  # a graph replays one shape
    eager, compiled, own, own_compiled = (built(name) for _ in range(4))
    captured = captured_loop(built(name), whole.inputs, batch)

    def by_fit(model: nn.Module, runtime: Runtime) -> object:
        return fit(
            model,
            OBJECTIVE,
            whole,
            epochs=EPOCHS,
            batch_size=batch,
            runtime=runtime,
            progress=False,
        )

    return {
        "fit": lambda: by_fit(own, Runtime()),
        "fit, compiled": lambda: by_fit(own_compiled, Runtime(compile=True)),
        "bare loop": lambda: bare_loop(eager, whole.inputs, batch, EPOCHS),
        "compiled loop": lambda: bare_loop(compiled, whole.inputs, batch, EPOCHS, compiled=True),
        "captured loop": lambda: captured(EPOCHS),
    }


def seconds_to_psnr(digits: Splits, devices: tuple[str, str], *, steps: int) -> list[Row]:
    """Seconds that the second device takes to the validation PSNR of the first one's run.

    Looking at the PSNR is left out of the time.
    """
    first, second = devices
    seconds, reached, _ = _train_until(digits, first, lambda done, _: done >= steps)
    other, quality, done = _train_until(
        digits, second, lambda done, value: value >= reached or done >= 10 * steps
    )
    name = f"ConvAutoencoder to {reached:.2f} dB, the PSNR of {steps} steps on {first}"
    return [
        row("gpu", f"{name}: {first}", "s", [seconds], {first: [_per_step(seconds, steps)]}),
        row(
            "gpu",
            f"{name}: {second}, {quality:.2f} dB after {done} steps",
            "s",
            [other],
            {second: [_per_step(other, done)]},
        ),
    ]


def _per_step(seconds: Time, steps: int) -> Time:
    return Time(1e3 * seconds.wall / steps, 1e3 * seconds.cpu / steps)


def _train_until(
    digits: Splits, device: str, over: Callable[[int, float], bool]
) -> tuple[Time, float, int]:
    """Seconds, PSNR in dB and steps when `over` says that it is enough."""
    model, runtime = built("ConvAutoencoder"), Runtime(device=device)
    data = digits.train.to(device)
    clean = digits.valid.inputs[:1000].to(device)
    noise = torch.Generator().manual_seed(1)
    corrupted = GaussianNoise(SIGMA)(clean, noise)
    run = train([Player(model, OBJECTIVE)], data, epochs=1000, runtime=runtime)
    next(run)  # libraries load, kernels are chosen
    wait_for(data.inputs)
    wall = cpu = 0.0
    done, quality = 1, 0.0
    while not over(done, quality):
        with timed(1000) as watch:  # milliseconds of a thousandth: seconds
            for _ in range(GLANCE):
                next(run)
            wait_for(data.inputs)
        wall, cpu, done = wall + watch.time.wall, cpu + watch.time.cpu, done + GLANCE
        quality = float(psnr(denoiser(model)(corrupted), clean).mean())
        model.train()
    return Time(wall, cpu), quality, done
