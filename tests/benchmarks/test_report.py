import pytest

from benchmarks.clock import Time, interleave, quartiles, ratios, turn
from benchmarks.report import BEGIN, END, README, line, recorded, renewed, tables
from benchmarks.row import Row, Target, row


def times(*walls: float) -> list[Time]:
    return [Time(wall, wall) for wall in walls]


def made(target: Target, *values: float) -> Row:
    return row("loop", "a model", "x", times(*values), {"fit": times(1.0)}, target=target)


def test_contestants_take_turns_after_a_turn_that_does_not_count():
    calls: list[str] = []
    contestants = {name: turn(lambda name=name: calls.append(name), 1) for name in "ab"}
    turns = interleave(contestants, 2)
    assert calls == ["a", "b", "a", "b", "b", "a"]
    assert [len(turns[name]) for name in "ab"] == [2, 2]


def test_the_ratio_of_a_pair_is_that_of_its_turns():
    assert ratios(times(2.0, 9.0), times(1.0, 3.0)) == times(2.0, 3.0)


def test_quartiles_of_five_values_are_the_second_and_the_fourth():
    assert quartiles([5.0, 1.0, 4.0, 2.0, 3.0]) == (2.0, 4.0)


def test_a_row_holds_the_median_of_its_rounds():
    assert made(Target(), 1.0, 7.0, 2.0).value == Time(2.0, 2.0)


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target(at_least=0.95), True),
        (Target(at_least=1.05), False),
        (Target(at_most=0.95), False),
        (Target(at_most=1.05), True),
        (Target(), None),
    ],
)
def test_a_target_is_met_from_its_own_side(target: Target, met: bool | None):
    assert made(target, 1.0).met is met


def test_a_missed_target_is_said_in_the_table():
    assert "| ≥ 2 | no |" in line(made(Target(at_least=2.0), 1.5))


def test_a_row_survives_the_json_file():
    before = made(Target(at_most=2.0), 1.5, 1.6)
    assert Row.from_dict(before.as_dict()) == before


def test_the_table_of_the_readme_is_that_of_the_recorded_results():
    page = README.read_text(encoding="utf-8")
    shown = page.partition(BEGIN)[2].partition(END)[0]
    assert shown.strip() == tables(*recorded()).strip()


def test_some_results_are_renewed_and_the_others_kept():
    before, about = recorded()
    fresh = made(Target(), 1.0)
    rows, circumstances = renewed([fresh], {"date": "2001-02-03", "load before": 4.5})
    assert [row for row in rows if row.benchmark == "loop"] == [fresh]
    others = [row for row in before if row.benchmark != "loop"]
    assert others
    assert rows[:-1] == others
    assert circumstances == about | {"loop again": "2001-02-03, load 4.5"}
