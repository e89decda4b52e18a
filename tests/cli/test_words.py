"""Tests of which errors become one line."""

from typer.testing import CliRunner

from dlc_support import cli, recipes


def test_outside_a_clone_one_line_says_so(dlc, tmp_path, monkeypatch):
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


def test_a_bug_keeps_its_traceback(monkeypatch):
    def broken(*arguments, **options):
        raise AssertionError("a bug")

    monkeypatch.setattr(recipes, "reproduce", broken)
    done = CliRunner().invoke(cli.app, ["reproduce", "a-table"])
    assert isinstance(done.exception, AssertionError)
