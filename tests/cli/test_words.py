"""Tests of which errors become one line."""

from typer.testing import CliRunner

from dlc_support import cli, tables


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

    monkeypatch.setattr(tables, "reproduce", broken)
    done = CliRunner().invoke(cli.app, ["reproduce", "a-table"])
    assert isinstance(done.exception, AssertionError)


def test_a_missing_file_is_named_without_a_number(dlc, tmp_path):
    missing = tmp_path / "none.png"
    status, text = dlc("restore", "--model", "unet-grey", str(missing), str(tmp_path / "out.png"))
    assert status == 1
    assert text == f"dlc: {missing}: no such file or directory\n"
