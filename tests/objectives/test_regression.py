from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn

from dlc_support.data import Batch, Split
from dlc_support.objectives import PixelLoss, Regression
from dlc_support.training import Adam, fit, seeded

GENERATOR = torch.Generator()


def pair(**more: Tensor) -> Batch:
    return Batch(torch.tensor([[0.0], [1.0]]), targets=torch.tensor([[1.0], [4.0]]), **more)


def test_the_loss_is_the_distance_of_the_target_from_the_models_output():
    assert Regression()(nn.Identity(), pair(), GENERATOR).total.item() == pytest.approx(2.0)
    assert Regression("mse")(nn.Identity(), pair(), GENERATOR).total.item() == pytest.approx(5.0)
    half = Regression("half_sse")(nn.Identity(), pair(), GENERATOR)
    assert half.total.item() == pytest.approx(2.5)


def test_the_model_sees_the_input_as_it_is_and_nothing_is_drawn():
    before = GENERATOR.get_state()
    seen = []

    class Keep(nn.Module):
        def forward(self, inputs: Tensor) -> Tensor:
            seen.append(inputs)
            return inputs

    batch = pair()
    Regression()(Keep(), batch, GENERATOR)
    assert seen[0] is batch.inputs
    assert torch.equal(GENERATOR.get_state(), before)


def test_a_condition_is_handed_on():
    class Plus(nn.Module):
        def forward(self, inputs: Tensor, condition: Tensor) -> Tensor:
            return inputs + condition

    exact = pair(condition=torch.tensor([[1.0], [3.0]]))
    assert Regression()(Plus(), exact, GENERATOR).total.item() == 0.0


def test_a_loss_with_settings_is_told_how_far_the_run_is():
    @dataclass(frozen=True)
    class Progress(PixelLoss):
        def errors(self, estimate: Tensor, target: Tensor, progress: float) -> Tensor:
            return (estimate - target).abs() * progress

    batch = pair(progress=0.25)
    assert Regression(Progress())(nn.Identity(), batch, GENERATOR).total.item() == 0.5


def test_a_small_image_for_a_large_target_is_refused():
    batch = Batch(torch.zeros(1, 1, 2, 2), targets=torch.zeros(1, 1, 4, 4))
    with pytest.raises(ValueError, match=r"\(1, 1, 2, 2\) for a target of shape \(1, 1, 4, 4\)"):
        Regression()(nn.Identity(), batch, GENERATOR)


def test_pairs_without_targets_are_refused_before_the_first_step():
    with pytest.raises(ValueError, match="targets"):
        fit(nn.Linear(1, 1), Regression(), Split(torch.zeros(4, 1)), epochs=1, progress=False)
    with pytest.raises(ValueError, match="batch with targets"):
        Regression()(nn.Identity(), Batch(torch.zeros(2, 1)), GENERATOR)


def test_training_finds_the_line_that_the_pairs_lie_on():
    inputs = torch.linspace(-1, 1, 50)[:, None]
    pairs = Split(inputs, targets=3 * inputs - 1)
    with seeded(0):
        model = nn.Linear(1, 1)
    fit(model, Regression("mse"), pairs, epochs=60, batch_size=10, optimizer=Adam(0.1),
        progress=False)  # fmt: skip
    assert model.weight.item() == pytest.approx(3, abs=0.01)
    assert model.bias.item() == pytest.approx(-1, abs=0.01)
