"""Where a submission runs: a command line of bubblewrap, or, if it must be, none."""

import json
import os
import shutil
import site
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PACKAGE = Path(__file__).resolve().parent.parent
SYSTEM = ("/usr", "/etc/ld.so.cache", "/etc/alternatives")
LINKS = ("/bin", "/lib", "/lib32", "/lib64", "/sbin")
COURSE, HOME = "/course", "/tmp"
# Above the users of any computer; a job's process number is added.
FIRST_USER = 2_000_000_000
NAMESPACES = ("ipc", "pid", "net", "uts", "cgroup-try")

Kind = Literal["bubblewrap", "none"]


class NoSandbox(OSError):
    """This machine cannot hold submissions apart, and what to do."""


WITHOUT = (
    "`--sandbox none` grades without walls: submissions then run with your rights, and can read "
    "and change all that you can, your files, these masters and each other's answers"
)


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        timeout: Seconds for each cell.
        wall: Seconds in all, with the start of the kernel.
        memory: Megabytes on top of what the imported modules take.
        file: Megabytes of a file, and of all files together.
        answer: Megabytes that a probe may send back.
    """

    timeout: float | int = 60
    wall: float | int = 600
    memory: int = 1024
    file: int = 64
    answer: int = 8

    def __post_init__(self) -> None:
        for name in ("timeout", "wall", "memory", "file", "answer"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be > 0, got {getattr(self, name)}")


def environment(home: str = HOME, package: str = COURSE) -> dict[str, str]:
    """All variables that a submission sees.

    Args:
        home: The folder that it may write to.
        package: The folder that this package is imported from.
    """
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": package,
        "HOME": home,
        "USER": "student",
        "LANG": "C.UTF-8",
        "DLC_BUDGET": "quick",
        "DLC_DATA": f"{home}/data",
        "DLC_OFFLINE": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "TQDM_DISABLE": "1",
    }


def command(kind: Kind, limits: Limits, preload: Sequence[str]) -> list[str]:
    """The command that starts a kernel.

    Args:
        kind: `"bubblewrap"`, or `"none"` for no walls but the limits.
        limits: What it may use.
        preload: Modules to import before the limits hold.
    """
    root = kind == "bubblewrap" and os.geteuid() == 0
    settings = {
        "uid": job_user() if root else 0,
        "memory": limits.memory * 2**20,
        "file": limits.file * 2**20,
        "seconds": int(limits.wall) + 1,
        "preload": list(preload),
    }
    python = [sys.executable, "-P", "-m", "dlc_support.grading.runner", json.dumps(settings)]
    return python if kind == "none" else [*walls(limits, root=root), *python]


def job_user() -> int:
    """An unprivileged user for this process's submission, which nobody else has.

    Root may start as many processes as it likes, so that a limit needs another user. Where root
    is one of a container that knows few users, it is one of the highest of these.
    """
    maps = Path("/proc/self/uid_map").read_text(encoding="ascii").split()
    last = int(maps[-3]) + int(maps[-1]) - 1
    number = FIRST_USER + os.getpid()
    return number if number <= last else last - 1 - os.getpid() % 10_000


def walls(limits: Limits, *, root: bool) -> list[str]:
    """Bubblewrap and its options.

    Root makes the namespaces itself and lays its rights down inside, under a user of the job's
    own; in a namespace of users it would remain root for the kernel, which does not count root's
    processes.
    """
    bwrap = find()
    if root:
        rights = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        apart = [f"--unshare-{name}" for name in NAMESPACES] + rights
    else:
        apart = ["--unshare-all"]
    options = [bwrap, *apart, "--die-with-parent", "--new-session", "--clearenv"]
    for name, value in environment().items():
        options += ["--setenv", name, value]
    # Before the rest, which may lie in a folder of the same name.
    options += ["--perms", "1777", "--size", str(limits.file * 2**20), "--tmpfs", HOME]
    for source, place in _binds():
        options += [*_parents(place), "--ro-bind", source, place]
    options += _links()
    options += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    for source, place in _font_lists():
        options += [
            "--perms",
            "0755",
            "--dir",
            str(Path(place).parent),
            "--ro-bind",
            source,
            place,
        ]
    return [*options, "--remount-ro", "/", "--chdir", HOME, "--"]


def find() -> str:
    """The program `bwrap`.

    Raises:
        NoSandbox: If it is not installed.
    """
    found = shutil.which("bwrap")
    if found is None:
        raise NoSandbox(
            "bubblewrap is not installed: `sudo apt-get install bubblewrap` (Debian, Ubuntu), or "
            f"your system's package of that name. {WITHOUT}"
        )
    return found


def _binds() -> Iterator[tuple[str, str]]:
    """What can be read inside: the system's programs, Python, and this package alone."""
    for name in SYSTEM:
        if Path(name).exists():
            yield name, name
    seen: list[Path] = [Path("/usr")]
    for folder in map(Path, (*_pythons(), *_site_packages())):
        if folder.is_dir() and not any(folder.is_relative_to(one) for one in seen):
            seen.append(folder)
            yield str(folder), str(folder)
    yield str(PACKAGE), f"{COURSE}/{PACKAGE.name}"


def _pythons() -> list[str]:
    return [sys.base_prefix, str(Path(sys.executable).resolve().parents[1]), sys.prefix]


def _site_packages() -> list[str]:
    own = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    return [*site.getsitepackages(), *own]


def _links() -> list[str]:
    """`/lib` and its like: links into `/usr` on most systems, folders on some."""
    options: list[str] = []
    for name in LINKS:
        path = Path(name)
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            options += ["--ro-bind", name, name]
    return options


def _parents(place: str) -> list[str]:
    """The folders above a place, open to the job's user: bubblewrap keeps them to root."""
    options: list[str] = []
    for folder in reversed(Path(place).parents[:-1]):
        options += ["--perms", "0755", "--dir", str(folder)]
    return options


def _font_lists() -> Iterator[tuple[str, str]]:
    """Matplotlib's list of fonts, which takes a second to make."""
    home = os.environ.get("XDG_CACHE_HOME", "") or str(Path.home() / ".cache")
    for path in sorted(Path(home, "matplotlib").glob("fontlist-*.json")):
        yield str(path), f"{HOME}/matplotlib/{path.name}"
