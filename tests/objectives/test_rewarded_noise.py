"""The network that chooses the noise, and the denoiser that it plays with."""

import pytest
import torch
from torch import nn

from dlc_support.corruptions import LearnedNoise
from dlc_support.data import Batch, Split
from dlc_support.models import MLP, NoiseTransformer
from dlc_support.objectives import Denoising, Loss, Objective, RewardedNoise
from dlc_support.training import SGD, Adam, Player, Runtime, fit, seeded, train

CPU = Runtime("cpu", precision="float32")


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


DATA = Split(torch.rand(200, 6, generator=generator(1)), name="vectors")


def couple(floor=0.0):
    with seeded(0):
        return MLP((6, 16, 6)), NoiseTransformer(6, hidden=8, floor=floor)


def against(denoiser, network, reward, **settings):
    """The pair as the two players of a run."""
    return [
        Player(denoiser, Denoising(LearnedNoise(network), loss="mse"), Adam(1e-2)),
        Player(network, RewardedNoise(denoiser, reward), name="noise", draws=0, **settings),
    ]


def weights(model):
    return torch.cat([weight.detach().flatten() for weight in model.parameters()]).clone()


class Scale(nn.Module):
    """A denoiser that multiplies by a number."""

    def __init__(self, value):
        super().__init__()
        self.value = nn.Parameter(torch.tensor(value))

    def forward(self, corrupted):
        return self.value * corrupted


class Level(nn.Module):
    """The same level for each example."""

    def __init__(self, value):
        super().__init__()
        self.value = nn.Parameter(torch.tensor(value))

    def forward(self, clean):
        return self.value.expand(len(clean), 1)


@pytest.mark.parametrize(("loss", "factor"), [("mse", 1.0), ("half_sse", 2.0)])
def test_loss_and_slope_of_a_linear_denoiser_are_the_closed_form(loss, factor):
    # Error per component at E x^2 = s^2: (1 - w)^2 s^2 + w^2 sigma^2; its slope 2 w^2 sigma.
    clean = torch.randn(50_000, 4, generator=generator(3))
    level = Level(0.5)
    found = RewardedNoise(Scale(0.7), 0.3, loss)(level, Batch(clean), generator())
    found.total.backward()
    error = factor * (0.3**2 + 0.7**2 * 0.5**2)  # half_sse: d / 2 = 2 times as much
    assert found.parts["error"].item() == pytest.approx(error, rel=0.02)
    assert found.total.item() == pytest.approx(error - 0.3 * 0.5, rel=0.05)
    assert level.value.grad.item() == pytest.approx(factor * 2 * 0.49 * 0.5 - 0.3, abs=0.02)
    assert found.parts["sigma"].item() == pytest.approx(0.5)
    assert found.parts["spread"].item() == pytest.approx(0.0, abs=1e-6)


def test_the_gradient_agrees_with_differences_of_the_loss():
    denoiser, network = couple()
    nn.init.normal_(network.head.weight, std=0.3, generator=generator(5))
    objective, batch = RewardedNoise(denoiser.double(), 0.1), Batch(DATA.inputs.double())
    network = network.double()
    (slope,) = torch.autograd.grad(objective(network, batch, generator()).total, network.head.bias)
    ends = []
    for step in (-1e-3, 1e-3):
        with torch.no_grad():
            network.head.bias += step
            ends.append(objective(network, batch, generator()).total)
            network.head.bias -= step
    torch.testing.assert_close(slope[0], (ends[1] - ends[0]) / 2e-3, rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("floor", [0.0, 0.4])
@pytest.mark.parametrize("bias", [-6.0, 0.0, 6.0])
def test_the_gradient_is_nowhere_zero(floor, bias):
    denoiser, network = couple(floor)
    nn.init.normal_(network.head.weight, std=0.3, generator=generator(5))
    nn.init.constant_(network.head.bias, bias)
    total = RewardedNoise(denoiser, 0.1)(network, Batch(DATA.inputs), generator()).total
    for slope in torch.autograd.grad(total, [*network.parameters()]):
        assert slope.abs().max() > 0


@pytest.mark.parametrize("floor", [0.0, 0.4])
def test_no_reward_drives_the_level_to_the_floor_and_a_large_one_to_one(floor):
    ends = {}
    for reward in (0.0, 10.0):
        players = against(*couple(floor), reward, optimizer=Adam(2e-1))
        for _ in train(players, DATA, epochs=8, batch_size=50, runtime=CPU):
            pass
        ends[reward] = players[1].model(DATA.inputs).detach()
    assert ends[0.0].max() < floor + 0.05
    assert ends[0.0].min() >= floor
    assert ends[10.0].min() > 0.95
    assert ends[10.0].max() <= 1


class Noted(nn.Module):
    """A denoiser that keeps what it was given."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(6, 6)
        self.seen = []

    def forward(self, corrupted):
        self.seen.append(corrupted.detach().clone())
        return self.layer(corrupted)


def test_both_players_see_the_same_draw():
    denoiser, network = Noted(), couple(0.4)[1]
    stay = {"optimizer": SGD(1e-30)}  # the levels stay, so the inputs are equal, too
    players = against(denoiser, network, 0.1, **stay)
    for _ in train(players, DATA, epochs=2, batch_size=50, runtime=CPU):
        pass
    assert len(denoiser.seen) == 16
    assert all(torch.equal(*pair) for pair in zip(*[iter(denoiser.seen)] * 2, strict=True))
    players[1].draws, denoiser.seen = None, []
    next(train(players, DATA, epochs=1, batch_size=50, runtime=CPU))
    assert not torch.equal(*denoiser.seen)


class Idle(Objective):
    """No gradient for its own model."""

    def __call__(self, model, batch, generator):
        return Loss(0.0 * sum(weight.sum() for weight in model.parameters()))


def test_neither_player_moves_the_other_or_leaves_it_a_gradient():
    for idle in (0, 1):
        denoiser, network = couple(0.2)
        players = against(denoiser, network, 0.1, optimizer=Adam(1e-2))
        players[idle].objective = Idle()
        before = [weights(player.model) for player in players]
        steps = train(players, DATA, epochs=1, batch_size=50, runtime=CPU)
        next(steps)
        moved = [
            not torch.equal(b, weights(p.model)) for b, p in zip(before, players, strict=True)
        ]
        assert moved == [idle == 1, idle == 0]
        left = [weight.grad for weight in players[idle].model.parameters()]
        assert all(gradient.abs().max() == 0 for gradient in left)


def test_without_the_engine_the_denoiser_collects_the_other_players_gradient():
    # What `fit` prevents, and a loop written by hand has to.
    denoiser, network = couple()
    RewardedNoise(denoiser, 0.1)(network, Batch(DATA.inputs), generator()).total.backward()
    assert any(weight.grad is not None for weight in denoiser.parameters())


def test_a_run_ends_bit_identical_each_time():
    ends = []
    for _ in range(2):
        denoiser, network = couple(0.4)
        players = against(denoiser, network, 0.05)
        fit(
            *(denoiser, players[0].objective, DATA),
            **{"epochs": 2, "batch_size": 50, "opponents": players[1:], "runtime": CPU},
            progress=False,
        )
        ends.append((weights(denoiser), weights(network)))
    assert all(torch.equal(*pair) for pair in zip(*ends, strict=True))


@pytest.mark.parametrize("reward", [-0.1, float("nan")])
def test_a_negative_reward_is_refused(reward):
    with pytest.raises(ValueError, match="reward must be >= 0"):
        RewardedNoise(nn.Identity(), reward)
