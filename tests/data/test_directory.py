"""The data directory: chosen by the user, cleared without touching anything else."""

from pathlib import Path

import pytest

from dlc_support.data import clear, data_directory, describe


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_the_variable_says_where_data_lies(directory: Path) -> None:
    assert data_directory() == directory
    assert not directory.exists()


def test_a_home_directory_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLC_DATA", "~/digits")
    assert data_directory() == Path.home() / "digits"


def test_without_the_variable_it_is_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    monkeypatch.delenv("DLC_DATA", raising=False)
    assert data_directory() == platformdirs.user_cache_path("dlc", appauthor=False)
    assert data_directory().is_absolute()


def test_an_empty_directory_holds_nothing_and_clears_nothing(directory: Path) -> None:
    assert describe() == {}
    assert clear() == 0


def test_clear_removes_data_sets_says_how_much_and_leaves_other_files(directory: Path) -> None:
    raw = directory / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "images").write_bytes(bytes(1000))
    (raw / "images.lock").touch()
    (directory / "thesis.tex").write_text("not ours")
    assert describe() == {"MNIST": 1000}
    assert clear() == 1000
    assert [path.name for path in directory.iterdir()] == ["thesis.tex"]
    assert describe() == {}


def test_clear_removes_a_link_and_not_what_it_points_at(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "images").write_bytes(bytes(10))
    (directory / "MNIST").mkdir(parents=True)
    try:
        (directory / "MNIST" / "raw").symlink_to(tmp_path / "shared")
    except OSError:
        pytest.skip("links are not allowed here")
    clear()
    assert (tmp_path / "shared" / "images").exists()
    assert not (directory / "MNIST").exists()
