import json

import nbformat

from dlc_support.grading.build import build, points_table, student_text


def test_a_student_version_holds_no_solution_and_no_hidden_test(master_path):
    text = student_text(master_path)
    for secret in ("SOLUTION", "HIDDEN", "KERNEL", "777001", "values * 2", "standard_normal("):
        assert secret not in text
    assert text.count("raise NotImplementedError()") == 3


def test_the_same_bytes_come_at_each_build(master_path, tmp_path):
    student = tmp_path / "out" / "tiny.ipynb"
    assert build(master_path, student)
    first = student.read_bytes()
    assert not build(master_path, student)
    assert student.read_bytes() == first == student_text(master_path).encode()


def test_ids_and_marks_are_the_masters(master_path):
    student = nbformat.reads(student_text(master_path), as_version=4)
    master = nbformat.read(master_path, as_version=4)
    assert [cell.id for cell in student.cells] == [cell.id for cell in master.cells]
    for ours, theirs in zip(student.cells, master.cells, strict=True):
        assert ours.metadata.get("nbgrader") == theirs.metadata.get("nbgrader")


def test_only_cells_that_may_fail_are_passed_over_when_all_is_run(master_path):
    student = nbformat.reads(student_text(master_path), as_version=4)
    tagged = [c.id for c in student.cells if "raises-exception" in c.metadata.get("tags", [])]
    assert tagged[:4] == ["double", "double-visible", "double-seen", "double-hidden"]
    assert "imports" not in tagged
    assert "raises-exception" not in master_path.read_text(encoding="utf-8")


def test_outputs_and_recordings_stay_behind(master_path):
    content = json.loads(master_path.read_text(encoding="utf-8"))
    code = next(cell for cell in content["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"name": "stdout", "output_type": "stream", "text": "the answer"}]
    code["execution_count"] = 3
    content["metadata"]["dlc"] = {"budget": "quick"}
    master_path.write_text(json.dumps(content), encoding="utf-8")
    text = student_text(master_path)
    assert "the answer" not in text
    assert '"dlc"' not in text


def test_the_table_of_points_is_written_into_both(master_path, tmp_path, lab):
    build(master_path, tmp_path / "student.ipynb")
    for path in (master_path, tmp_path / "student.ipynb"):
        assert nbformat.read(path, as_version=4).cells[1].source == points_table(lab)
    assert points_table(lab).endswith("| **all** | | **15** | **12** |")


def test_the_cell_that_gives_a_visible_checks_points_holds_the_same_check(master_path, tmp_path):
    text = master_path.read_text(encoding="utf-8")
    master_path.write_text(text.replace("[2, 4]", "[2, 4.0]", 1), encoding="utf-8")
    build(master_path, tmp_path / "student.ipynb")
    cells = {cell.id: cell.source for cell in nbformat.read(master_path, as_version=4).cells}
    assert "[2, 4.0]" in cells["double-visible"]
    assert cells["double-visible"].strip() in cells["double-seen"]
    student = nbformat.read(tmp_path / "student.ipynb", as_version=4)
    (seen,) = (cell.source for cell in student.cells if cell.id == "double-seen")
    assert seen.startswith("# The grader runs")
    assert "assert" not in seen
