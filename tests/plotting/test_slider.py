from queue import Empty
from types import SimpleNamespace

import pytest
from jupyter_client.manager import start_new_kernel
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbformat import v4

from dlc_support.plotting.slider import is_attended, slider

CELL = """
from dlc_support.plotting.slider import slider
slider(lambda axes, value: axes.plot([0, value]), (0.1, 0.2), label="sigma")
"""
WIDGET = "application/vnd.jupyter.widget-view+json"


def draw(axes, value):
    axes.plot([0.0, value])


def test_without_anybody_there_each_value_has_its_picture():
    figure = slider(draw, (0.1, 0.25), label="sigma")
    assert isinstance(figure, Figure)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["sigma = 0.1", "sigma = 0.25"]
    assert [axes.lines[0].get_ydata()[1] for axes in figure.axes] == [0.1, 0.25]


def test_pictures_that_do_not_fill_their_rows_leave_no_empty_axes():
    figure = slider(draw, (0.1, 0.2, 0.3, 0.4), label="sigma")
    assert [axes.get_visible() for axes in figure.axes] == [True] * 4 + [False] * 2


def test_a_slider_has_the_positions_and_draws_the_one_that_it_is_moved_to(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    widget = slider(draw, (0.1, 0.25), label="sigma", live=True)
    (position,) = (child for child in widget.children if hasattr(child, "options"))
    assert [value for _, value in position.options] == [0.1, 0.25]
    position.value = 0.25
    assert shown[-1].axes[0].get_title(loc="left") == "sigma = 0.25"


def test_a_slider_needs_a_position():
    with pytest.raises(ValueError, match="values must hold at least one position"):
        slider(draw, (), label="sigma")


@pytest.mark.parametrize("answers", [True, False])
def test_a_front_end_that_can_ask_its_user_is_attended(monkeypatch, answers):
    shell = SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=answers))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    assert is_attended() is answers


def test_a_plain_interpreter_is_not_attended():
    assert not is_attended()


def test_a_page_that_is_recorded_stores_a_picture_and_no_widget():
    notebook = v4.new_notebook(cells=[v4.new_code_cell(CELL)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert "image/png" in output.data
    assert WIDGET not in output.data
    assert "widgets" not in notebook.metadata


def test_a_notebook_with_somebody_before_it_shows_the_slider():
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        found = []
        client.execute_interactive(
            CELL,
            allow_stdin=True,
            timeout=120,
            output_hook=found.append,
            stdin_hook=lambda _: None,
        )
    except Empty as error:
        raise AssertionError("the kernel did not answer") from error
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    kinds = [kind for message in found for kind in message["content"].get("data", {})]
    assert WIDGET in kinds
