"""What each place may do, good or bad, and what becomes of it."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pooch
import pytest

from dlc_support.data import DownloadError, Patience, fetch
from tests.data.server import CONTENT, HASH, NAME, Server, left, serving

QUICK = Patience(attempts=2, timeout=20.0, pause=0.01, wait=20.0)
HASTY = Patience(attempts=2, timeout=0.4, pause=0.01, wait=20.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def test_a_packed_file_is_not_unpacked_on_the_way(server: Server, tmp_path: Path) -> None:
    place = server.place("labelled_as_packed")
    assert fetch(NAME, HASH, [place], tmp_path, QUICK).read_bytes() == CONTENT


@pytest.mark.parametrize("conduct", ["busy_once", "cut_off_once"])
def test_a_passing_fault_is_tried_again(conduct: str, server: Server, tmp_path: Path) -> None:
    target = fetch(NAME, HASH, [server.place(conduct)], tmp_path, QUICK)
    assert target.read_bytes() == CONTENT
    assert server.asked[conduct] == 2


@pytest.mark.parametrize(
    ("conduct", "words", "times"),
    [
        ("wrong", "wrong checksum", 2),
        ("cut_off", "connection broke off", 2),
        ("cut_off_unsaid", "wrong checksum", 2),
        ("web_page", "a web page instead of the file", 1),
        ("missing", "status 404", 1),
    ],
)
def test_a_bad_server_is_given_up_in_words(
    conduct: str, words: str, times: int, server: Server, tmp_path: Path
) -> None:
    with pytest.raises(DownloadError, match=words) as caught:
        fetch(NAME, HASH, [server.place(conduct)], tmp_path, QUICK)
    assert NAME in str(caught.value)
    assert server.place(conduct) in str(caught.value)
    assert server.asked[conduct] == times
    assert left(tmp_path) == []


@pytest.mark.parametrize("conduct", ["mute", "stuck", "dripping"])
def test_a_server_that_hangs_is_given_up_in_time(
    conduct: str, server: Server, tmp_path: Path
) -> None:
    start = time.monotonic()
    with pytest.raises(DownloadError, match=r"no answer, or too little of it, within 0\.4 s"):
        fetch(NAME, HASH, [server.place(conduct), server.place("good")], tmp_path, HASTY)
    assert time.monotonic() - start < 8
    assert server.asked["good"] == 0
    assert left(tmp_path) == []


@pytest.mark.parametrize("conduct", ["wrong", "cut_off", "web_page", "missing"])
def test_the_next_place_is_asked_when_one_does_not_deliver(
    conduct: str, server: Server, tmp_path: Path
) -> None:
    places = [server.place(conduct), server.place("good")]
    assert fetch(NAME, HASH, places, tmp_path, QUICK).read_bytes() == CONTENT


def test_without_network_the_error_says_so_and_the_host_is_asked_once(tmp_path: Path) -> None:
    with Server() as closed:
        places = [closed.place("good"), closed.place("other")]
    with pytest.raises(DownloadError, match="cannot be reached") as caught:
        fetch(NAME, HASH, places, tmp_path, QUICK)
    assert str(caught.value).count("cannot be reached") == 1


def test_a_folder_and_a_file_address_are_mirrors(tmp_path: Path) -> None:
    source = tmp_path / "source folder" / NAME
    source.parent.mkdir()
    source.write_bytes(CONTENT)
    for number, place in enumerate([str(source), source.as_uri()]):
        target = fetch(NAME, HASH, [place], tmp_path / str(number), QUICK)
        assert target.read_bytes() == CONTENT


def test_a_folder_without_the_file_is_named(tmp_path: Path) -> None:
    place = str(tmp_path / "nowhere" / NAME)
    with pytest.raises(DownloadError, match="No such file") as caught:
        fetch(NAME, HASH, [place], tmp_path, QUICK)
    assert place in str(caught.value)


def test_nothing_is_printed_or_logged(server: Server, tmp_path: Path, capfd) -> None:
    heard: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: heard.append(record.getMessage())
    logger = pooch.get_logger()
    level = logger.level
    logger.addHandler(listener)
    try:
        fetch(NAME, HASH, [server.place("wrong"), server.place("good")], tmp_path, QUICK)
        assert heard == []
        logger.critical("heard")
    finally:
        logger.removeHandler(listener)
    assert heard == ["heard"]
    assert capfd.readouterr().out == ""
    assert logger.level == level
