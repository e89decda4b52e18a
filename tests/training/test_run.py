import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import AdversarialDenoising, Denoising, RealOrRestored
from dlc_support.training import (
    CheckpointConfig,
    Diverged,
    Player,
    Runtime,
    Validation,
    fit,
    seeded,
)
from dlc_support.training.checkpoint import Checkpoint
from dlc_support.training.plan import Plan
from dlc_support.training.run import Run

NOISE = GaussianNoise(0.2)
POINTS = Split(torch.randn(12, 2, generator=torch.Generator().manual_seed(0)), name="points")


def run(model=None, **settings):
    ours = Player(model or nn.Linear(2, 2), Denoising(NOISE))
    return Run([ours], Plan(12, 4, epochs=2), Runtime("cpu"), **settings)


def kept(folder, **settings):
    return Checkpoint(CheckpointConfig(folder, **settings), "name")


@pytest.mark.parametrize(
    ("error", "checkpointed", "undone"),
    [
        (KeyboardInterrupt, True, True),
        (KeyboardInterrupt, False, False),
        (Diverged, True, True),
        (Diverged, False, True),
    ],
)
def test_a_run_that_fails_is_undone_where_its_steps_are_kept_or_spoilt(
    tmp_path, error, checkpointed, undone
):
    model = nn.Linear(2, 2)
    first = model.weight.detach().clone()

    def fails():
        with run(model, checkpoint=kept(tmp_path) if checkpointed else None):
            nn.init.zeros_(model.weight)
            raise error

    with pytest.raises(error):
        fails()
    assert torch.equal(model.weight, first) == undone
    assert not model.training


def test_the_outcome_is_the_average_where_there_is_one():
    ours = run()
    assert ours.outcome is ours.model
    ours = run(ema=0.9)
    assert ours.outcome is not ours.model
    assert torch.equal(ours.outcome.weight, ours.model.weight)


class Joined(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))

    def forward(self, candidate, corrupted):
        return self.layers(torch.cat([candidate, corrupted], dim=1))


def test_validation_moves_no_statistics_of_an_opponent():
    def trained(validation):
        with seeded(0):
            model, critic = nn.Linear(2, 2), Joined()
        opponent = Player(critic, RealOrRestored(NOISE, model), name="critic")
        objective = AdversarialDenoising(NOISE, critic)
        settings = {"epochs": 2, "batch_size": 4, "runtime": Runtime("cpu"), "progress": False}
        fit(model, objective, POINTS, opponents=[opponent], validation=validation, **settings)
        return critic.state_dict()

    torch.testing.assert_close(trained(None), trained(Validation(POINTS)), rtol=0, atol=0)


@pytest.mark.parametrize("seconds", [0.0, 1e9])
def test_by_the_clock_a_checkpoint_waits_until_losses_are_read(tmp_path, seconds):
    ours = run(checkpoint=kept(tmp_path, seconds=seconds))
    assert not ours._due(reads=False)
    assert ours._due(reads=True) == (seconds == 0.0)


def test_by_steps_a_checkpoint_does_not_wait(tmp_path):
    ours = run(checkpoint=kept(tmp_path, steps=4))
    ours.history.steps = 8
    assert ours._due(reads=False)
    ours.history.steps = 9
    assert not ours._due(reads=True)
