import sys

from dlc_support.grading.shell import Nothing
from dlc_support.grading.workspace import Workspace


def test_what_was_not_run_gives_nothing():
    nothing = Nothing()
    assert (str(nothing.a.b(1)), list(nothing), bool(nothing)) == ("", [], False)
    assert f"{nothing.average:.3f}" == ""
    assert not hasattr(nothing, "__array__")


def test_a_notebook_finds_its_names():
    cell = "display(get_ipython().getoutput('ls'))\nassert input('?') == ''"
    assert Workspace().run(cell).ok
    assert Workspace().run("assert 'colab' not in str(get_ipython())").ok


def test_a_written_file_can_be_imported(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    workspace = Workspace()
    for cell in (
        "get_ipython().run_cell_magic('writefile', 'helper_of_mine.py', 'a = 1\\n')",
        "get_ipython().run_cell_magic('writefile', '-a helper_of_mine.py', 'b = 2\\n')",
        "import helper_of_mine\nassert (helper_of_mine.a, helper_of_mine.b) == (1, 2)",
    ):
        outcome = workspace.run(cell)
        assert outcome.ok, outcome.message
    assert [path.name for path in tmp_path.glob("*.py")] == ["helper_of_mine.py"]
