"""Tests of `dlc_support.sources`, on a small package of files."""

import subprocess
import sys

import pytest

from dlc_support import sources
from dlc_support.sources import code_key

FILES = {
    "__init__.py": "",
    "shapes.py": "SIDE = 28\n",
    "models/__init__.py": (
        "from dlc_support.models.dense import Dense\nfrom dlc_support.models.deep import Deep\n"
    ),
    "models/dense.py": "from dlc_support.shapes import SIDE\nclass Dense:\n    '''Small.'''\n",
    "models/deep.py": "class Deep:\n    pass\n",
}
PAGE = "from dlc_support.models import Dense\nDense()"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The folder of a package that is found instead of the real one."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    monkeypatch.setattr(sources, "PLACES", [tmp_path])
    return tmp_path


def edit(path, text):
    path.write_text(text, encoding="utf-8")


def test_a_file_that_a_page_imports_changes_its_key(package):
    before = code_key(PAGE)
    edit(package / "models/dense.py", FILES["models/dense.py"] + "WIDTH = 1\n")
    assert code_key(PAGE) != before


def test_a_file_that_is_imported_by_an_imported_one_changes_the_key(package):
    before = code_key(PAGE)
    edit(package / "shapes.py", "SIDE = 32\n")
    assert code_key(PAGE) != before


def test_a_file_that_is_not_imported_changes_nothing(package):
    before = code_key(PAGE)
    edit(package / "models/deep.py", "class Deep:\n    depth = 3\n")
    assert code_key(PAGE) == before


def test_comments_docstrings_and_layout_change_nothing(package):
    before = code_key(PAGE)
    edit(
        package / "models/dense.py",
        "# Why.\nfrom dlc_support.shapes import (\n    SIDE\n)\nclass Dense:\n    '''Other.'''\n",
    )
    assert code_key(PAGE + "  # a comment") == before


def test_what_a_folder_defines_itself_is_found_there(package):
    page = "import dlc_support.models as m"
    before = code_key(page)
    edit(package / "models/__init__.py", FILES["models/__init__.py"] + "COUNT = 2\n")
    assert code_key(page) != before


@pytest.mark.parametrize(
    ("one", "other"),
    [("x = 1", "x = 2"), ("f(None)", "f()"), ("x = 1.0", "x = 1"), ("'a'; x", "'b'; y")],
)
def test_code_that_means_something_else_has_another_key(one, other):
    assert code_key(one) != code_key(other)


def test_the_real_package_is_read_without_being_imported():
    code = (
        "import sys; from dlc_support.sources import code_key;"
        "code_key('from dlc_support.training import fit');"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_import_inside_a_function_counts(package):
    page = "def later():\n    from dlc_support.models import Dense\n    return Dense"
    before = code_key(page)
    edit(package / "models/dense.py", "class Dense:\n    width = 2\n")
    assert code_key(page) != before
