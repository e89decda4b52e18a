"""Tests of the command `dlc`: what it says, and with which status it ends."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from dlc_support import __version__, cli, pages, recipes
from dlc_support.data import data_directory, embedded_digits
from dlc_support.recipes.table import example


@pytest.fixture(autouse=True)
def clone(tmp_path, monkeypatch):
    """An empty clone as working directory, with a data directory of its own."""
    for name in ("_toc.yml", "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / "book").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def dlc(*arguments, answer=""):
    done = CliRunner().invoke(cli.app, list(arguments), input=answer)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.fixture
def downloaded():
    """A file in the place of MNIST."""
    file = data_directory() / "MNIST" / "raw" / "images"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(2_000_000))
    return file


def test_help_names_every_subcommand():
    status, text = dlc("--help")
    assert status == 0
    assert all(name in text for name in ("info", "data", "run", "reproduce"))


@pytest.mark.parametrize("name", ["info", "data", "run", "reproduce"])
def test_every_subcommand_has_help(name):
    assert dlc(name, "--help")[0] == 0


def test_info_shows_versions_device_budget_and_data(clone):
    status, text = dlc("info")
    assert status == 0
    assert f"dlc-support {__version__}" in text
    assert str(clone / "data") in text
    assert "`dlc data mnist` fetches MNIST" in text


def test_info_lists_pages_that_must_be_recorded_again_and_fails(clone):
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), clone / "book" / "toy.ipynb")
    status, text = dlc("info", "--pages")
    assert status == 1
    assert text == "book/toy.ipynb was never recorded\n"


def test_info_is_content_when_no_page_is_stale():
    assert dlc("info", "--pages") == (0, "all pages are recorded from the code that is here\n")


def test_outside_a_clone_one_line_says_so(tmp_path, monkeypatch):
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "_toc.yml").unlink()
    monkeypatch.chdir(outside)
    monkeypatch.setattr("dlc_support.repository.PACKAGE", outside)
    status, text = dlc("info", "--pages")
    assert status == 1
    assert text.startswith("dlc: ")
    assert "not inside a clone" in text
    assert "Traceback" not in text


def test_data_lists_what_is_there(downloaded):
    assert dlc("data") == (0, "MNIST: 2.0 MB\n")


def test_clear_asks_and_takes_no_for_an_answer(downloaded):
    status, text = dlc("data", "--clear", answer="n\n")
    assert status == 1
    assert "Remove MNIST (2.0 MB)" in text
    assert downloaded.is_file()


def test_clear_removes_after_a_yes(downloaded):
    status, text = dlc("data", "--clear", answer="y\n")
    assert status == 0
    assert "removed 2.0 MB" in text
    assert not downloaded.exists()


def test_clear_does_not_ask_where_yes_was_said(downloaded):
    assert dlc("data", "--clear", "--yes") == (0, "removed 2.0 MB\n")


def test_clear_without_data_says_so():
    assert "no data set in" in dlc("data", "--clear")[1]


def test_a_fetch_calls_the_data_set_and_counts(monkeypatch):
    digits = embedded_digits()
    asked = []
    monkeypatch.setattr("dlc_support.data.mnist", lambda **how: asked.append(how) or digits)
    status, text = dlc("data", "mnist")
    assert status == 0
    assert asked == [{"embedded": False}]
    assert f"{len(digits.train)}, {len(digits.valid)}, {len(digits.test)} (train" in text


def test_a_data_set_that_does_not_exist_is_a_line_with_those_that_do():
    assert dlc("data", "cifar") == (1, "dlc: name must be one of ['mnist'], got 'cifar'\n")


def test_clear_with_a_name_is_refused():
    assert dlc("data", "mnist", "--clear")[0] == 1


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
def test_a_page_is_overwritten_at_the_full_budget_or_on_demand(recorded, options, stored):
    status, text = dlc("run", "toy", *options)
    assert status == 0
    assert recorded[0]["store"] is stored
    assert ("not stored" in text) is not stored


def test_two_places_for_the_outputs_are_refused(recorded):
    status, text = dlc("run", "toy", "--output", "a.ipynb", "--in-place")
    assert (status, text) == (1, "dlc: --output and --in-place exclude each other\n")


def test_an_unknown_page_is_one_line():
    status, text = dlc("run", "nothing")
    assert (status, text) == (1, "dlc: page must be one of [], got 'nothing'\n")


def test_an_unknown_budget_is_a_usage_error():
    status, text = dlc("run", "toy", "--budget", "slow")
    assert status == 2
    assert "quick" in text


def test_reproduce_without_a_name_lists_the_recipes(monkeypatch):
    monkeypatch.setattr(recipes, "available", lambda: {"a-table": "x", "b-table": "y"})
    assert dlc("reproduce") == (0, "a-table\nb-table\n")


def test_reproduce_passes_its_options_on_and_shows_the_table(monkeypatch):
    calls = []
    monkeypatch.setattr(recipes, "reproduce", lambda *a, **k: calls.append((a, k)) or example())
    status, text = dlc("reproduce", "a-table", "--seeds", "3", "--jobs", "2", "--budget", "quick")
    assert status == 0
    ((arguments, options),) = calls
    assert arguments == ("a-table", 3)
    assert (options["jobs"], options["budget"]) == (2, "quick")
    assert "| network | 20.20 ± 0.50 (source: 21) |" in text
    assert "the network wins: resolved" in text


def test_an_unknown_recipe_is_one_line():
    status, text = dlc("reproduce", "nothing")
    assert status == 1
    assert text.startswith("dlc: name must be one of")


def test_a_bug_keeps_its_traceback(monkeypatch):
    def broken(*arguments, **options):
        raise AssertionError("a bug")

    monkeypatch.setattr(recipes, "reproduce", broken)
    done = CliRunner().invoke(cli.app, ["reproduce", "a-table"])
    assert isinstance(done.exception, AssertionError)


def test_help_needs_no_torch():
    code = (
        "import sys; from dlc_support.cli import app; app(['--help'], standalone_mode=False);"
        "sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 0


def test_the_module_can_be_run():
    command = [sys.executable, "-m", "dlc_support.cli", "--help"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "reproduce" in done.stdout
