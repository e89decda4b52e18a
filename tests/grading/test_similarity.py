import random
import time

import pytest

from dlc_support.grading.result import Result
from dlc_support.grading.similarity import PUBLIC, alike, normalised

LONG = '''\
def {name}({values}):
    """{words}"""
    total = sum({values})
    count = len({values})
    middle = total / count  # {words}
    spread = max({values}) - min({values})
    return [({one} - middle) / spread for {one} in {values}]'''
OTHER = (
    "def f(x):\n    x = list(x)\n    while len(x) > 3:\n        x.pop()\n    y = x[0]\n    "
    + ("for z in x:\n        y = y * z + 1\n    assert y != 3, 'three'\n    return y")
)


def told(lab, **answers):
    results = [
        Result(name, "graded", answers={task.name: text for task in lab.tasks})
        for name, text in answers.items()
    ]
    return [(one[:2], len(one.tasks), one.compared) for one in alike(lab, results)]


def test_names_layout_comments_and_docstrings_do_not_count():
    first = LONG.format(name="f", values="x", one="a", words="Mine.")
    second = LONG.format(name="centre", values="values", one="value", words="My own.")
    assert normalised(first) == normalised(second.replace("    ", "  ").replace(" / ", "/"))
    assert normalised(first) != normalised(OTHER)


def test_equal_and_nearly_equal_answers_are_told_and_others_are_not(lab):
    first = LONG.format(name="f", values="x", one="a", words="Mine.")
    near = LONG.format(name="g", values="y", one="b", words="Own.").replace("max", "1 + max")
    assert told(lab, ann=first, bob=near, cid=OTHER) == [(("ann", "bob"), 3, 3)]


def test_short_answers_and_those_that_are_no_python_are_not_compared(lab):
    short = "def double(values):\n    return values * 2"
    assert told(lab, ann=short, bob=short) == []
    broken = LONG.format(name="f", values="x", one="a", words="Mine.").replace("return", "retrun")
    assert told(lab, ann=broken, bob=broken, cid="a = " + "-" * 9000 + "1") == []


def test_the_public_solution_is_one_to_compare_with(lab, monkeypatch):
    solution = LONG.format(name="f", values="x", one="a", words="Mine.")
    monkeypatch.setattr("dlc_support.grading.similarity._solution", lambda _: solution)
    assert told(lab, ann=solution, cid=OTHER) == [(("ann", PUBLIC), 3, 3)]


@pytest.mark.parametrize(
    "value",
    ["0x" + "f" * 9000, "-" * 9000 + "1", "a" + "[0]" * 3000, "[x" + " for x in x" * 900 + "]"],
)
def test_no_answer_stops_the_summary_of_a_class(lab, value):
    first = LONG.format(name="f", values="x", one="a", words="Mine.")
    strange = f"def f(x):\n    return {value}"
    assert told(lab, ann=first, bob=first, eve=strange) == [(("ann", "bob"), 3, 3)]


def test_long_answers_take_no_long_time_to_compare(lab):
    draw = random.Random(0)
    texts = [f"[{','.join(draw.choices('xy', k=2000))}]" for _ in range(3)]
    begin = time.process_time()
    assert told(lab, ann=texts[0], bob=texts[1], cid=texts[2]) == []
    assert time.process_time() - begin < 2
    assert told(lab, ann=texts[0], bob=texts[0]) == [(("ann", "bob"), 3, 3)]
