"""An empty clone to run the command in, and the call of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlc_support import cli


@pytest.fixture(autouse=True)
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty clone as working directory, with a data directory of its own."""
    for name in ("_toc.yml", "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / "book").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


@pytest.fixture
def dlc() -> Callable[..., tuple[int, str]]:
    """The command: its exit status and what it said; an exception of its own fails the test."""

    def call(*arguments: str, answer: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(cli.app, list(arguments), input=answer)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return call
