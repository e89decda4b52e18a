import pytest
import torch

from dlc_support.training import budget, current_budget


@pytest.mark.parametrize(("name", "value"), [("quick", 1), ("full", 25)])
def test_the_variable_decides(monkeypatch, name, value):
    monkeypatch.setenv("DLC_BUDGET", name)
    assert current_budget() == name
    assert budget(quick=1, full=25) == value


@pytest.mark.parametrize(("there", "name"), [(True, "full"), (False, "quick")])
def test_without_the_variable_an_accelerator_decides(monkeypatch, there, name):
    monkeypatch.delenv("DLC_BUDGET", raising=False)
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: there)
    assert current_budget() == name


def test_other_budgets_are_refused(monkeypatch):
    monkeypatch.setenv("DLC_BUDGET", "Full")
    with pytest.raises(ValueError, match="DLC_BUDGET must be 'quick' or 'full', got 'Full'"):
        budget(quick=1, full=2)
