import os
import sys
import time
from pathlib import Path

import pytest

from dlc_support.grading import kernel as kernels
from dlc_support.grading.kernel import Kernel, KernelGone, Launch, trial
from dlc_support.grading.sandbox import Limits, NoSandbox
from dlc_support.grading.values import decode
from tests.labs.walls import NEEDED, processes

pytestmark = NEEDED


@pytest.fixture
def kernel():
    launch = Launch("bubblewrap", Limits(timeout=4, wall=60, memory=256, file=4, answer=1))
    with Kernel(launch, time.monotonic() + 60) as one:
        yield one


def answers(kernel, source):
    outcome = kernel.run(source, probe=True)
    assert outcome.ok, outcome
    return decode(outcome.probe)


def test_cells_run_and_probes_come_back(kernel):
    assert kernel.run("def f(x):\n    return x + 1").ok
    assert kernel.run("1 / 0").error == "ZeroDivisionError"
    assert answers(kernel, "probe = dict(y=f(1))") == {"y": 2}


def test_the_world_inside_is_small(kernel):
    seen = answers(
        kernel,
        "import os, sys\nfrom pathlib import Path\nprobe = dict("
        "user=os.getuid(), home=os.listdir('/tmp'), names=sorted(os.environ), "
        "processes=[p for p in os.listdir('/proc') if p.isdigit()], "
        "repository=os.listdir('/course'), writable=os.access('/usr', os.W_OK))",
    )
    assert seen["user"] != 0
    # An environment that lies in /tmp itself is seen there, and nothing beside it.
    prefix = Path(sys.prefix)
    shown = {prefix.parts[2]} if prefix.is_relative_to("/tmp") else set()
    assert set(seen["home"]) <= {"matplotlib", *shown}
    assert set(seen["names"]) <= {*kernels.environment(), "PWD"}
    assert len(seen["processes"]) <= 2
    assert seen["repository"] == ["dlc_support"]
    assert seen["writable"] is False


def test_fork_fails_whoever_started_the_grader(kernel):
    code = "import os\ntry:\n    os.fork()\n    found = 'forked'\nexcept OSError as error:\n"
    assert kernel.run(f"{code}    found = error.errno").ok
    assert answers(kernel, "probe = dict(found=found)") == {"found": 1}


def test_what_is_written_goes_into_a_small_folder_that_passes_away(kernel):
    assert kernel.run("open('/tmp/a', 'w').write('b')").ok
    assert kernel.run("open('/tmp/b', 'wb').write(bytes(5 << 20))").error == "OSError"
    assert kernel.run("open('/dev/shm/a', 'w')").error == "OSError"
    several = "for n in range(9):\n    open(f'/tmp/{n}', 'wb').write(bytes(1 << 20))"
    assert kernel.run(several).error == "OSError"


def test_memory_is_bounded_in_every_form(kernel):
    assert kernel.run("a = bytearray(300 << 20)").error == "MemoryError"
    assert not kernel.run("import mmap\nmmap.mmap(-1, 300 << 20)").ok
    assert kernel.run("import resource as r\nr.setrlimit(r.RLIMIT_AS, (-1, -1))").error != ""
    assert kernel.run("a = 1").ok


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True: pass", "time"),
        ("import os; os._exit(0)", "died"),
        ("import ctypes; ctypes.string_at(0)", "died"),
        ("probe = dict(y='a' * (3 << 20))", "size"),
    ],
)
def test_a_kernel_that_is_lost_says_why_and_leaves_nothing(source, reason):
    mark = f"mark-{os.getpid()}-{reason}"
    launch = Launch("bubblewrap", Limits(timeout=2, answer=1), (mark,))
    with Kernel(launch, time.monotonic() + 60) as kernel:
        assert processes(mark)
        with pytest.raises(KernelGone) as gone:
            kernel.run(source, probe=True)
        assert gone.value.reason == reason
    assert processes(mark) == []


FIND_PIPE = """
import os
def pipes():
    for number in range(3, 64):
        try:
            if 'pipe' in os.readlink(f'/proc/self/fd/{number}'):
                yield number
        except OSError:
            pass
"""


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("b'\\xff' * 4", "size"),
        ("(5).to_bytes(4, 'little') + b'not a'", "garbled"),
        ("(200000).to_bytes(4, 'little') + b'[' * 200000", "garbled"),
        ("(len(ok)).to_bytes(4, 'little') + ok", "garbled"),
    ],
)
def test_answers_that_were_not_asked_for_are_not_taken(kernel, source, reason):
    forged = """ok = b'{"token": "0", "ok": true, "error": "", "probe": null, "seconds": 0.0}'\n"""
    code = f"{FIND_PIPE}{forged}for n in pipes():\n    try: os.write(n, {source})\n"
    with pytest.raises(KernelGone) as gone:
        kernel.run(f"{code}    except OSError: pass")
    assert gone.value.reason == reason


def test_millions_of_small_lists_are_refused_by_their_number(kernel):
    assert answers(kernel, "probe = [0] * 50_000") == [0] * 50_000
    with pytest.raises(KernelGone, match="size"):
        kernel.run("probe = [[]] * 150_000", probe=True)


def test_walls_need_no_folder_of_this_computers(kernel):
    assert kernel.folder is None


def test_a_pipe_that_nobody_reads_does_not_block(kernel):
    kernel.run(f"{FIND_PIPE}import threading, time\nos.set_blocking(next(pipes()), True)")
    long = "a = 1  #" + "x" * 1_000_000
    assert kernel.run(long).ok


def test_modules_are_imported_before_limits_hold():
    launch = Launch("bubblewrap", Limits(), ("json.tool", "no.such.module"))
    with Kernel(launch, time.monotonic() + 60) as kernel:
        assert answers(kernel, "import sys\nprobe = dict(y='json.tool' in sys.modules)")["y"]


def test_no_walls_still_bound_a_submission():
    with Kernel(Launch("none", Limits(memory=256)), time.monotonic() + 60) as kernel:
        assert kernel.run("a = bytearray(300 << 20)").error == "MemoryError"
        assert kernel.run("import os\nos.fork()").error == "PermissionError"
        assert answers(kernel, "import os\nprobe = dict(y=os.environ['USER'])") == {"y": "student"}


def test_a_machine_that_cannot_start_a_kernel_says_what_bubblewrap_said(monkeypatch):
    trial("bubblewrap")
    real = kernels.command

    def broken(*arguments):
        return [*real(*arguments)[:1], "--no-such-option"]

    monkeypatch.setattr(kernels, "command", broken)
    with pytest.raises(NoSandbox, match="no-such-option"):
        trial("bubblewrap")


def test_a_kernel_that_is_ended_while_it_starts_leaves_nothing():
    # The odd number of megabytes marks these processes among others of this computer.
    launch = Launch("bubblewrap", Limits(memory=269))
    for number in range(30):
        with pytest.raises(KernelGone):
            Kernel(launch, time.monotonic() + 0.001 * number)
    time.sleep(0.5)
    assert processes(f'"memory": {269 * 2**20}') == []
