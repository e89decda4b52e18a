import pytest
import torch
from torch import nn

from dlc_support.data import Split
from dlc_support.evaluation import encoded
from dlc_support.models import MLP

DATA = Split(
    torch.rand(7, 1, 2, 2, generator=torch.Generator().manual_seed(0)),
    torch.arange(7),
    name="x",
    range="unit",
)


def test_codes_of_all_rows_in_order_whatever_the_batch_size():
    model = MLP((4, 3, 4), activation=nn.Sigmoid)
    whole, parts = encoded(model, DATA), encoded(model, DATA, batch_size=2)
    assert torch.allclose(whole.inputs, model.encode(DATA.inputs))
    assert torch.allclose(whole.inputs, parts.inputs)
    assert torch.equal(whole.labels, DATA.labels)


def test_the_codes_carry_no_gradient_and_dropout_is_off():
    model = MLP((4, 3, 4), activation=nn.Sigmoid, dropout=0.9)
    made = encoded(model, DATA).inputs
    assert not made.requires_grad
    assert torch.equal(made, encoded(model, DATA).inputs)
    assert model.training


def test_the_range_is_read_from_the_codes():
    assert encoded(MLP((4, 3, 4), activation=nn.Sigmoid), DATA).range == "unit"
    model = MLP((4, 3, 4), activation=nn.Tanh)
    nn.init.constant_(model.layers[0].bias, -9.0)
    assert encoded(model, DATA).range == "unbounded"


def test_targets_do_not_stay_behind():
    assert (
        encoded(MLP((4, 3, 4)), Split(DATA.inputs, targets=DATA.inputs, range="unit")).targets
        is None
    )


def test_a_batch_must_have_rows():
    with pytest.raises(ValueError, match="batch_size must be at least 1, got 0"):
        encoded(MLP((4, 3, 4)), DATA, batch_size=0)
