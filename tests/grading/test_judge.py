import random
import time

import pytest

from dlc_support.grading.judge import judge
from dlc_support.grading.values import encode


def test_a_judge_sees_the_probe_and_nothing_else():
    assert judge("assert probe == {'y': 2}", encode({"y": 2})).ok
    assert not judge("assert master", encode({})).ok


@pytest.mark.parametrize("encoded", [None, [], 5, "text", {"object": 1}, {"tuple": []}])
def test_a_probe_that_is_no_dict_gets_no_points(encoded):
    assert not judge("pass", encoded).ok


def test_whatever_a_probe_makes_a_judge_raise_is_a_no():
    for source in ("1 / probe['y']", "raise SystemError", "probe['z']", "assert False, 'text'"):
        assert not judge(source, encode({"y": 0})).ok


def test_a_judge_that_takes_too_long_is_stopped():
    begin = time.monotonic()
    verdict = judge("try:\n    while True: pass\nexcept Exception: pass", encode({}), seconds=1)
    assert not verdict.ok
    assert time.monotonic() - begin < 5


def test_a_judge_says_the_same_twice(capsys):
    source = "import random\nprint(probe)\nassert random.random() == probe['y']"
    random.seed(0)
    assert judge(source, encode({"y": random.random()})).ok
    assert capsys.readouterr().out == ""
