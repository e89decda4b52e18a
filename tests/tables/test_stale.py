"""Tests of `dlc_support.tables.stale`, in an empty clone."""

from dataclasses import replace

import pytest

from dlc_support.repository import results_folder
from dlc_support.tables import Table, accept, few_seeds, stale_tables
from dlc_support.tables.reproduce import code_of

NAME = "noise2noise-targets"


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """Writes a table of a recipe into the clone's `results/`, with some of it changed."""
    original = Table.load(NAME)
    for name in ("_toc.yml", "pyproject.toml"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)

    def write(*, other_code=(), **changes):
        here = replace(original.provenance, other_code=list(other_code))
        table = replace(original, **{"code": code_of(NAME), "provenance": here, **changes})
        table.save(results_folder() / f"{table.name}.json")
        return table

    return write


def test_a_table_of_the_code_that_is_here_is_not_listed(recorded):
    recorded()
    assert stale_tables() == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "0" * 16}, "was made by other code than is here"),
        ({"code": ""}, "was made by other code than is here"),
        ({"other_code": ["run 0a: UNet"]}, "was made from weights of other code: run 0a: UNet"),
        ({"name": "gone"}, "has no recipe"),
    ],
)
def test_a_table_of_other_code_is_listed_with_the_reason(recorded, changes, reason):
    table = recorded(**changes)
    assert stale_tables() == [f"results/{table.name}.json {reason}"]


def test_tables_with_fewer_than_five_seeds_are_listed(recorded):
    table = recorded()
    one = table.only(table.seeds[0])
    recorded(values=one.values, within=one.within, seeds=[0], seconds=[])
    assert few_seeds() == [f"results/{NAME}.json has 1 seed"]
    five = {where: numbers * 5 for where, numbers in one.values.items()}
    recorded(values=five, within={}, seeds=[0, 1, 2, 3, 4], seconds=[])
    assert few_seeds() == []


def test_a_table_of_a_quick_run_is_not_looked_at(recorded):
    recorded(code="").save(results_folder() / f"{NAME}.quick.json")
    (results_folder() / f"{NAME}.json").unlink()
    assert stale_tables() == []


def test_an_accepted_table_has_its_numbers_and_the_reason(recorded):
    before = recorded(code="0" * 16)
    accept(NAME, why="quick values are equal")
    after = Table.load(NAME)
    assert stale_tables() == []
    assert after.values == before.values
    *_, reason = after.provenance.accepted
    assert (reason["old"], reason["why"]) == ("0" * 16, "quick values are equal")


def test_without_a_change_nothing_is_accepted(recorded):
    recorded()
    with pytest.raises(ValueError, match="nothing to accept"):
        accept(NAME, why="because")
