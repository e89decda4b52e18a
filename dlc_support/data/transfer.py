"""How the bytes of one file come from one place: an address of the web, or a folder."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from urllib.parse import urlsplit
from urllib.request import url2pathname

CHUNK = 16384  # bytes; a server that sends less than this within the time-out is given up


class Refused(Exception):
    """One place did not deliver.

    Attributes:
        again: Whether it is worth another attempt.
        silent: Whether the host itself cannot be reached, whatever it is asked for.
    """

    def __init__(self, reason: str, *, again: bool = False, silent: bool = False) -> None:
        super().__init__(reason)
        self.again = again
        self.silent = silent


def transfer(place: str, timeout: float) -> Callable[[Path], None]:
    """How to get a file from a place.

    Args:
        place: Address (http, https, file) or path of the file.
        timeout: Seconds to wait for an answer, and then for every further 16 kB.

    Returns:
        A function that writes the file to a given path. It raises `Refused` if the place does
        not deliver, and OSError if the path cannot be written.
    """
    parts = urlsplit(place)
    if parts.scheme.lower() in ("http", "https"):
        return partial(_receive, place, timeout)
    if parts.scheme.lower() == "file":
        return partial(_copy, Path(url2pathname(parts.path)))
    return partial(_copy, Path(place).expanduser())


def _copy(source: Path, output: Path) -> None:
    try:
        opened = source.open("rb")
    except OSError as error:
        raise Refused(f"{error.strerror or error}") from error
    with opened, output.open("wb") as file:
        shutil.copyfileobj(opened, file)


def _receive(url: str, timeout: float, output: Path) -> None:
    """Downloads a file, and gives a server up that lets us wait.

    The network is left to a thread: looking up a name has no time-out of its own, and the one of
    a socket is started anew by every byte.
    """
    arrived: Queue[bytes | Refused | None] = Queue()
    stop = Event()
    Thread(target=_listen, args=(url, timeout, arrived, stop), daemon=True).start()
    try:
        with output.open("wb") as file:
            while (piece := _next(arrived, timeout)) is not None:
                file.write(piece)
    finally:
        stop.set()


def _next(arrived: Queue, timeout: float) -> bytes | None:
    try:
        piece = arrived.get(timeout=timeout)
    except Empty:
        raise _too_slow(timeout) from None
    if isinstance(piece, Refused):
        raise piece
    return piece


def _listen(url: str, timeout: float, arrived: Queue, stop: Event) -> None:
    """Puts what arrives into the queue; at its end None, or why there is no more."""
    try:
        _request(url, timeout, arrived, stop)
    except Refused as refusal:
        arrived.put(refusal)
    except Exception as error:
        # Whatever it is, the thread that waits must hear of it.
        arrived.put(_in_words(error, timeout))
    else:
        arrived.put(None)


def _request(url: str, timeout: float, arrived: Queue, stop: Event) -> None:
    import requests

    # Packed files are to arrive as they are, even from servers that offer to unpack them.
    headers = {"Accept-Encoding": "identity"}
    with requests.get(url, stream=True, timeout=timeout, headers=headers) as response:
        _check_answer(response.status_code, response.headers.get("Content-Type", ""))
        arrived.put(b"")
        for piece in response.raw.stream(CHUNK, decode_content=False):
            if stop.is_set():
                return
            arrived.put(piece)


def _check_answer(status: int, kind: str) -> None:
    if status >= 400:
        raise Refused(f"it answered with status {status}", again=status >= 500 or status == 429)
    if kind.startswith("text/html"):
        raise Refused(
            "it sent a web page instead of the file (a login page or a proxy is in between, or "
            "the file has moved)"
        )


def _in_words(error: Exception, timeout: float) -> Refused:
    import requests
    from urllib3.exceptions import ProtocolError, ReadTimeoutError

    if isinstance(error, requests.Timeout | ReadTimeoutError):
        return _too_slow(timeout)
    if isinstance(error, ProtocolError):
        return Refused("the connection broke off before the file was whole", again=True)
    if isinstance(error, requests.exceptions.SSLError):
        return Refused(f"no secure connection ({error})", silent=True)
    if isinstance(error, requests.ConnectionError):
        return Refused("cannot be reached (no network, or a wrong address)", silent=True)
    return Refused(f"{type(error).__name__}: {error}")


def _too_slow(timeout: float) -> Refused:
    return Refused(f"gave no answer, or too little of it, within {timeout:g} s", silent=True)
