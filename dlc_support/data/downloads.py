"""Downloads that end in a whole file or in a clear error, never in a corrupt cache."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dlc_support.arguments import check_counts
from dlc_support.data.transfer import Refused, transfer


@dataclass(frozen=True)
class Patience:
    """How long and how often a download is tried.

    Attributes:
        attempts: Times one place is asked when what it sends is cut off or damaged, at least 1.
        timeout: Seconds to wait for an answer, and then for every further 16 kB.
        pause: Seconds before the second attempt; doubled before each further one.
        wait: Seconds to wait for another process that is downloading the same file.

    Raises:
        ValueError: If a value is outside its domain.
    """

    attempts: int = 3
    timeout: float = 5.0
    pause: float = 0.5
    wait: float = 600.0

    def __post_init__(self) -> None:
        check_counts(attempts=self.attempts)
        if self.timeout <= 0:
            raise ValueError(f"timeout must be > 0, got {self.timeout}")
        for name in ("pause", "wait"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be >= 0, got {getattr(self, name)}")


class DownloadError(RuntimeError):
    """A file that cannot be had, and why, in words."""


def mirrors(folder: str, name: str) -> list[str]:
    """The places that the user's `DLC_MIRROR` (an address or a folder) stands for.

    Args:
        folder: Folder of the file within a full mirror, such as `"MNIST/raw"`.
        name: Name of the file.

    Returns:
        Where a full mirror and where a plain folder would have the file; empty without a mirror.

    Example:
        >>> import os
        >>> os.environ["DLC_MIRROR"] = "https://example.org/data/"
        >>> mirrors("MNIST/raw", "labels.gz")
        ['https://example.org/data/MNIST/raw/labels.gz', 'https://example.org/data/labels.gz']
        >>> del os.environ["DLC_MIRROR"]
    """
    base = os.environ.get("DLC_MIRROR", "").strip().rstrip("/")
    return [f"{base}/{folder}/{name}", f"{base}/{name}"] if base else []


def fetch(
    name: str,
    known_hash: str,
    places: Sequence[str],
    folder: Path,
    patience: Patience = Patience(),
) -> Path:
    """The file `name` in `folder`, downloaded from the first place that delivers it whole.

    A file that is there and has the known hash is taken as it is. Otherwise one process at a time
    downloads beside it, checks the hash, and renames: whatever happens, `folder / name` is either
    the right file or as it was before. With the variable `DLC_OFFLINE` set to 1 only places on
    this computer are asked.

    Args:
        name: Name of the file.
        known_hash: Its hash with the algorithm in front, `"md5:..."` or `"sha256:..."`.
        places: Addresses (http, https, file) or paths, in the order in which to try them.
        folder: Where the file belongs; made if it is not there.
        patience: How long and how often to try.

    Raises:
        DownloadError: If no place delivers, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    target = Path(folder) / name
    if _whole(target, known_hash):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Asked here because a lock that cannot be written would be waited for on some systems.
        tempfile.TemporaryFile(dir=target.parent).close()
        with FileLock(f"{target}.lock", timeout=patience.wait):
            if not _whole(target, known_hash):
                _first(target, known_hash, places, patience)
    except Timeout as error:
        raise DownloadError(
            f"{name}: another process has been downloading it for {patience.wait:g} s. If there "
            f"is none, remove {target}.lock."
        ) from error
    except OSError as error:
        raise DownloadError(f"{name}: {_local(error, target.parent)}") from error
    return target


def _whole(target: Path, known_hash: str) -> bool:
    import pooch

    if not target.is_file():
        return False
    algorithm, _, digest = known_hash.rpartition(":")
    return pooch.file_hash(str(target), alg=algorithm or "sha256") == digest.lower()


def _local(error: OSError, folder: Path) -> str:
    reasons = {
        errno.ENOSPC: "there is no space left on the disk of",
        errno.EROFS: "cannot write to the read-only folder",
        errno.EACCES: "no permission to write to",
        errno.EPERM: "no permission to write to",
    }
    reason = reasons.get(error.errno or 0, f"{error.strerror or error} in")
    return f"{reason} {folder}. Set DLC_DATA to a folder with room that you can write to."


def _first(target: Path, known_hash: str, places: Sequence[str], patience: Patience) -> None:
    """Takes the file from the first place that delivers it."""
    reasons: list[str] = []
    silent: set[str] = set()
    for place in places:
        host = urlsplit(place).netloc
        if host in silent:
            continue
        if host and os.environ.get("DLC_OFFLINE", "").strip() not in ("", "0"):
            reasons.append(f"  {place}: not asked, because DLC_OFFLINE is set")
            continue
        try:
            return _persist(target, known_hash, place, patience)
        except Refused as refusal:
            reasons.append(f"  {place}: {refusal}")
            if refusal.silent and host:
                silent.add(host)
    tried = "\n".join(reasons) or "  no place to download it from is known"
    raise DownloadError(f"{target.name} could not be downloaded:\n{tried}")


def _persist(target: Path, known_hash: str, place: str, patience: Patience) -> None:
    """Asks one place, again when what it sent was cut off or damaged."""
    for attempt in range(1, patience.attempts + 1):
        try:
            return _take(target, known_hash, place, patience.timeout)
        except Refused as refusal:
            if not refusal.again or attempt == patience.attempts:
                raise
            time.sleep(patience.pause * 2 ** (attempt - 1))
    return None


def _take(target: Path, known_hash: str, place: str, timeout: float) -> None:
    import pooch

    get = transfer(place, timeout)
    try:
        with _quiet():
            pooch.retrieve(
                place,
                known_hash,
                fname=target.name,
                path=target.parent,
                downloader=lambda _url, output, _pooch: get(Path(output)),
            )
    except ValueError as error:
        raise Refused(
            "what it sent has a wrong checksum (cut off, damaged or another file)",
            again=True,
        ) from error
    # The temporary file was its owner's alone; a shared folder serves everybody.
    target.chmod(0o644)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without pooch's progress on stderr, which a notebook would record."""
    import pooch

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel("CRITICAL")
    try:
        yield
    finally:
        logger.setLevel(level)
