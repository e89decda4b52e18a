"""Kills runs with `kill -9` and lets them go on; called by test_kills.py in a process of its own.

PyTorch is imported once: every run is a fork of this process, which computes nothing itself.
Usage: python killed_runs.py FOLDER; prints one JSON object per kill.
"""

import importlib
import json
import os
import signal
import sys
import time
from pathlib import Path

import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import AdversarialDenoising, RealOrRestored
from dlc_support.sources import key_of
from dlc_support.training import (
    Adam,
    CheckpointConfig,
    Cosine,
    Player,
    Runtime,
    Validation,
    fit,
    seeded,
)

INTERVAL = 5  # steps between checkpoints
ROWS, BATCH, EPOCHS = 53, 8, 6  # 7 steps an epoch, batches of 7 and 8 rows
STEPS = 42


class Denoiser(nn.Module):
    noise_shape = (2,)

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 2)
        )

    def forward(self, corrupted, noise):
        return self.layers(torch.cat([corrupted, noise], dim=1))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU())
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(8, 1))

    def forward(self, candidate, corrupted):
        return self.head(self.layers(torch.cat([candidate, corrupted], dim=1)))


def points(seed):
    return Split(torch.randn(ROWS, 2, generator=torch.Generator().manual_seed(seed)))


def train_to_the_end(folder):
    """The run: two players, dropout, batch normalisation, averaging, validation, a schedule."""
    with seeded(0):
        model, critic = Denoiser(), Critic()
    noise = GaussianNoise(0.3)
    return model, fit(
        model,
        AdversarialDenoising(noise, critic, weight=0.1),
        points(1),
        epochs=EPOCHS,
        batch_size=BATCH,
        schedule=Cosine(),
        ema=0.9,
        opponents=[
            Player(critic, RealOrRestored(noise, model, penalty=0.1), Adam(2e-3), name="critic")
        ],
        validation=Validation(points(2), patience=50),
        checkpoint=CheckpointConfig(folder, steps=INTERVAL),
        runtime=Runtime("cpu"),
        progress=False,
    )


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def in_step(number, *, second_player):
    """Kills in step `number` (from 0), before or between the two players' optimiser steps."""
    advance, calls = torch.optim.AdamW.step, 0

    def step(self, *args, **kwargs):
        nonlocal calls
        if calls == 2 * number + second_player:
            kill()
        calls += 1
        return advance(self, *args, **kwargs)

    torch.optim.AdamW.step = step


def in_write(number, place):
    """Kills inside the write of checkpoint `number` (from 1)."""
    save, sync, rename, saves = torch.save, os.fsync, Path.replace, 0

    def kill_at(here):
        if saves == number and place == here:
            kill()

    def counted_save(state, file):
        nonlocal saves
        saves += 1
        kill_at("begin")
        save(state, file)
        if place == "half" and saves == number:
            file.truncate(file.tell() // 2)
        kill_at("half")

    def counted_sync(handle):
        kill_at("sync")
        sync(handle)

    def counted_rename(self, target):
        what = "keeping" if Path(target).name.endswith(".previous.pt") else "renaming"
        kill_at(f"before {what}")
        rename(self, target)
        kill_at(f"after {what}")

    torch.save, os.fsync, Path.replace = counted_save, counted_sync, counted_rename


def slowed():
    """Steps of a few milliseconds, for kills by the clock."""
    advance = torch.optim.AdamW.step

    def step(self, *args, **kwargs):
        time.sleep(0.002)
        return advance(self, *args, **kwargs)

    torch.optim.AdamW.step = step


KILLS = {
    **{f"in step {n}": (lambda n=n: in_step(n, second_player=False)) for n in (6, 11, 23, 30, 41)},
    **{
        f"between the players of step {n}": (lambda n=n: in_step(n, second_player=True))
        for n in (9, 17, 26, 38)
    },
    **{
        f"write {n}, {place}": (lambda n=n, place=place: in_write(n, place))
        for n, place in (
            (2, "begin"),
            (3, "half"),
            (4, "sync"),
            (5, "before keeping"),
            (6, "before renaming"),
            (7, "after renaming"),
            (9, "before renaming"),
        )
    },
    **{f"by the clock after {ms} ms": slowed for ms in (5, 30, 60, 90)},
}


def forked(work):
    """Runs `work` in a fork; its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        sys.stderr.flush()
        os._exit(1)


def finished(folder):
    """Trains to the end in a fork, and returns what it left."""

    def work():
        model, history = train_to_the_end(folder)
        torch.save(
            {"weights": model.state_dict(), "resumed_at": history.resumed_at}, folder / "end"
        )

    _, status = os.waitpid(forked(work), 0)
    assert status == 0, status
    (newest,) = (path for path in folder.glob("*.pt") if "previous" not in path.name)
    return torch.load(folder / "end"), torch.load(newest)


def same(left, right):
    """True when two nested states are equal to the bit."""
    if isinstance(left, torch.Tensor):
        return left.dtype == right.dtype and torch.equal(left, right)
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def complete(folder):
    """Step of the newest complete checkpoint, 0 where there is none; found by other means."""
    steps = [0]
    for path in folder.glob("*.pt"):
        steps.append(torch.load(path)["history"]["steps"])
    return max(steps)


def killed(folder, name, injure):
    """Kills a run; how it died."""

    def work():
        injure()
        train_to_the_end(folder)

    child = forked(work)
    if name.startswith("by the clock"):
        while not list(folder.glob("*.pt")):
            time.sleep(0.001)
        time.sleep(int(name.split()[-2]) / 1000)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(root):
    torch.set_num_threads(1)
    # What the first run imports and reads is there once, and not in every fork.
    torch.optim.AdamW([torch.zeros(1, requires_grad=True)])
    importlib.import_module("tqdm.auto")
    key_of(train_to_the_end)
    (root / "whole").mkdir()
    whole, whole_state = finished(root / "whole")
    for clock in ("seconds", "resumed_at"):
        whole_state["history"].pop(clock)
    for number, (name, injure) in enumerate(KILLS.items()):
        folder = root / str(number)
        folder.mkdir()
        exit_code = killed(folder, name, injure)
        step = complete(folder)
        end, state = finished(folder)
        for clock in ("seconds", "resumed_at"):
            state["history"].pop(clock)
        report = {
            "name": name,
            "exit_code": exit_code,
            "complete": step,
            "resumed_at": end["resumed_at"],
            "same_weights": same(end["weights"], whole["weights"]),
            "same_state": same(state, whole_state),
        }
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
