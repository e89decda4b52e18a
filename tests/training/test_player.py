from copy import deepcopy

import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.objectives import Denoising
from dlc_support.training import SGD, Player, Ramp

OBJECTIVE = Denoising(GaussianNoise(0.1))


def test_only_weights_that_require_a_gradient_move():
    model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 2))
    model[0].requires_grad_(False)
    player = Player(model, OBJECTIVE)
    assert [id(weight) for weight in player.parameters] == [
        id(weight) for weight in model[1].parameters()
    ]


def test_the_schedule_multiplies_the_rate():
    player = Player(nn.Linear(2, 2), OBJECTIVE, SGD(0.5), schedule=Ramp(1.0, 0.0))
    player.set_rate(0.25)
    player.set_rate(0.75)
    assert player.stepper.param_groups[0]["lr"] == 0.125


def test_without_a_schedule_the_rate_stays():
    player = Player(nn.Linear(2, 2), OBJECTIVE, SGD(0.5))
    player.set_rate(0.9)
    assert player.stepper.param_groups[0]["lr"] == 0.5


def test_a_state_brings_back_weights_momentum_and_rate():
    def moved(player):
        player.set_rate(0.5)
        for weight in player.parameters:
            weight.grad = torch.ones_like(weight)
        player.stepper.step()

    first, second = (
        Player(nn.Linear(2, 2), OBJECTIVE, SGD(0.1, momentum=0.9), schedule=Ramp(1.0, 0.0))
        for _ in range(2)
    )
    moved(first)
    second.load(deepcopy(first.state()))
    assert torch.equal(first.model.weight, second.model.weight)
    moved(first)
    moved(second)
    assert torch.equal(first.model.weight, second.model.weight)
