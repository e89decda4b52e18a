import pytest

from dlc_support.grading.evaluate import TaskReport
from dlc_support.grading.result import Result, key_of, read, write


def result():
    tasks = [TaskReport("f", "Task f", 4, 4, True, "passed"), TaskReport("g", "G", 4)]
    tasks[1].notes.append("the kernel died")
    return Result("ann\ud800", "graded", tasks, ["f-hidden: rewritten"], 1.5, "key")


def test_a_result_comes_back_as_it_was_stored(tmp_path):
    write(result(), tmp_path / "ann.json")
    assert read(tmp_path / "ann.json") == result()
    assert read(tmp_path / "ann.json", "key") == result()
    assert [path.name for path in tmp_path.iterdir()] == ["ann.json"]


def test_another_key_is_another_result(tmp_path):
    write(result(), tmp_path / "ann.json")
    assert read(tmp_path / "ann.json", "other") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tasks": [{"x": 1}]}', '{"tasks": []}'])
def test_a_damaged_result_is_none(tmp_path, text):
    (tmp_path / "ann.json").write_text(text, encoding="utf-8")
    assert read(tmp_path / "ann.json") is None
    assert read(tmp_path / "nobody.json") is None


def test_scores_add_up_and_notes_are_told_once():
    one = result()
    one.tasks[1].notes.append("the kernel died")
    assert one.score == 4
    assert one.all_notes() == ["f-hidden: rewritten", "g: the kernel died"]


def test_a_key_depends_on_submission_master_and_settings():
    keys = {key_of(a, b, c) for a in (b"1", b"2") for b in "12" for c in "12"}
    assert len(keys) == 8
    assert key_of(b"1", "1", "1") in keys
