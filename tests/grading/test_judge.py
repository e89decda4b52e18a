import random
import sys
import time

import pytest
import torch

from dlc_support.grading.calls import Raised
from dlc_support.grading.judge import judge
from dlc_support.grading.kernel import KernelGone


def test_a_check_sees_what_it_is_given_and_nothing_else():
    assert judge("assert probe == {'y': 2}", {"probe": {"y": 2}}).ok
    assert judge("assert master", {}).error == "NameError"


@pytest.mark.parametrize("source", ["1 / y", "raise SystemError", "z", "assert False, 'text'"])
def test_whatever_a_check_raises_is_a_no(source):
    verdict = judge(source, {"y": 0})
    assert not verdict.ok
    assert verdict.error


def test_an_answers_error_and_a_lost_kernel_are_told_apart():
    def raises():
        raise Raised("KeyError", "text")

    def dies():
        raise KernelGone("died")

    assert judge("raises()", {"raises": raises})[:3] == (False, "KeyError", "text")
    assert judge("dies()", {"dies": dies}).gone == "died"


def test_a_check_that_takes_too_long_is_stopped():
    begin = time.monotonic()
    verdict = judge("try:\n    while True: pass\nexcept Exception: pass", {}, seconds=1)
    assert (verdict.ok, verdict.gone) == (False, "time")
    assert time.monotonic() - begin < 5


def test_a_check_says_the_same_twice(capsys):
    source = "import random\nprint(y)\nassert random.random() == y"
    random.seed(0)
    assert judge(source, {"y": random.random()}).ok
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(sys.platform != "linux", reason="needs limits of Linux")
@pytest.mark.parametrize("source", ["bytearray(5 * 2**30)", "torch.zeros(2**31)"])
def test_a_check_that_takes_much_memory_is_stopped(source):
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    assert judge(source, {"torch": torch}).error in ("MemoryError", "RuntimeError")
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert judge("bytearray(2**20)", {}).ok
