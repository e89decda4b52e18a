import time

import pytest

from dlc_support.grading.kernel import Launch
from dlc_support.grading.sandbox import Limits
from dlc_support.grading.session import Session
from dlc_support.grading.values import decode
from tests.labs.walls import NEEDED

pytestmark = NEEDED


@pytest.fixture
def session():
    with Session(Launch("bubblewrap", Limits(timeout=3, wall=60))) as one:
        yield one


def test_after_a_death_the_earlier_cells_are_there_and_the_deadly_one_is_not(session):
    assert session.run("a = 1").ok
    assert session.run("b = 2\nimport os\nos._exit(1)").gone == "died"
    assert session.run("c = a + 2").ok
    assert session.run("b").error == "NameError"
    outcome = session.probe("probe = dict(a=a, c=c)")
    assert decode(outcome.probe) == {"a": 1, "c": 3}


def test_after_a_hang_the_session_goes_on(session):
    session.run("a = 1")
    assert session.run("while True: pass").gone == "time"
    assert session.run("a").ok


def test_hidden_tests_are_not_run_again(session):
    session.run("count = []")
    session.probe("count.append(1)\nprobe = {}")
    session.run("import os\nos._exit(1)")
    assert decode(session.probe("probe = dict(n=len(count))").probe) == {"n": 0}


def test_a_cell_that_dies_when_it_is_run_again_is_dropped(session):
    session.run("import time, os\nborn = time.time()")
    session.run("if os.path.exists('/tmp/second'): os._exit(1)\nkept = 5")
    # The first cell of the next kernel makes the file; the second then dies.
    session.kept[0] += "\nopen('/tmp/second', 'w').close()"
    session.run("os._exit(1)")
    assert session.run("born").ok
    assert session.run("kept").error == "NameError"


def test_a_kernel_that_does_not_start_is_the_machines_fault(monkeypatch):
    from dlc_support.grading import kernel

    monkeypatch.setattr(kernel, "START", 0.001)
    with Session(Launch("bubblewrap", Limits(timeout=3, wall=60))) as session:
        assert session.run("a = 1").gone == "start"


def test_when_all_time_is_over_nothing_is_started():
    with Session(Launch("bubblewrap", Limits(timeout=3, wall=1))) as session:
        begin = time.monotonic()
        assert session.run("while True: pass").gone == "wall"
        assert session.run("a = 1").gone == "wall"
        assert time.monotonic() - begin < 5
