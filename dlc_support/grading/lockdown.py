"""What a process gives up before it runs a student's code, and cannot take back.

Limits of the operating system bound memory, files and threads. A seccomp filter denies new
processes, new namespaces, sockets, and memory that no limit counts: fork fails for root too.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

THREADS = 64
OPEN_FILES = 64
NO_NEW_PRIVILEGES = 38  # prctl's option
ALLOW, KILL = 0x7FFF0000, 0x80000000
NOT_PERMITTED, NOT_IMPLEMENTED = 0x00050001, 0x00050026  # errno 1 and 38
THREAD = 0x00010000  # clone's flag of a new thread, rather than of a new process
X32 = 0x40000000  # second set of numbers on x86-64

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # names of the kernel's audit
# Numbers of system calls on x86-64 and on 64-bit ARM, which has no fork of its own.
CLONE, CLONE3, SET_FILTER = (56, 220), (435, 435), (317, 277)
DENIED: dict[str, tuple[int, int | None]] = {
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "socket": (41, 198),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "userfaultfd": (323, 282),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "sched_setaffinity": (203, 122),
}


def change_user(uid: int) -> None:
    """Becomes an unprivileged user, where the process is root's."""
    if os.geteuid() == 0 and uid:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)


def limit(memory: int, file: int, seconds: int) -> None:
    """Bounds what this process may use from here on.

    Args:
        memory: Bytes of address space on top of what it has now.
        file: Bytes of the largest file.
        seconds: Of the processor's time.
    """
    import resource

    space = _address_space() + memory
    bounds = {
        resource.RLIMIT_AS: space,
        resource.RLIMIT_FSIZE: file,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NPROC: THREADS,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for kind, bound in bounds.items():
        _, hard = resource.getrlimit(kind)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound))


@contextmanager
def bounded(memory: int) -> Iterator[None]:
    """Bounds the memory of a block in the grader, where the system can.

    Args:
        memory: Bytes of address space on top of what the process has now.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = _address_space() + memory
    known = [one for one in (soft, hard) if one != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([bound, *known]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


def filter_program(machine: str) -> bytes:
    """The filter of system calls as the kernel's machine code.

    Args:
        machine: `platform.machine()`.

    Raises:
        ValueError: If the numbers of this machine's system calls are not known here.
    """
    which = _which(machine)
    load, equal, at_least, any_bit, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    steps = [
        (load, 0, 0, 4),  # the architecture
        (equal, 1, 0, MACHINES[machine]),
        (answer, 0, 0, KILL),
        (load, 0, 0, 0),  # the number of the call
    ]
    if machine == "x86_64":
        steps += [(at_least, 0, 1, X32), (answer, 0, 0, NOT_PERMITTED)]
    for number in filter(None, (numbers[which] for numbers in DENIED.values())):
        steps += [(equal, 0, 1, number), (answer, 0, 0, NOT_PERMITTED)]
    # The C library asks clone again, whose flags a filter can read, where there is no clone3.
    steps += [(equal, 0, 1, CLONE3[which]), (answer, 0, 0, NOT_IMPLEMENTED)]
    steps += [(equal, 0, 3, CLONE[which]), (load, 0, 0, 16), (any_bit, 1, 0, THREAD)]
    steps += [(answer, 0, 0, NOT_PERMITTED), (answer, 0, 0, ALLOW)]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


def filter_calls() -> None:
    """Installs the filter in this process and all its threads to come.

    Raises:
        OSError: If the kernel refuses it.
        ValueError: If this machine is not known.
    """
    machine = platform.machine()
    program = filter_program(machine)
    buffer = ctypes.create_string_buffer(program, len(program))
    packed = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    none = ctypes.c_ulong(0)
    failed = libc.prctl(NO_NEW_PRIVILEGES, ctypes.c_ulong(1), none, none, none)
    call = ctypes.c_long(SET_FILTER[_which(machine)])
    # Operation 1 installs a filter, flag 1 does so in all threads that there are.
    failed = failed or libc.syscall(call, ctypes.c_ulong(1), ctypes.c_ulong(1), packed)
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), "seccomp")


def _which(machine: str) -> int:
    if machine not in MACHINES:
        raise ValueError(f"machine must be one of {sorted(MACHINES)}, got {machine!r}")
    return list(MACHINES).index(machine)
