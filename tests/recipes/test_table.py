"""Tests of `dlc_support.recipes.table`."""

import csv
import json

import pytest

from dlc_support.recipes.table import Table, example


def test_a_saved_table_is_the_same_table_again(tmp_path):
    table = example()
    again = Table.load(table.save(tmp_path / "example.json"))
    assert again.values == table.values
    assert again.claims == list(table.claims)
    assert again.provenance == table.provenance
    assert again.to_markdown() == table.to_markdown()


def test_saving_what_was_loaded_changes_no_byte(tmp_path):
    path = example().save(tmp_path / "example.json")
    before = path.read_bytes()
    Table.load(path).save(path)
    assert path.read_bytes() == before


def test_a_changed_number_changes_one_line_of_the_file(tmp_path):
    content = json.loads(example().save(tmp_path / "a.json").read_text(encoding="utf-8"))
    content["values"]["filter"]["PSNR / dB"][1] = 18.25
    (tmp_path / "b.json").write_text(json.dumps(content), encoding="utf-8")
    Table.load(tmp_path / "b.json").save(tmp_path / "b.json")
    lines = [(tmp_path / f"{name}.json").read_text(encoding="utf-8").splitlines() for name in "ab"]
    assert sum(a != b for a, b in zip(*lines, strict=True)) == 1


def test_the_interval_is_that_of_student():
    interval = example().interval("network", "PSNR / dB")
    # Standard deviation .2, three seeds, t(.975, 2) = 4.3027.
    assert interval.mean == pytest.approx(20.2)
    assert interval.high - interval.mean == pytest.approx(4.3027 * 0.2 / 3**0.5, rel=1e-4)


def test_the_csv_has_a_line_per_row_column_and_seed(tmp_path):
    path = example().to_csv(tmp_path / "example.csv")
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 6
    assert lines[1] == {"row": "network", "column": "PSNR / dB", "seed": "1", "value": "20.2"}


def test_markdown_shows_mean_half_width_and_the_source():
    text = example().to_markdown()
    assert "| network | 20.20 ± 0.50 (source: 21) |" in text


def test_a_single_seed_shows_its_interval_over_images():
    table = Table(
        **{
            **vars(example()),
            "values": {"network": {"PSNR / dB": [20.0]}},
            "within": {"network": {"PSNR / dB": [[19.5, 20.5]]}},
            "seeds": [0],
            "claims": [],
        }
    )
    assert "20.00 [19.50, 20.50]" in table.to_markdown()
    assert table.over_images("network", "PSNR / dB")[0].high == 20.5


def test_the_html_escapes_what_names_contain():
    table = Table(
        **{**vars(example()), "values": {"p < .5": {"x": [1.0, 2.0, 3.0]}}, "claims": []}
    )
    assert "p &lt; .5" in table._repr_html_()
    assert 'nowrap">2.00 ± 2.48</td>' in table._repr_html_()


def test_a_part_keeps_the_claims_about_its_rows():
    table = example()
    assert table.part(columns=["PSNR / dB"]).claims == table.claims
    part = table.part(rows=["filter"])
    assert (part.rows, part.claims) == (["filter"], [])
    assert part.per_seed("filter", "PSNR / dB") == table.per_seed("filter", "PSNR / dB")


def test_a_part_of_unknown_rows_is_refused():
    with pytest.raises(KeyError, match=r"no rows \['nothing'\]"):
        example().part(rows=["nothing"])


def test_an_unknown_cell_is_named_with_those_that_are_there():
    with pytest.raises(KeyError, match=r"'nothing'.*'network', 'filter'"):
        example().per_seed("nothing", "PSNR / dB")


def test_a_row_with_too_few_seeds_is_refused():
    with pytest.raises(ValueError, match="one value for each of 3 seeds, got 1"):
        Table(**{**vars(example()), "values": {"network": {"PSNR / dB": [20.0]}}})


def test_a_missing_table_names_the_command_that_makes_it(tmp_path, monkeypatch):
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="dlc reproduce mnist-corruptions"):
        Table.load("mnist-corruptions")


def test_a_file_that_is_no_table_is_refused_in_words(tmp_path):
    (tmp_path / "other.json").write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(ValueError, match="is no table"):
        Table.load(tmp_path / "other.json")
