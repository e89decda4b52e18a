"""A small package of files that is found instead of the real one, and a copy of the real one."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dlc_support.sources import files
from tools.project import ROOT


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Writes files of a package that is found instead of the real one."""
    folder = tmp_path / "small"

    def write(texts: dict[str, str]) -> None:
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    write({"__init__.py": ""})
    monkeypatch.setattr(files, "PLACES", [folder])
    return write


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, with the recorded tables beside it."""
    folder = tmp_path_factory.mktemp("copy")
    keep = shutil.ignore_patterns("__pycache__", "*.safetensors", "*.csv")
    for name in ("dlc_support", "results"):
        shutil.copytree(ROOT / name, folder / name, ignore=keep)
    return folder


@pytest.fixture
def edit(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Replaces a text in a file of the copy, which is found instead of the package.

    An empty text is the end of the file, which need not be there. Each test begins with the
    original; what no test edits is parsed once.
    """
    monkeypatch.setattr(files, "PLACES", [copy / "dlc_support"])
    originals: dict[Path, str | None] = {}

    def replace(name: str, old: str, new: str) -> None:
        path = copy / name
        text = path.read_text(encoding="utf-8") if path.exists() else None
        originals.setdefault(path, text)
        assert old in (text or ""), f"{old!r} is not in {name}"
        text = (text or "").replace(old, new, 1) if old else (text or "") + new
        path.write_text(text, encoding="utf-8")

    yield replace
    for path, text in originals.items():
        path.unlink() if text is None else path.write_text(text, encoding="utf-8")
