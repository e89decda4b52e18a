from pathlib import Path

import pytest

from dlc_support import pages


@pytest.fixture
def recorded(monkeypatch):
    """The calls of `record`, which executes nothing here."""
    calls = []
    monkeypatch.setattr(pages, "find_page", lambda name: Path(f"{name}.ipynb"))
    monkeypatch.setattr(pages, "record", lambda *a, **k: calls.append(k) or "Recorded.")
    return calls


@pytest.mark.parametrize(
    ("options", "stored"),
    [
        (["--budget", "full"], True),
        (["--budget", "full", "--no-in-place"], False),
        (["--budget", "quick"], False),
        (["--budget", "quick", "--in-place"], True),
        (["--output", "there.ipynb"], True),
        ([], False),
    ],
)
def test_a_page_is_overwritten_at_the_full_budget_or_on_demand(dlc, recorded, options, stored):
    status, text = dlc("run", "toy", *options)
    assert status == 0
    assert recorded[0]["store"] is stored
    assert ("not stored" in text) is not stored


def test_two_places_for_the_outputs_are_refused(dlc, recorded):
    status, text = dlc("run", "toy", "--output", "a.ipynb", "--in-place")
    assert (status, text) == (1, "dlc: --output and --in-place exclude each other\n")


def test_an_unknown_page_is_one_line(dlc):
    status, text = dlc("run", "nothing")
    assert (status, text) == (1, "dlc: page must be one of [], got 'nothing'\n")
