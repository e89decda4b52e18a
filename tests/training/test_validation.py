from dataclasses import dataclass

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import Denoising, Loss, Objective
from dlc_support.training import Runtime, Validation
from dlc_support.training.validation import evaluating, validate

POINTS = Split(torch.randn(10, 2, generator=torch.Generator().manual_seed(0)), name="points")
CPU = Runtime("cpu")


@dataclass(frozen=True)
class Mean(Objective):
    """The mean of the inputs, and the progress."""

    def __call__(self, model, batch, generator):
        return Loss(batch.inputs.mean(), {"progress": torch.tensor(batch.progress)})


@pytest.mark.parametrize("size", [1, 3, 7, 10, 1000])
def test_the_mean_over_a_split_does_not_depend_on_the_batch_size(size):
    seen = validate(
        nn.Linear(2, 2), Mean(), Validation(POINTS, batch_size=size), seed=0, runtime=CPU
    )
    assert seen["total"] == pytest.approx(POINTS.inputs.mean().item(), rel=1e-6)
    assert seen["progress"] == 1.0


def test_validation_has_the_same_noise_each_time_and_draws_nothing_global():
    model, validation = nn.Linear(2, 2), Validation(POINTS)
    before = torch.random.get_rng_state()
    first, second, other = (
        validate(model, Denoising(GaussianNoise(0.5)), validation, seed=seed, runtime=CPU)
        for seed in (0, 0, 1)
    )
    assert first == second
    assert first != other
    assert torch.equal(torch.random.get_rng_state(), before)


def test_the_model_is_judged_in_evaluation_mode_and_left_as_it_was():
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Dropout(0.5))
    model[1].eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    objective, validation = Denoising(GaussianNoise(0.5)), Validation(POINTS)
    seen = validate(model, objective, validation, seed=0, runtime=CPU)
    assert [module.training for module in model] == [True, False, True]
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name])
    assert seen == validate(model.eval(), objective, validation, seed=0, runtime=CPU)


def test_modes_are_put_back_after_an_error():
    model = nn.Linear(2, 2)
    seen = []

    def fails():
        with evaluating([model]):
            seen.append(model.training)
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert seen == [False]
    assert model.training


@pytest.mark.parametrize("name", ["every", "patience", "batch_size"])
def test_numbers_below_one_are_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        Validation(POINTS, **{name: 0})


def test_a_validation_prints_what_it_is():
    printed = "Validation('points', 10, None, by='total', every=1, patience=3)"
    assert repr(Validation(POINTS, patience=3)) == printed
    assert repr(Validation(POINTS, patience=3, batch_size=3)) == f"{printed[:-1]}, batch_size=3)"


@dataclass(frozen=True)
class Precision(Objective):
    """The type that the model computes in."""

    exact: bool

    def __call__(self, model, batch, generator):
        low = model(batch.inputs).dtype == torch.bfloat16
        return Loss(torch.tensor(float(low)))


@pytest.mark.parametrize("exact", [True, False])
def test_a_likelihood_is_evaluated_outside_autocast(exact):
    runtime, model = Runtime("cpu", precision="bf16"), nn.Linear(2, 2)
    losses = validate(model, Precision(exact), Validation(POINTS), seed=0, runtime=runtime)
    assert losses == {"total": float(not exact)}
    model.exact = True
    losses = validate(model, Precision(exact=False), Validation(POINTS), seed=0, runtime=runtime)
    assert losses == {"total": 0.0}
