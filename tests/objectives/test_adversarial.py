import math

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Batch
from dlc_support.objectives import AdversarialDenoising, RealOrRestored


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Sampler(nn.Module):
    """The corrupted example moved by a shift, and spread by noise."""

    def __init__(self, spread, shift=0.0):
        super().__init__()
        self.noise_shape = (3,)
        self.spread = nn.Parameter(torch.tensor(spread))
        self.shift = nn.Parameter(torch.tensor(shift))

    def forward(self, corrupted, noise):
        return corrupted + self.shift + self.spread * noise


class Constant(nn.Module):
    """A critic that says the same of everything."""

    def __init__(self, value=0.0):
        super().__init__()
        self.value = nn.Parameter(torch.tensor(value))

    def forward(self, candidate, corrupted):
        return self.value.expand(len(candidate))


BATCH = Batch(torch.zeros(20_000, 3))
EXACT = GaussianNoise(0.0)


@pytest.mark.parametrize("draws", [2, 5])
def test_the_fidelity_is_that_of_the_mean_and_does_not_punish_spread(draws):
    objective = AdversarialDenoising(EXACT, Constant(), weight=0.0, draws=draws)
    model = Sampler(spread=0.7, shift=0.5)
    loss = objective(model, BATCH, seeded())
    loss.total.backward()
    # Half of the shift's square in three components; the spread, 0.49 a component, is left out.
    assert loss.parts["fidelity"].item() == pytest.approx(0.5 * 3 * 0.25, abs=0.02)
    assert model.shift.grad.item() == pytest.approx(3 * 0.5, abs=0.04)
    assert model.spread.grad.item() == pytest.approx(0.0, abs=0.04)


def test_a_deterministic_models_fidelity_is_half_its_squared_error():
    clean = torch.randn(50, 3, generator=seeded(1))
    objective = AdversarialDenoising(GaussianNoise(0.4), Constant(), weight=0.0)
    loss = objective(nn.Identity(), Batch(clean), seeded(2))
    noise = GaussianNoise(0.4)(clean, seeded(2)) - clean
    torch.testing.assert_close(loss.total, 0.5 * noise.square().sum() / 50)


@pytest.mark.parametrize("value", [-2.0, 0.0, 3.0])
def test_a_convinced_critic_costs_nothing(value):
    objective = AdversarialDenoising(EXACT, Constant(value), weight=2.0)
    loss = objective(Sampler(0.0), BATCH, seeded())
    assert loss.parts["fooling"].item() == pytest.approx(math.log1p(math.exp(-value)), rel=1e-5)
    assert loss.total.item() == pytest.approx(2.0 * loss.parts["fooling"].item(), rel=1e-5)


def test_a_critic_that_cannot_tell_pays_two_bits():
    loss = RealOrRestored(EXACT, Sampler(0.0))(Constant(0.0), BATCH, seeded())
    assert loss.total.item() == pytest.approx(2 * math.log(2))


class Table(nn.Module):
    """A critic with one logit for each of two values."""

    def __init__(self):
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(2))

    def forward(self, candidate, corrupted):
        return self.logits[(candidate[:, 0] > 0.5).long()]


class Flip(nn.Module):
    """Restores 1 for the fraction of the rows that begins the batch."""

    def __init__(self, ones):
        super().__init__()
        self.ones = ones

    def forward(self, corrupted):
        rows = torch.arange(len(corrupted)) < self.ones * len(corrupted)
        return rows.float()[:, None]


def test_the_best_critic_is_the_log_ratio_of_the_two_densities():
    clean = (torch.arange(100) < 80).float()[:, None]  # P(1) = .8 in the data, .3 restored
    critic, objective = Table(), RealOrRestored(EXACT, Flip(0.3))
    stepper = torch.optim.LBFGS(critic.parameters(), max_iter=100, tolerance_grad=1e-9)

    def closure():
        stepper.zero_grad()
        total = objective(critic, Batch(clean), seeded()).total
        total.backward()
        return total

    stepper.step(closure)
    expected = torch.tensor([math.log(0.2 / 0.7), math.log(0.8 / 0.3)])
    torch.testing.assert_close(critic.logits.detach(), expected, atol=1e-4, rtol=0)
    halves = [(0.8, 0.3), (0.2, 0.7)]
    divergence = sum(
        0.5 * (p * math.log(2 * p / (p + q)) + q * math.log(2 * q / (p + q))) for p, q in halves
    )
    assert closure().item() == pytest.approx(2 * math.log(2) - 2 * divergence, abs=1e-5)


class Linear(nn.Module):
    def __init__(self, features=3):
        super().__init__()
        self.slope = nn.Parameter(torch.tensor([1.0, 2.0, -2.0][:features]))

    def forward(self, candidate, corrupted):
        return candidate @ self.slope


def test_the_penalty_is_the_squared_slope_on_clean_examples():
    critic = Linear()
    loss = RealOrRestored(GaussianNoise(0.1), Sampler(0.1), penalty=0.5)(critic, BATCH, seeded())
    assert loss.parts["penalty"].item() == pytest.approx(9.0)
    assert loss.total.item() == pytest.approx(loss.parts["telling"].item() + 0.25 * 9.0)
    (gradient,) = torch.autograd.grad(loss.parts["penalty"], critic.slope)
    torch.testing.assert_close(gradient, 2 * critic.slope.detach())


def test_without_a_penalty_there_is_no_such_part():
    assert set(RealOrRestored(EXACT, Sampler(0.1))(Linear(), BATCH, seeded()).parts) == {"telling"}


def test_the_critics_loss_reaches_no_weight_of_the_denoiser():
    denoiser = Sampler(0.5)
    objective = RealOrRestored(GaussianNoise(0.1), denoiser, penalty=1.0)
    objective(Linear(), BATCH, seeded()).total.backward()
    assert denoiser.spread.grad is None
    assert denoiser.shift.grad is None


def test_the_fooling_reaches_the_denoiser_through_the_critic():
    model, critic = Sampler(0.0), Linear()
    objective = AdversarialDenoising(EXACT, critic)
    (gradient,) = torch.autograd.grad(
        objective(model, BATCH, seeded()).parts["fooling"], model.shift
    )
    # softplus has slope -1/2 at logit 0, and the logit moves by the sum of the slopes, 1.
    assert gradient.item() == pytest.approx(-0.5, abs=1e-3)


@pytest.mark.parametrize("kind", ["denoiser", "critic"])
def test_repeating_a_batch_changes_nothing(kind):
    clean = torch.randn(10, 3, generator=seeded(3))
    model = nn.Linear(3, 3)
    objective, player = {
        "denoiser": (AdversarialDenoising(EXACT, Linear()), model),
        "critic": (RealOrRestored(EXACT, model, penalty=1.0), Linear()),
    }[kind]
    once, twice = (
        objective(player, Batch(rows), seeded()).total for rows in (clean, clean.repeat(2, 1))
    )
    torch.testing.assert_close(once, twice)


def test_networks_are_no_part_of_what_an_objective_prints():
    assert "Linear" not in repr(AdversarialDenoising(EXACT, Linear()))
    assert "Sampler" not in repr(RealOrRestored(EXACT, Sampler(0.1)))


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="draws must be at least 2, got 1"):
        AdversarialDenoising(EXACT, Linear(), draws=1)
    with pytest.raises(ValueError, match="weight must be >= 0, got -1"):
        AdversarialDenoising(EXACT, Linear(), weight=-1.0)
    with pytest.raises(ValueError, match="penalty must be >= 0, got -1"):
        RealOrRestored(EXACT, Linear(), penalty=-1.0)
