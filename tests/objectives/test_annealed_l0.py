import math
import pickle

import pytest
import torch

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Batch
from dlc_support.objectives import AnnealedL0, Denoising, PixelLoss
from dlc_support.objectives.pixel_losses import distance


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_the_exponent_walks_from_start_to_end():
    loss = AnnealedL0(start=2.0, end=0.5)
    assert [loss.exponent(progress) for progress in (0.0, 0.5, 1.0)] == [2.0, 1.25, 0.5]


@pytest.mark.parametrize(("progress", "name"), [(0.0, "mse"), (0.5, "l1")])
def test_it_begins_as_the_squared_error_and_passes_the_absolute_one(progress, name):
    estimate, target = torch.randn(4, 3, 5, 5), torch.rand(4, 3, 5, 5)
    expected = distance(name, estimate, target)
    annealed = AnnealedL0()(estimate, target, progress=progress)
    torch.testing.assert_close(annealed, expected, rtol=1e-5, atol=1e-6)


def test_at_the_end_errors_weigh_by_their_logarithm():
    estimate = torch.tensor([0.0, 1.0, 2.0, 3.0], dtype=torch.float64)
    target = torch.tensor([0.0, 1.5, 2.1, 7.0], dtype=torch.float64)
    left = AnnealedL0(epsilon=1e-3)(estimate, target, progress=1 - 5e-7) - 1
    expected = sum(math.log(error + 1e-3) for error in (0.0, 0.5, 0.1, 4.0)) / 4
    assert (left / 1e-6).item() == pytest.approx(expected, rel=1e-4)


def walked(targets, steps=2000):
    """Where a free estimate ends that follows the annealed loss of the targets."""
    value = torch.nn.Parameter(torch.tensor(0.5))
    optimizer = torch.optim.Adam([value], lr=0.01)
    for step in range(steps):
        progress = step / steps
        optimizer.param_groups[0]["lr"] = 0.01 * (1 - progress)
        optimizer.zero_grad()
        AnnealedL0()(value.expand_as(targets), targets, progress=progress).backward()
        optimizer.step()
    return value.item()


def test_the_walk_ends_at_the_mode_where_mean_and_median_lie_elsewhere():
    # Three tenths of the targets are right; the others lie anywhere in [0, 1].
    anywhere = torch.linspace(0, 1, 140)
    targets = torch.cat([torch.full((60,), 0.2), anywhere])
    assert targets.mean().item() == pytest.approx(0.41)
    assert targets.median().item() == pytest.approx(0.288, abs=0.01)
    assert walked(targets) == pytest.approx(0.2, abs=0.03)  # how near differs by processor


def test_a_gradient_exists_where_nothing_is_missed():
    estimate = torch.ones(3, requires_grad=True)
    AnnealedL0()(estimate, torch.ones(3), progress=0.9).backward()
    assert torch.equal(estimate.grad, torch.zeros(3))


def test_weights_multiply_each_component():
    estimate, target = torch.tensor([[1.0, 5.0]]), torch.zeros(1, 2)
    loss = AnnealedL0()(estimate, target, weight=torch.tensor([[3.0, 0.0]]))
    assert loss.item() == pytest.approx(1.5)


def test_an_objective_tells_it_how_far_the_run_is():
    batch = Batch(torch.zeros(50, 4))
    early, late = (
        Denoising(GaussianNoise(0.5), loss=AnnealedL0())(
            torch.nn.Identity(), Batch(batch.inputs, progress=progress), seeded()
        ).total.item()
        for progress in (0.0, 0.5)
    )
    noise = GaussianNoise(0.5)(batch.inputs, seeded())
    assert early == pytest.approx(noise.square().mean().item(), rel=1e-5)
    assert late == pytest.approx(noise.abs().mean().item(), rel=1e-5)


def test_it_is_a_value_that_prints_as_its_constructor():
    loss = AnnealedL0(end=0)
    assert repr(loss) == "AnnealedL0(epsilon=1e-08, start=2.0, end=0.0)"
    assert pickle.loads(pickle.dumps(loss)) == loss == AnnealedL0()
    assert isinstance(loss, PixelLoss)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epsilon": 0.0}, "epsilon must be > 0, got 0.0"),
        ({"start": -1.0}, "start must be >= 0, got -1.0"),
        ({"end": float("nan")}, "end must be >= 0, got nan"),
    ],
)
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        AnnealedL0(**settings)
