"""Tests of `dlc_support.tables.table`."""

import csv
import json
from dataclasses import replace

import pytest

from dlc_support.evaluation import Interval
from dlc_support.tables import Table, cell
from dlc_support.tables.storage import dumps
from tests.tables.example import example

SETS = ("basic", "rot", "bg-rand", "bg-img", "rot-bg-img", "rect", "rect-img", "convex")
MODELS = ("SVM-rbf", "SVM-poly", "NNet", "DBN-1", "SAE-3", "SDAE-3")


def vincent() -> Table:
    """Eight data sets, six models, errors and losses: what the sources of later chapters print."""
    cells = [
        cell(*where)
        for where in ((s, m, c) for s in SETS for m in MODELS for c in ("error / %", "loss"))
    ]
    return replace(
        example(),
        values={where: [float(n), n + 0.5] for n, where in enumerate(cells)},
        seeds=[0, 1],
        seconds=[],
        published={where: Interval(3.0, 2.85, 3.15) for where in cells},
        claims=[],
    )


def same(table: Table, other: Table) -> bool:
    """Whether two tables are alike in every field; lists may be tuples."""
    return dumps(vars(table)) == dumps(vars(other)) and table.within == {
        where: [tuple(pair) for pair in ends] for where, ends in other.within.items()
    }


def test_vincents_table_fits_and_is_saved_and_shown_both_ways(tmp_path):
    table = vincent()
    assert (table.groups, table.rows) == (list(SETS), list(MODELS))
    assert same(Table.load(table.save(tmp_path / "v.json")), table)
    assert len(table.long().lines) == 48
    wide = table.wide("loss")
    assert [line[0] for line in wide.lines] == list(SETS)
    assert wide.head == ["loss", *MODELS]
    assert wide.lines[0][1] == "1.25 ± 3.18 (source: 3 ± 0.15)"


def test_a_saved_table_is_the_same_table_again(tmp_path):
    where = cell("filter", "PSNR / dB")
    table = replace(example(), within={where: [[17.0, 19.0]] * 3}, code="0123")
    assert same(Table.load(table.save(tmp_path / "example.json")), table)


def test_saving_what_was_loaded_changes_no_byte(tmp_path):
    path = example().save(tmp_path / "example.json")
    before = path.read_bytes()
    Table.load(path).save(path)
    assert path.read_bytes() == before


def test_a_changed_number_changes_one_line_of_the_file(tmp_path):
    content = json.loads(example().save(tmp_path / "a.json").read_text(encoding="utf-8"))
    content["values"][1][4] = 18.25
    (tmp_path / "b.json").write_text(json.dumps(content), encoding="utf-8")
    Table.load(tmp_path / "b.json").save(tmp_path / "b.json")
    lines = [(tmp_path / f"{name}.json").read_text(encoding="utf-8").splitlines() for name in "ab"]
    assert sum(a != b for a, b in zip(*lines, strict=True)) == 1


def test_the_interval_is_that_of_student():
    interval = example().interval("network", "PSNR / dB")
    # Standard deviation .2, three seeds, t(.975, 2) = 4.3027.
    assert interval.mean == pytest.approx(20.2)
    assert interval.high - interval.mean == pytest.approx(4.3027 * 0.2 / 3**0.5, rel=1e-4)


def test_the_csv_has_a_line_per_group_row_column_and_seed(tmp_path):
    path = example().to_csv(tmp_path / "example.csv")
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 6
    first = {"group": "", "row": "network", "column": "PSNR / dB", "seed": "1", "value": "20.2"}
    assert lines[1] == first


def test_a_part_keeps_the_claims_about_its_rows():
    table = example()
    assert table.part(columns=["PSNR / dB"]).claims == table.claims
    part = table.part(rows=["filter"])
    assert (part.rows, part.claims) == (["filter"], [])
    assert part.per_seed("filter", "PSNR / dB") == table.per_seed("filter", "PSNR / dB")


def test_a_part_has_the_order_wanted_and_each_group_its_own_rows():
    table = vincent().part(["rot", "basic"], ["DBN-1", "NNet"], ["loss"])
    assert (table.groups, table.rows, table.columns) == (
        ["rot", "basic"],
        ["DBN-1", "NNet"],
        ["loss"],
    )
    table = vincent().part(rows={"rect": ["NNet"], "rot": ["SAE-3", "NNet"]})
    assert [(g, table.rows_of(g)) for g in table.groups] == [
        ("rect", ["NNet"]),
        ("rot", ["SAE-3", "NNet"]),
    ]


def test_a_part_by_columns_keeps_the_order_of_each_groups_rows():
    rows = {"basic": ["NNet", "SDAE-3"], "rot": ["SVM-rbf", "SDAE-3", "NNet"]}
    table = vincent().part(rows=rows).part(columns=["loss"])
    assert {group: table.rows_of(group) for group in table.groups} == rows


@pytest.mark.parametrize("kind", ["groups", "rows", "columns"])
def test_a_part_of_unknown_names_is_refused(kind):
    with pytest.raises(KeyError, match=rf"no {kind} \['nothing'\]"):
        example().part(**{kind: ["nothing"]})


def test_an_unknown_cell_is_named_with_those_that_are_there():
    with pytest.raises(KeyError, match=r"'nothing'.*'network', 'filter'"):
        example().per_seed("nothing", "PSNR / dB")


def test_a_cell_with_too_few_seeds_is_refused():
    with pytest.raises(ValueError, match="one value for each of 3 seeds, got 1"):
        replace(example(), values={cell("network", "PSNR / dB"): [20.0]})


def test_a_value_that_no_seed_changes_is_one_value():
    where = cell("network", "PSNR / dB")
    with pytest.raises(ValueError, match="one value for all seeds"):
        replace(example(), unseeded=[where])


def test_the_seeds_of_a_table_make_the_table_again():
    table = replace(example(), within={cell("filter", "PSNR / dB"): [(1.0, 2.0)] * 3})
    assert same(Table.joined([table.only(seed) for seed in table.seeds]), table)
    assert table.only(1).per_seed("filter", "PSNR / dB") == (18.3,)


def test_seconds_that_one_part_lacks_are_unknown():
    first, second = example().only(0), replace(example().only(1), seconds=[])
    assert Table.joined([first, second]).seconds == []


def test_a_missing_table_names_the_command_that_makes_it(tmp_path, monkeypatch):
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="dlc reproduce mnist-corruptions"):
        Table.load("mnist-corruptions")


def test_a_file_that_is_no_table_is_refused_in_words(tmp_path):
    for text in ('{"a": 1}', "[1]", "no JSON"):
        (tmp_path / "other.json").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="is no table"):
            Table.load(tmp_path / "other.json")
