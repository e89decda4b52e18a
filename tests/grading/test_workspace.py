import linecache

import pytest
import torch

from dlc_support.grading.values import decode
from dlc_support.grading.workspace import Workspace


def test_cells_share_their_names():
    workspace = Workspace()
    assert workspace.run("def f(x):\n    return x + a").ok
    assert workspace.run("a = 1").ok
    assert decode(workspace.probe("probe = dict(y=f(1))").probe) == {"y": 2}


def test_nothing_stays_of_a_hidden_test():
    workspace = Workspace()
    assert workspace.probe("secret = 5\nprobe = dict(y=secret)").ok
    assert workspace.run("secret").error == "NameError"
    assert workspace.run("probe").error == "NameError"
    cells = [text for name, text in linecache.cache.items() if name.startswith("<cell")]
    assert cells
    assert "secret = 5" not in str(cells)


def test_a_probe_that_was_left_lying_does_not_count():
    workspace = Workspace()
    workspace.run("probe = dict(y=4)")
    assert workspace.probe("pass").probe is None


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("def", "SyntaxError"),
        ("'\\0", "SyntaxError"),
        ("import sys; sys.exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("class Mine(Exception): pass\nraise Mine", "error"),
        ("class ValueError(Exception): pass\nraise ValueError", "error"),
    ],
)
def test_errors_end_a_cell_and_not_the_workspace(source, error):
    workspace = Workspace()
    outcome = workspace.run(source)
    assert (outcome.ok, outcome.error) == (False, error)
    assert workspace.run("1").ok


def test_an_error_whose_text_is_an_error_has_no_text():
    source = "class Bad(Exception):\n    def __str__(self): raise SystemExit\nraise Bad"
    assert Workspace().run(source).message == ""


def test_a_cell_that_replaces_built_in_functions_harms_itself_only():
    workspace = Workspace()
    outcome = workspace.run("import builtins\nkept = builtins.exec\nbuiltins.exec = None")
    try:
        assert outcome.ok
        assert workspace.run("a = 1").ok
    finally:
        workspace.run("builtins.exec = kept")


def test_global_draws_are_the_same_twice():
    found = []
    for _ in range(2):
        workspace = Workspace()
        workspace.run("import torch")
        found.append(decode(workspace.probe("probe = dict(y=torch.rand(3))").probe)["y"])
    assert torch.equal(*found)


def test_a_copy_begins_with_the_same_names_and_goes_its_own_way():
    first = Workspace()
    first.run("a = 1")
    second = first.copy()
    assert second.run("a += 1\nassert a == 2").ok
    assert first.run("assert a == 1").ok


def test_display_shows_nothing(capsys):
    assert Workspace().run("display('text')").ok
    assert capsys.readouterr().out == ""


def test_a_cell_can_ask_for_its_own_source():
    source = "import inspect\ndef f():\n    return 1\nassert 'return 1' in inspect.getsource(f)"
    assert Workspace().run(source).ok
