import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import AdversarialDenoising, Denoising, RealOrRestored
from dlc_support.training import Checkpoint, Player, Runtime, Watch, fit, seeded
from dlc_support.training.checkpoint import Store
from dlc_support.training.plan import Plan
from dlc_support.training.sitting import Sitting

NOISE = GaussianNoise(0.2)
POINTS = Split(torch.randn(12, 2, generator=torch.Generator().manual_seed(0)), name="points")


def sitting(model=None):
    ours = Player(model or nn.Linear(2, 2), Denoising(NOISE))
    return Sitting([ours], Plan(12, 4, epochs=2), Runtime("cpu"))


def moved(model):
    with torch.no_grad():
        model.weight += 1


def test_an_undone_sitting_leaves_the_first_weights_where_a_checkpoint_keeps_the_others(tmp_path):
    model = nn.Linear(2, 2)
    first = model.weight.detach().clone()
    ours = sitting(model)
    ours.keep(Store(Checkpoint(tmp_path), "name"))
    moved(model)
    ours.put_back()
    assert torch.equal(model.weight, first)


def test_without_a_checkpoint_nothing_is_undone():
    model = nn.Linear(2, 2)
    ours = sitting(model)
    ours.keep(None)
    moved(model)
    later = model.weight.detach().clone()
    ours.put_back()
    assert torch.equal(model.weight, later)


def test_the_average_is_what_is_judged_where_there_is_one():
    ours = sitting()
    assert ours.judged is ours.model
    ours.average_weights(0.9)
    assert ours.judged is not ours.model
    assert torch.equal(ours.judged.weight, ours.model.weight)


class Joined(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))

    def forward(self, candidate, corrupted):
        return self.layers(torch.cat([candidate, corrupted], dim=1))


def test_validation_moves_no_statistics_of_an_opponent():
    def run(watch):
        with seeded(0):
            model, critic = nn.Linear(2, 2), Joined()
        opponent = Player(critic, RealOrRestored(NOISE, model), name="critic")
        objective = AdversarialDenoising(NOISE, critic)
        settings = {"epochs": 2, "batch_size": 4, "runtime": Runtime("cpu"), "progress": False}
        fit(model, objective, POINTS, opponents=[opponent], watch=watch, **settings)
        return critic.state_dict()

    torch.testing.assert_close(run(None), run(Watch(POINTS)), rtol=0, atol=0)


@pytest.mark.parametrize("seconds", [0.0, 1e9])
def test_by_the_clock_a_checkpoint_waits_until_losses_are_read(tmp_path, seconds):
    ours = sitting()
    ours.keep(Store(Checkpoint(tmp_path, seconds=seconds), "name"))
    assert not ours._due(reads=False)
    assert ours._due(reads=True) == (seconds == 0.0)


def test_by_steps_a_checkpoint_does_not_wait(tmp_path):
    ours = sitting()
    ours.keep(Store(Checkpoint(tmp_path, steps=4), "name"))
    ours.history.steps = 8
    assert ours._due(reads=False)
    ours.history.steps = 9
    assert not ours._due(reads=True)
