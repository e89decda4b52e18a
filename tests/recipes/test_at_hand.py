import pytest

from dlc_support.recipes import Table, at_hand, table_at_hand
from dlc_support.repository import results_folder

RECORDED = Table.load(results_folder() / "mnist-corruptions.json")


@pytest.fixture
def runs_of(monkeypatch):
    """Names and seeds of the recipes that were run."""
    made = []

    def run(name, seeds, output):
        made.append((name, seeds))
        return RECORDED

    monkeypatch.setattr(at_hand, "reproduce", run)
    return made


def test_the_recorded_table_is_taken_at_the_full_budget(runs_of, monkeypatch):
    monkeypatch.setenv("DLC_BUDGET", "full")
    assert table_at_hand("mnist-corruptions", 2).name == "mnist-corruptions"
    assert runs_of == []


def test_the_quick_budget_runs_the_recipe(runs_of, monkeypatch):
    monkeypatch.setenv("DLC_BUDGET", "quick")
    table_at_hand("mnist-corruptions", 2)
    assert runs_of == [("mnist-corruptions", 2)]


def test_a_table_that_was_not_recorded_is_run(runs_of, monkeypatch, tmp_path):
    monkeypatch.setenv("DLC_BUDGET", "full")
    monkeypatch.setattr(at_hand, "results_folder", lambda: tmp_path)
    table_at_hand("mnist-corruptions", 3)
    assert runs_of == [("mnist-corruptions", 3)]


def test_outside_a_clone_the_recipe_is_run(runs_of, monkeypatch):
    def nowhere():
        raise FileNotFoundError

    monkeypatch.setenv("DLC_BUDGET", "full")
    monkeypatch.setattr(at_hand, "results_folder", nowhere)
    table_at_hand("mnist-corruptions", 1)
    assert runs_of == [("mnist-corruptions", 1)]
