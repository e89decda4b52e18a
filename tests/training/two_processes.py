"""What test_distributed.py runs under torchrun, in two processes: writes what each one saw.

Usage: torchrun ... two_processes.py FOLDER
"""

import sys
from pathlib import Path

import torch
from torch import distributed, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import AdversarialDenoising, Denoising, RealOrRestored
from dlc_support.training import (
    SGD,
    Adam,
    CheckpointConfig,
    Player,
    Runtime,
    Validation,
    fit,
    seeded,
    train,
)

CPU = Runtime("cpu")
NOISE = GaussianNoise(0.3)


def points(dtype=torch.float32):
    # 53 rows in batches of at most 11: batches of 11 and 10 rows, shards of 6 and 5.
    return Split(torch.randn(53, 2, generator=torch.Generator().manual_seed(0)).to(dtype))


def network():
    with seeded(0):
        return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, candidate, corrupted):
        return self.layers(torch.cat([candidate, corrupted], dim=1))


def single_player(optimizer, dtype):
    return [Player(network().to(dtype), Denoising(NOISE), optimizer)], points(dtype)


def two_players():
    model = network().double()
    with seeded(1):
        critic = Critic().double()
    players = [
        Player(model, AdversarialDenoising(NOISE, critic), SGD(0.01)),
        Player(critic, RealOrRestored(NOISE, model, penalty=0.1), SGD(0.01), name="critic"),
    ]
    return players, points(torch.float64)


RUNS = {
    "sgd": lambda: single_player(SGD(0.05, momentum=0.9), torch.float64),
    "adam": lambda: single_player(Adam(1e-3), torch.float32),
    "players": two_players,
}


def twenty_steps(name, shards):
    """Weights and losses of a run of 20 steps."""
    players, data = RUNS[name]()
    settings = {"epochs": 4, "batch_size": 11, "seed": 3, "runtime": CPU}
    steps = list(train(players, data, shards=shards, **settings))
    losses = [{key: value.item() for key, value in step.losses.items()} for step in steps]
    return {"losses": losses, "weights": [p.model.state_dict() for p in players]}


def fitted(folder):
    """`fit` in both processes, by steps and by the clock; the second call finds it complete."""
    seen = {}
    for name, where in {
        "steps": CheckpointConfig(folder / "steps", steps=3),
        "clock": CheckpointConfig(folder / "clock", seconds=0.0),
        "again": CheckpointConfig(folder / "clock", seconds=0.0),
    }.items():
        model = network()
        history = fit(
            model,
            Denoising(NOISE),
            points(),
            epochs=4,
            batch_size=11,
            ema=0.9,
            validation=Validation(points(), patience=3),
            checkpoint=where,
            runtime=CPU,
            progress=False,
        )
        state = {**history.state(), "seconds": None}
        seen[name] = {"history": state, "weights": model.state_dict()}
    return seen


def main(folder):
    torch.set_num_threads(1)
    distributed.init_process_group("gloo")
    rank = distributed.get_rank()
    seen = {name: twenty_steps(name, shards=1) for name in RUNS}
    try:
        next(train(*single_player(SGD(0.1), torch.float32), epochs=1, shards=3, runtime=CPU))
    except ValueError as error:
        seen["refusal"] = str(error)
    seen["fit"] = fitted(folder)
    torch.save(seen, folder / f"rank{rank}.pt")
    distributed.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
