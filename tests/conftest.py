"""What holds for every test: no network, no window, and no data of the user's."""

import ipaddress
import os
import socket
from collections.abc import Iterator

import pytest

os.environ.setdefault("MPLBACKEND", "agg")


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuses connections that leave this computer, so that no test depends on one."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if not _is_local(address):
            raise ConnectionError(f"tests use no network, and this one asked for {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def _own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives each test an empty data directory and the quick budget."""
    monkeypatch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
    monkeypatch.setenv("DLC_BUDGET", "quick")
    monkeypatch.delenv("DLC_MIRROR", raising=False)
