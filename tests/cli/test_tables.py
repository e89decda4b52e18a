from dlc_support import tables
from tests.tables.example import example


def test_reproduce_without_a_name_lists_the_recipes(dlc, monkeypatch):
    monkeypatch.setattr(tables, "available", lambda: {"a-table": "x", "b-table": "y"})
    assert dlc("reproduce") == (0, "a-table\nb-table\n")


def test_reproduce_passes_its_options_on_and_shows_the_table(dlc, monkeypatch):
    calls = []
    monkeypatch.setattr(tables, "reproduce", lambda *a, **k: calls.append((a, k)) or example())
    status, text = dlc("reproduce", "a-table", "--seeds", "3", "--jobs", "2", "--budget", "quick")
    assert status == 0
    ((arguments, options),) = calls
    assert arguments == ("a-table", 3)
    assert (options["jobs"], options["budget"]) == (2, "quick")
    assert "| network | 20.20 ± 0.50 (source: 21) |" in text
    assert "the network wins: resolved" in text


def test_an_unknown_recipe_is_one_line(dlc):
    status, text = dlc("reproduce", "nothing")
    assert status == 1
    assert text.startswith("dlc: name must be one of")
