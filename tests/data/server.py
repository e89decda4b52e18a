"""A web server on this computer that plays a good mirror and every bad one."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

NAME = "digits.gz"
CONTENT = bytes(range(256)) * 400  # 100 kB: several pieces
HASH = "sha256:" + hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Plays a good server and every bad one; the first part of the path says which."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()
        self.go_on = threading.Event()

    def place(self, conduct: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{conduct}/{NAME}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        conduct = self.path.split("/")[1]
        self.server.asked[conduct] += 1
        with suppress(ConnectionError):  # the client has given up
            getattr(self, conduct)()

    def answer(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def good(self) -> None:
        self.answer(CONTENT)

    def labelled_as_packed(self) -> None:
        self.answer(CONTENT, Content_Encoding="gzip")

    def wrong(self) -> None:
        self.answer(CONTENT[::-1])

    def web_page(self) -> None:
        self.answer(b"<html>Please log in</html>", Content_Type="text/html; charset=utf-8")

    def missing(self) -> None:
        self.answer(b"gone", 404)

    def busy_once(self) -> None:
        busy = self.server.asked["busy_once"] == 1
        self.answer(b"busy" if busy else CONTENT, 503 if busy else 200)

    def cut_off(self, content: bytes = CONTENT[:50_000]) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(content)

    def cut_off_once(self) -> None:
        self.cut_off(CONTENT[:70_000] if self.server.asked["cut_off_once"] == 1 else CONTENT)

    def cut_off_unsaid(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(CONTENT[:50_000])

    def mute(self) -> None:
        self.server.go_on.wait(10)

    def stuck(self) -> None:
        self.cut_off()
        self.wfile.flush()
        self.server.go_on.wait(10)

    def dripping(self) -> None:
        self.cut_off(b"")
        while not self.server.go_on.wait(0.05):
            self.wfile.write(b"x")

    def held(self) -> None:
        self.cut_off(CONTENT[:50_000])
        self.wfile.flush()
        self.server.go_on.wait(60)
        self.wfile.write(CONTENT[50_000:])


@contextmanager
def serving() -> Iterator[Server]:
    """A server that answers while the context lasts."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.go_on.set()
            server.shutdown()
            thread.join()


def left(folder: Path) -> list[str]:
    """What lies in the folder, locks apart."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")
