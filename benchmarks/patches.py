"""What patches of photographs cost beside a step of the U-Net that learns from them."""

import torch

from benchmarks.by_hand import wait_for
from benchmarks.clock import Contestant, Time, interleave, ratios, turn
from benchmarks.row import Row, Target, row
from dlc_support.corruptions import GaussianNoise, RandomLevel
from dlc_support.data import Patches, photographs
from dlc_support.models import UNet
from dlc_support.objectives import Noise2Noise
from dlc_support.training import Player, Runtime, seeded, train

MOST = 5.0  # per cent of a step
BATCH, SIDE = 16, 64
STEPS = 4
BLIND = RandomLevel(GaussianNoise, 0.0, 50 / 255)


def run(rounds: int = 5, steps: int = STEPS, batch_size: int = BATCH) -> list[Row]:
    """Per cent of a step on noisy pairs that goes to cutting, flipping and corrupting them."""
    rows = []
    for kind in ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",):
        for channels in (1, 3):
            rows.append(_share(kind, channels, rounds, (steps, batch_size)))
    return rows


def _share(kind: str, channels: int, rounds: int, turn_of: tuple[int, int]) -> Row:
    steps, batch_size = turn_of
    runtime = Runtime(device=kind)
    device = runtime.torch_device()
    shown = photographs(channels=channels, part="train", embedded=True)
    patches = Patches(shown, SIDE, count=steps * batch_size).to(device)
    times = interleave(
        {
            "waiting": _waiting(patches, device, batch_size),
            "step": _stepping(patches, channels, runtime, batch_size),
        },
        rounds,
    )
    shares = [
        Time(100 * one.wall, 100 * one.cpu) for one in ratios(times["waiting"], times["step"])
    ]
    name = f"UNet({channels}) on {kind}, {batch_size} patches of {SIDE}x{SIDE}"
    return row("patches", name, "%", shares, times, target=Target(at_most=MOST))


def _waiting(patches: Patches, device: torch.device, batch_size: int) -> Contestant:
    """All that is done to the data in some steps: cut, flipped, and two draws of noise."""
    generator = torch.Generator(device).manual_seed(0)

    def work() -> None:
        order = torch.randperm(len(patches)).split(batch_size)
        for batch in patches.batches(order):
            for _ in range(2):
                noisy = BLIND(batch.inputs, generator)
        wait_for(noisy)

    return turn(work, len(patches) // batch_size)


def _stepping(patches: Patches, channels: int, runtime: Runtime, batch_size: int) -> Contestant:
    """Whole steps of the training loop, the data included."""
    with seeded(0):
        model = UNet(channels)
    player = Player(model, Noise2Noise(BLIND, loss="mse"))

    def work() -> None:
        for _ in train([player], patches, epochs=1, batch_size=batch_size, runtime=runtime):
            pass
        wait_for(next(model.parameters()))

    return turn(work, len(patches) // batch_size)
