import platform
import struct
import subprocess
import sys
import textwrap

import pytest

from dlc_support.grading.lockdown import DENIED, MACHINES, filter_program
from tests.labs.walls import NEEDED


def alone(code: str) -> str:
    """What a new process prints that locks itself down first."""
    source = "import os, sys, resource\nfrom dlc_support.grading import lockdown\n"
    done = subprocess.run(
        [sys.executable, "-c", source + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr[-300:]


@NEEDED
def test_no_way_to_a_new_process_or_a_socket_is_left():
    code = """
    import multiprocessing, multiprocessing.popen_fork, socket, subprocess
    lockdown.filter_calls()
    process = multiprocessing.get_context("fork").Process(target=print)
    ways = {
        "fork": os.fork,
        "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "exec": lambda: os.execv("/bin/true", ["true"]),
        "subprocess": lambda: subprocess.run(["true"]),
        "multiprocessing": process.start,
        "socket": socket.socket,
        "memory": lambda: os.memfd_create("a"),
    }
    for name, way in ways.items():
        try:
            way()
        except PermissionError:
            print(name)
    """
    assert alone(code).split() == [
        "fork", "spawn", "exec", "subprocess", "multiprocessing", "socket", "memory",
    ]  # fmt: skip


@NEEDED
def test_denied_calls_are_refused_by_their_numbers():
    code = """
    import ctypes, platform
    lockdown.filter_calls()
    libc = ctypes.CDLL(None, use_errno=True)
    which = list(lockdown.MACHINES).index(platform.machine())
    for name, numbers in lockdown.DENIED.items():
        answer = numbers[which] and libc.syscall(ctypes.c_long(numbers[which]), 0, 0, 0, 0, 0)
        if numbers[which] and (answer, ctypes.get_errno()) != (-1, 1):
            print(name, answer, ctypes.get_errno())
    print("end")
    """
    assert alone(code) == "end"


@NEEDED
def test_threads_are_left_and_counted():
    code = """
    import threading
    lockdown.limit(2**30, 2**20, 10)
    lockdown.filter_calls()
    thread = threading.Thread(target=os.write, args=(1, b"ran"))
    thread.start()
    thread.join()
    """
    assert alone(code) == "ran"


@NEEDED
def test_memory_files_and_cores_are_bounded():
    code = """
    import mmap, tempfile
    lockdown.limit(200 * 2**20, 2**20, 10)
    found = []
    for ask in (lambda: bytearray(2**28), lambda: mmap.mmap(-1, 2**28)):
        try:
            ask()
        except (MemoryError, OSError):
            found.append("memory")
    with tempfile.TemporaryFile() as file:
        try:
            file.write(bytes(2**22))
            file.flush()
        except OSError:
            found.append("file")
    print(*found, resource.getrlimit(resource.RLIMIT_CORE)[1])
    """
    assert alone(code) == "memory memory file 0"


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_names_every_denied_call_of_a_machine(machine):
    which = list(MACHINES).index(machine)
    steps = list(struct.iter_unpack("<HBBI", filter_program(machine)))
    compared = {value for code, _, _, value in steps if code == 0x15}
    wanted = {numbers[which] for numbers in DENIED.values()} - {None}
    assert wanted <= compared
    assert MACHINES[machine] in compared
    assert len(steps) < 256


def test_an_unknown_machine_is_refused():
    with pytest.raises(ValueError, match="machine must be one of"):
        filter_program("pdp11")


@NEEDED
def test_this_machine_is_known():
    assert platform.machine() in MACHINES
