import pytest
import torch

from dlc_support.training import Diverged, History
from dlc_support.training.history import READ_EVERY, LossMeter
from dlc_support.training.loop import Step


def step(number, value, **others):
    losses = {"total": torch.tensor(value), **{k: torch.tensor(v) for k, v in others.items()}}
    return Step(0, number, number, losses)


def test_an_epochs_loss_is_the_mean_over_its_steps():
    meter, history = LossMeter(), History()
    for number, value in enumerate((1.0, 2.0, 6.0)):
        meter.add(step(number, value, kl=-value))
    meter.read("")
    meter.close(history)
    meter.add(step(3, 10.0, kl=0.0))
    meter.read("")
    meter.close(history)
    assert history.train == {"total": [3.0, 10.0], "kl": [-3.0, 0.0]}


def test_it_is_time_to_read_after_fifty_steps():
    meter = LossMeter()
    due = [meter.add(step(number, 1.0)) for number in range(READ_EVERY)]
    assert READ_EVERY == 50
    assert due == [False] * 49 + [True]


def test_sums_do_not_depend_on_the_portions_in_which_losses_are_read():
    values = torch.rand(40, generator=torch.Generator().manual_seed(0)).tolist()
    often, seldom = LossMeter(), LossMeter()
    for number, value in enumerate(values):
        often.add(step(number, value))
        seldom.add(step(number, value))
        if number % 7 == 0:
            often.read("")
    often.read("")
    seldom.read("")
    assert often.sums == seldom.sums
    assert often.count == seldom.count == 40


def test_double_precision_is_kept():
    meter = LossMeter()
    value = 1.0 + 2.0**-40
    meter.add(Step(0, 0, 0, {"total": torch.tensor(value, dtype=torch.float64)}))
    meter.read("")
    assert meter.sums == {"total": value}


def test_a_ledger_goes_on_where_another_stood():
    first, whole = LossMeter(), LossMeter()
    first.add(step(0, 0.1))
    first.read("")
    second = LossMeter(first.sums, first.count)
    for meter in (second, whole):
        if meter is whole:
            meter.add(step(0, 0.1))
        meter.add(step(1, 0.2))
        meter.read("")
    assert (second.sums, second.count) == (whole.sums, whole.count)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_the_first_step_that_is_not_finite_is_named(value):
    meter = LossMeter()
    for number in range(10):
        meter.add(step(number, value if number in (6, 8) else 1.0, kl=0.5))
    with pytest.raises(Diverged, match=r"at step 6 \(epoch 1\): .*'kl': 0.5.*; the last good"):
        meter.read("the last good checkpoint is x.pt")


def test_a_part_that_is_not_finite_counts_too():
    meter = LossMeter()
    meter.add(step(0, 1.0, kl=float("nan")))
    with pytest.raises(Diverged, match="at step 0"):
        meter.read("")


def test_the_best_epoch_is_the_first_of_the_lowest():
    history = History()
    for epoch, value in ((2, 3.0), (4, 1.0), (6, 1.0), (8, 2.0)):
        history.add_validation(epoch, {"total": value, "kl": 0.0})
    assert history.best_epoch == 4
    assert history.since_best == 2
    assert history.valid == {"total": [3.0, 1.0, 1.0, 2.0], "kl": [0.0] * 4}


def test_a_run_that_was_not_validated_has_no_best_epoch():
    with pytest.raises(ValueError, match="not validated; pass validation="):
        _ = History().best_epoch


def test_a_state_is_a_copy_of_plain_values():
    history = History(train={"total": [1.0]}, steps=3, notes=["so"])
    state = history.state()
    history.train["total"].append(2.0)
    assert History(**state) == History(train={"total": [1.0]}, steps=3, notes=["so"])
