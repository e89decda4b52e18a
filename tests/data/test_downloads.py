"""The cache of downloads: whole files or a clear error, whatever disk and processes do."""

import errno
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from dlc_support.data import DownloadError, Patience, fetch, mirrors
from tests.data.server import CONTENT, HASH, NAME, Server, left, serving

QUICK = Patience(attempts=2, timeout=20.0, pause=0.01, wait=20.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def test_a_good_server_gives_the_file(server: Server, tmp_path: Path) -> None:
    target = fetch(NAME, HASH, [server.place("good")], tmp_path / "new" / "folder", QUICK)
    assert target == tmp_path / "new" / "folder" / NAME
    assert target.read_bytes() == CONTENT
    assert left(target.parent) == [NAME]


def test_a_file_that_is_there_is_not_asked_for(server: Server, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(CONTENT)
    fetch(NAME, HASH, [server.place("good")], tmp_path, QUICK)
    assert server.asked["good"] == 0
    assert list(tmp_path.iterdir()) == [tmp_path / NAME]


def test_a_damaged_file_is_replaced(server: Server, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(CONTENT[:-1])
    assert fetch(NAME, HASH, [server.place("good")], tmp_path, QUICK).read_bytes() == CONTENT


def test_a_file_may_be_shared_with_other_users(server: Server, tmp_path: Path) -> None:
    target = fetch(NAME, HASH, [server.place("good")], tmp_path, QUICK)
    assert target.stat().st_mode & 0o444 == 0o444


def test_a_failed_download_leaves_an_old_file_as_it_was(server: Server, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"old")
    with pytest.raises(DownloadError):
        fetch(NAME, HASH, [server.place("cut_off")], tmp_path, QUICK)
    assert (tmp_path / NAME).read_bytes() == b"old"
    assert left(tmp_path) == [NAME]


def test_offline_no_address_is_asked_and_folders_are(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLC_OFFLINE", "1")
    with pytest.raises(DownloadError, match="not asked, because DLC_OFFLINE is set"):
        fetch(NAME, HASH, [server.place("good")], tmp_path / "cache", QUICK)
    assert server.asked["good"] == 0
    (tmp_path / NAME).write_bytes(CONTENT)
    places = [server.place("good"), str(tmp_path / NAME)]
    assert fetch(NAME, HASH, places, tmp_path / "cache", QUICK).read_bytes() == CONTENT
    monkeypatch.setenv("DLC_OFFLINE", "0")
    fetch(NAME, HASH, places, tmp_path / "other", QUICK)
    assert server.asked["good"] == 1


def test_no_place_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="no place to download it from is known"):
        fetch(NAME, HASH, [], tmp_path, QUICK)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a full disk")
def test_a_full_disk_is_named(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.open

    def onto_a_full_disk(self: Path, mode: str = "r", *args: object) -> IO:
        return original(Path("/dev/full") if mode == "wb" else self, mode, *args)

    (tmp_path / "source").write_bytes(CONTENT)
    monkeypatch.setattr(Path, "open", onto_a_full_disk)
    for place in (server.place("good"), str(tmp_path / "source")):
        with pytest.raises(DownloadError, match="no space left") as caught:
            fetch(NAME, HASH, [place], tmp_path / "cache", QUICK)
        assert str(tmp_path / "cache") in str(caught.value)
        assert left(tmp_path / "cache") == []


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_folder_that_cannot_be_written_is_named(
    code: int, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(DownloadError, match=r"write to|permission") as caught:
        fetch(NAME, HASH, [server.place("good")], tmp_path, QUICK)
    assert str(tmp_path) in str(caught.value)
    assert "DLC_DATA" in str(caught.value)
    assert server.asked["good"] == 0


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the administrator may write anywhere"
)
def test_a_read_only_directory_is_refused_and_still_read(server: Server, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(CONTENT)
    tmp_path.chmod(0o555)
    try:
        assert fetch(NAME, HASH, [], tmp_path, QUICK).read_bytes() == CONTENT
        with pytest.raises(DownloadError, match="permission"):
            fetch("other.gz", HASH, [server.place("good")], tmp_path, QUICK)
    finally:
        tmp_path.chmod(0o755)


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(DownloadError, match="cache"):
        fetch(NAME, HASH, [], tmp_path / "cache" / "MNIST", QUICK)


CHILD = f"""
import sys
from pathlib import Path
from dlc_support.data.downloads import Patience, fetch
print("ready", flush=True)
sys.stdin.readline()
fetch({NAME!r}, {HASH!r}, [sys.argv[1]], Path(sys.argv[2]), Patience(timeout=60.0))
print("done", flush=True)
"""


def children(count: int, place: str, folder: Path) -> list[subprocess.Popen]:
    """Processes that have imported everything and wait for a line before they download."""
    command = [sys.executable, "-c", CHILD, place, str(folder)]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(count)]
    assert [process.stdout.readline() for process in started] == ["ready\n"] * count
    return started


def begin(process: subprocess.Popen) -> None:
    process.stdin.write("go\n")
    process.stdin.flush()


def wait_until_asked(server: Server) -> None:
    while not server.asked["held"]:
        time.sleep(0.01)
    time.sleep(0.3)


def test_two_processes_at_once_download_one_whole_file(server: Server, tmp_path: Path) -> None:
    both = children(2, server.place("held"), tmp_path)
    for process in both:
        begin(process)
    wait_until_asked(server)
    server.go_on.set()
    assert [process.communicate(timeout=60)[0] for process in both] == ["done\n"] * 2
    assert server.asked["held"] == 1
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert left(tmp_path) == [NAME]


def test_a_process_that_is_killed_leaves_neither_half_a_file_nor_a_lock(
    server: Server, tmp_path: Path
) -> None:
    [process] = children(1, server.place("held"), tmp_path)
    begin(process)
    wait_until_asked(server)
    process.kill()
    process.communicate()
    assert not (tmp_path / NAME).exists()
    assert fetch(NAME, HASH, [server.place("good")], tmp_path, QUICK).read_bytes() == CONTENT


def test_another_process_is_not_waited_for_without_end(server: Server, tmp_path: Path) -> None:
    from filelock import FileLock

    with (
        FileLock(tmp_path / f"{NAME}.lock"),
        pytest.raises(DownloadError, match=r"another process .* for 0\.1 s"),
    ):
        fetch(NAME, HASH, [server.place("good")], tmp_path, Patience(wait=0.1))


@pytest.mark.parametrize("base", ["https://example.org/data", "https://example.org/data/"])
def test_a_mirror_is_asked_for_the_full_path_and_for_the_name(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLC_MIRROR", base)
    assert mirrors("MNIST/raw", NAME) == [
        f"https://example.org/data/MNIST/raw/{NAME}",
        f"https://example.org/data/{NAME}",
    ]


@pytest.mark.parametrize("value", ["", "  ", None])
def test_without_the_variable_there_is_no_mirror(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DLC_MIRROR", raising=False)
    if value is not None:
        monkeypatch.setenv("DLC_MIRROR", value)
    assert mirrors("MNIST/raw", NAME) == []


def test_patience_outside_its_domain_is_refused() -> None:
    with pytest.raises(ValueError, match="attempts must be at least 1, got 0"):
        Patience(attempts=0)
    with pytest.raises(ValueError, match="timeout must be > 0, got -1"):
        Patience(timeout=-1.0)
