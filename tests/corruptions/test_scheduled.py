"""Noise whose level changes in the course of a run."""

import pytest
import torch
from torch import nn

from dlc_support.corruptions import (
    Chain,
    Clipped,
    GaussianBlur,
    GaussianNoise,
    Scheduled,
    ZeroMask,
)
from dlc_support.corruptions.corruption import at_progress
from dlc_support.data import Batch, Split
from dlc_support.objectives import (
    AdversarialDenoising,
    Denoising,
    EnergyScore,
    Noise2Noise,
    RealOrRestored,
)
from dlc_support.training import SGD, Ramp, Runtime, Validation, fit

RISING = Scheduled(GaussianNoise, Ramp(0.0, 2.0))


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_the_level_is_the_schedules_and_other_corruptions_stay_themselves():
    assert at_progress(RISING, 0.25) == GaussianNoise(0.5)
    assert at_progress(Chain(GaussianBlur(1.0), RISING), 0.5).corruptions[1] == GaussianNoise(1.0)
    assert at_progress(Clipped(RISING), 1.0) == Clipped(GaussianNoise(2.0))
    for plain in (GaussianNoise(0.1), Chain(GaussianBlur(1.0), GaussianNoise(0.1))):
        assert at_progress(plain, 0.5) is plain


def test_it_prints_as_its_constructor_so_that_a_run_can_be_found_again():
    assert repr(RISING) == f"Scheduled(GaussianNoise, {Ramp(0.0, 2.0)!r})"
    assert RISING.unbiased
    assert not Scheduled(ZeroMask, Ramp(0.0, 0.5)).unbiased


def test_without_a_moment_there_is_no_draw():
    with pytest.raises(TypeError, match=r"has a level only at a moment of the run"):
        RISING(torch.zeros(2, 2), seeded())
    with pytest.raises(TypeError, match="has a level only at a moment"):
        Chain(GaussianBlur(1.0), RISING)(torch.zeros(2, 1, 4, 4), seeded())


def test_impossible_levels_at_either_end_are_refused_at_once():
    for schedule in (Ramp(-0.1, 0.5), Ramp(0.5, 1.5)):
        with pytest.raises(ValueError, match="p must lie in"):
            Scheduled(ZeroMask, schedule)
    with pytest.raises(TypeError, match="kind must be a class of corruptions"):
        Scheduled(GaussianNoise(0.1), Ramp(0.0, 1.0))


class Critic(nn.Module):
    def forward(self, candidate, corrupted):
        return (candidate + corrupted).sum(dim=1)


@pytest.mark.parametrize(
    "objective",
    [
        lambda noise: Denoising(noise),
        lambda noise: Noise2Noise(noise),
        lambda noise: Noise2Noise(GaussianNoise(0.3), target_corruption=noise),
        lambda noise: EnergyScore(noise),
        lambda noise: AdversarialDenoising(noise, Critic()),
        lambda noise: RealOrRestored(noise, nn.Identity()),
    ],
    ids=["denoising", "noise2noise", "its target", "energy score", "adversarial", "critic"],
)
def test_every_objective_takes_the_corruption_of_the_moment(objective):
    model = Critic() if isinstance(objective(RISING), RealOrRestored) else nn.Identity()
    clean = torch.rand(20, 3, generator=seeded(1))
    for progress in (0.25, 1.0):
        batch = Batch(clean, progress=progress)
        moving = objective(RISING)(model, batch, seeded(2)).total
        assert torch.equal(
            moving, objective(at_progress(RISING, progress))(model, batch, seeded(2)).total
        )
    assert not torch.equal(moving, objective(GaussianNoise(0.5))(model, batch, seeded(2)).total)


def test_a_scheduled_mask_is_a_mask_where_one_is_needed():
    Denoising(Scheduled(ZeroMask, Ramp(0.0, 0.5)), emphasis=(1.0, 0.5), show_mask=True)
    with pytest.raises(ValueError, match="need a corruption that is a mask"):
        Denoising(RISING, show_mask=True)


def test_a_run_begins_at_the_start_and_is_validated_at_the_end_of_the_schedule():
    data = Split(torch.zeros(4000, 2))
    model = nn.Linear(2, 2)
    with torch.no_grad():
        model.weight.copy_(torch.eye(2))
        model.bias.zero_()
    model.bias.requires_grad_(False)
    history = fit(
        model,
        Denoising(RISING, loss="mse"),
        data,
        epochs=1,
        batch_size=1000,
        optimizer=SGD(lr=1e-9),
        validation=Validation(data),
        runtime=Runtime(device="cpu", precision="float32"),
        progress=False,
    )
    # Four steps at sigma 0, 0.5, 1 and 1.5; validation at 2.
    assert history.train["total"][0] == pytest.approx((0.25 + 1 + 2.25) / 4, rel=0.1)
    assert history.valid["total"][0] == pytest.approx(4, rel=0.1)


def test_a_level_that_is_a_tensor_carries_gradients():
    sigma = torch.full((3, 1), 0.5, requires_grad=True)
    draw = GaussianNoise.at(torch.zeros(3, 4), sigma, seeded())
    (slope,) = torch.autograd.grad(draw.sum(), sigma)
    torch.testing.assert_close(slope, (draw.detach() / 0.5).sum(dim=1, keepdim=True))
