import pytest
import torch
from torch import nn

from dlc_support.evaluation.denoiser import Denoiser, denoiser, sampler


class RandomModel(nn.Module):
    noise_shape = (3,)

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(1.0))

    def forward(self, corrupted, noise):
        return corrupted + self.scale * noise.mean(dim=1, keepdim=True)


class ConditionalModel(nn.Module):
    def forward(self, corrupted, condition):
        return corrupted + condition[:, None]


def points(count=7):
    return torch.randn(count, 2, generator=torch.Generator().manual_seed(3))


def test_it_is_a_denoiser():
    assert isinstance(denoiser(nn.Identity()), Denoiser)


def test_batches_do_not_change_the_estimate():
    model = nn.Linear(2, 2)
    torch.testing.assert_close(denoiser(model, batch_size=3)(points()), model(points()).detach())


def test_it_runs_in_evaluation_mode_and_puts_every_mode_back():
    model = nn.Sequential(nn.Dropout(0.5), nn.BatchNorm1d(2), nn.Dropout(0.5))
    model[1].eval()
    estimate = denoiser(model)(points())
    torch.testing.assert_close(estimate, points() / (1 + 1e-5) ** 0.5)
    assert [module.training for module in model.modules()] == [True, True, False, True]
    assert model[1].num_batches_tracked == 0


def test_the_modes_are_put_back_after_an_error():
    model = nn.Sequential(nn.Linear(5, 2), nn.Dropout())
    with pytest.raises(RuntimeError):
        denoiser(model)(points())
    assert all(module.training for module in model.modules())


def test_estimates_carry_no_graph():
    assert not denoiser(nn.Linear(2, 2))(points()).requires_grad


def test_precision_follows_the_corrupted_examples():
    assert denoiser(nn.Linear(2, 2).double())(points()).dtype == torch.float32
    assert denoiser(nn.Linear(2, 2))(points().double()).dtype == torch.float64


def test_logits_become_values_in_the_unit_interval():
    torch.testing.assert_close(denoiser(nn.Identity(), logits=True)(points()), points().sigmoid())


def test_no_examples_give_no_estimates():
    assert denoiser(nn.Linear(2, 4))(points(0)).shape == (0, 4)


def test_a_random_model_gives_the_same_estimate_at_each_call_whatever_the_global_seed():
    restore = denoiser(RandomModel(), seed=1)
    torch.manual_seed(0)
    first = restore(points())
    torch.manual_seed(1)
    assert torch.equal(first, restore(points()))
    assert not torch.equal(first, denoiser(RandomModel(), seed=2)(points()))


def test_more_draws_average_the_noise_away():
    spread = [
        (denoiser(RandomModel(), draws=draws)(points(500)) - points(500)).std()
        for draws in (1, 100)
    ]
    torch.testing.assert_close(spread[0] / spread[1], torch.tensor(10.0), rtol=0.2, atol=0)


def test_a_sampler_draws_from_the_generator_alone():
    draw = sampler(RandomModel(), batch_size=4)
    first = draw(points(), torch.Generator().manual_seed(5))
    torch.manual_seed(9)
    assert torch.equal(first, draw(points(), torch.Generator().manual_seed(5)))
    generator = torch.Generator().manual_seed(5)
    draw(points(), generator)
    assert not torch.equal(first, draw(points(), generator))


def test_a_deterministic_model_is_no_sampler():
    with pytest.raises(TypeError, match="noise_shape, got Linear"):
        sampler(nn.Linear(2, 2))


def test_a_conditional_model_is_told_its_rows_batch_by_batch():
    restore = denoiser(ConditionalModel(), condition=torch.arange(7.0), batch_size=3)
    torch.testing.assert_close(
        restore(points()) - points(), torch.arange(7.0)[:, None].expand(7, 2)
    )
    with pytest.raises(ValueError, match="7 rows for 5 examples"):
        restore(points(5))


@pytest.mark.parametrize("name", ["batch_size", "draws"])
def test_counts_below_one_are_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        denoiser(nn.Identity(), **{name: 0})
