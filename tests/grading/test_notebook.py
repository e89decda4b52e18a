import json
import os

import pytest

from dlc_support.grading import notebook
from dlc_support.grading.notebook import Cell, Unreadable, cells_of, read_notebook


def written(tmp_path, content):
    path = tmp_path / "any.ipynb"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_notebook_is_its_cells_and_the_lab_that_it_is_of(tmp_path):
    cell = {"cell_type": "code", "source": ["a = 1\n", "b = 2"], "id": "x", "metadata": {}}
    found = read_notebook(written(tmp_path, {"cells": [cell], "metadata": {"dlc_lab": "lab9"}}))
    assert found.cells == (Cell("code", "a = 1\nb = 2", "x"),)
    assert found.lab == "lab9"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("dear teacher", "not JSON"),
        ('{"cells": [', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ([1, 2], "format 4"),
        ({"worksheets": []}, "format 4"),
        ({"cells": {}}, "format 4"),
    ],
)
def test_what_is_no_notebook_is_refused_in_words(tmp_path, content, reason):
    with pytest.raises(Unreadable, match=reason):
        read_notebook(written(tmp_path, content))


def test_a_link_is_not_followed(tmp_path):
    secret = written(tmp_path, {"cells": []})
    link = tmp_path / "link.ipynb"
    link.symlink_to(secret)
    with pytest.raises(Unreadable, match="regular"):
        read_notebook(link)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_block(tmp_path):
    pipe = tmp_path / "pipe.ipynb"
    os.mkfifo(pipe)
    with pytest.raises(Unreadable, match="regular"):
        read_notebook(pipe)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(notebook, "MAX_BYTES", 10)
    with pytest.raises(Unreadable, match="larger"):
        read_notebook(written(tmp_path, {"cells": []}))


def test_too_many_cells_are_refused(monkeypatch):
    monkeypatch.setattr(notebook, "MAX_CELLS", 2)
    with pytest.raises(Unreadable, match="cells"):
        cells_of({"cells": [{}] * 3})


def test_a_cell_that_is_too_long_to_parse_is_refused():
    entry = {"cell_type": "code", "source": "a" * 200_001}
    with pytest.raises(Unreadable, match="characters"):
        cells_of({"cells": [entry]})
    assert cells_of({"cells": [{**entry, "cell_type": "markdown"}]})


@pytest.mark.parametrize(
    "entry",
    [5, None, {}, {"cell_type": "heading"}, {"cell_type": "code", "source": 3},
     {"cell_type": "code", "source": ["a", 3]}],
)  # fmt: skip
def test_an_entry_that_is_no_cell_is_passed_over(entry):
    assert cells_of({"cells": [entry]}) == []


def test_metadata_of_the_wrong_type_counts_as_none():
    entry = {"cell_type": "code", "source": "", "id": 5, "metadata": [1]}
    (cell,) = cells_of({"cells": [entry]})
    assert (cell.id, cell.grade_id, cell.tags) == ("", "", [])
    odd = Cell("code", "", metadata={"nbgrader": "yes", "tags": {"a": 1}})
    assert (odd.is_answer, odd.is_check, odd.is_locked, odd.tags) == (False, False, False, [])


def test_marks_tell_answers_checks_and_locked_cells_apart():
    answer = Cell("code", "", metadata={"nbgrader": {"solution": True, "grade_id": "f"}})
    check = Cell("code", "", metadata={"nbgrader": {"grade": True}})
    setup = Cell("code", "", metadata={"tags": ["setup"]})
    assert (answer.is_answer, answer.is_check, answer.is_locked) == (True, False, False)
    assert (check.is_answer, check.is_check, check.is_locked) == (False, True, True)
    assert (setup.is_answer, setup.is_check, setup.is_locked) == (False, False, True)


def test_lines_end_alike_on_all_systems():
    entry = {"cell_type": "code", "source": ["a = 1\r\n", "b = 2\rc = 3"]}
    assert cells_of({"cells": [entry]})[0].source == "a = 1\nb = 2\nc = 3"


def test_much_code_in_all_is_refused_and_outputs_do_not_count(tmp_path):
    entry = {"cell_type": "code", "source": "#" * 150_000}
    with pytest.raises(Unreadable, match="of code"):
        cells_of({"cells": [entry] * 4})
    picture = {"cell_type": "code", "source": "", "outputs": [{"image/png": "x" * 21_000_000}]}
    assert len(read_notebook(written(tmp_path, {"cells": [picture]})).cells) == 1


def test_a_file_that_cannot_be_opened_is_one_that_cannot_be_read(tmp_path, monkeypatch):
    path = written(tmp_path, {"cells": []})
    monkeypatch.setattr(notebook.Path, "read_bytes", lambda _: (_ for _ in ()).throw(OSError))
    with pytest.raises(Unreadable, match="opened"):
        read_notebook(path)
    with pytest.raises(Unreadable, match="opened"):
        read_notebook(tmp_path / "gone.ipynb")


def test_half_a_character_of_a_students_can_be_written_down():
    (cell,) = cells_of({"cells": [{"cell_type": "markdown", "source": "a \ud800 b \U0001f600"}]})
    assert cell.source == "a ? b \U0001f600"
    assert cell.source.encode("utf-8")
