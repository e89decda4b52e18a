import pytest
import torch
from torch import nn

from dlc_support.training.averaging import averaged


def test_the_average_forgets_geometrically_and_begins_with_the_weights():
    model = nn.Linear(1, 1, bias=False)
    average = averaged(model, 0.75)
    for value in (1.0, 2.0, 4.0):
        nn.init.constant_(model.weight, value)
        average.update_parameters(model)
    expected = 0.75 * (0.75 * 1.0 + 0.25 * 2.0) + 0.25 * 4.0
    assert average.module.weight.item() == pytest.approx(expected)
    assert model.weight.item() == 4.0


def test_statistics_of_batch_normalisation_are_averaged_too():
    model = nn.BatchNorm1d(1, momentum=1.0)
    average = averaged(model, 0.5)
    for value in (1.0, 3.0):
        model(torch.tensor([[value - 1], [value + 1]]))
        average.update_parameters(model)
    assert average.module.running_mean.item() == pytest.approx(2.0)


@pytest.mark.parametrize("kind", [torch.int64, torch.uint8, torch.bool])
def test_what_is_no_real_number_is_copied(kind):
    model = nn.BatchNorm1d(1)
    model.register_buffer("seen", torch.zeros(3).to(kind))
    average = averaged(model, 0.9)
    for number in range(1, 6):
        model.num_batches_tracked.fill_(number)
        model.seen.fill_(number % 2)
        average.update_parameters(model)
        assert average.module.num_batches_tracked == number
        assert torch.equal(average.module.seen, model.seen)


@pytest.mark.parametrize("decay", [0.0, 1.0, -0.5, 2.0])
def test_decays_outside_the_open_unit_interval_are_refused(decay):
    with pytest.raises(ValueError, match=r"ema must be in \(0, 1\), got"):
        averaged(nn.Linear(1, 1), decay)
