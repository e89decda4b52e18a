"""Tests of `dlc_support.pages.outputs`."""

from nbformat.v4 import new_code_cell, new_notebook, new_output

from dlc_support.pages.outputs import WIDGET, tidy


def executed():
    cell = new_code_cell("x", execution_count=7, metadata={"execution": {"shell": "12:00"}})
    cell.outputs = [
        new_output("stream", name="stdout", text="a"),
        new_output("stream", name="stdout", text="b"),
        new_output("display_data", {WIDGET: {"model_id": "1"}, "text/plain": "IntSlider"}),
        new_output("execute_result", {"text/plain": "1"}, execution_count=7),
    ]
    return new_notebook(cells=[new_code_cell(""), cell], metadata={"widgets": {"state": {}}})


def test_what_only_kernel_and_clock_know_is_stripped():
    notebook = executed()
    tidy(notebook, "Recorded.")
    cell = notebook.cells[1]
    assert "widgets" not in notebook.metadata
    assert "execution" not in cell.metadata
    assert [output.output_type for output in cell.outputs] == ["stream", "execute_result"]
    assert cell.outputs[0].text == "ab"


def test_cells_are_counted_from_one():
    notebook = executed()
    tidy(notebook, "Recorded.")
    assert notebook.cells[0].execution_count is None
    assert notebook.cells[1].execution_count == 1
    assert notebook.cells[1].outputs[-1].execution_count == 1


def test_the_line_on_the_recording_has_one_cell():
    notebook = executed()
    tidy(notebook, "First.")
    tidy(notebook, "Second.")
    assert [cell.source for cell in notebook.cells[2:]] == ["*Second.*"]
