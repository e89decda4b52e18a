"""One source for versions and addresses, and bounds that leave Colab as it is."""

import datetime
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from packaging.requirements import Requirement
from packaging.version import Version

import tools.release
from tools.project import ROOT, read_pages, read_project
from tools.release import back, release, stale
from tools.sync import sync, synced

PROJECT = read_project()
# Colab does not have these: installing the package adds them.
ADDED_ON_COLAB = {"jaxtyping", "pyvips"}


def pins(path: Path) -> dict[str, Version]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {name.lower().replace("_", "-"): Version(version) for name, version in pairs}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small copy of the project with one notebook that was never synced."""
    for name in (
        "pyproject.toml", "CITATION.cff", "README.md", "CHANGELOG.md", "_config.yml",
        "requirements.txt", "environment.yml",
    ):  # fmt: skip
        shutil.copy(ROOT / name, tmp_path / name)
    page = new_notebook(
        cells=[
            new_markdown_cell(f"# Page\n\n[file]({PROJECT.repository}/blob/main/README.md)"),
            new_code_cell("1 + 1"),
        ],
        metadata={
            "widgets": {"state": {}},
            "kernelspec": {"name": "mine", "display_name": "Mine"},
        },
    )
    (tmp_path / "book").mkdir()
    nbformat.write(page, tmp_path / "book" / "page.ipynb")
    sync(tmp_path)
    return tmp_path


def test_sync_changes_nothing():
    wrong = [
        path.relative_to(ROOT)
        for path, text in synced(PROJECT, ROOT)
        if path.read_text(encoding="utf-8") != text
    ]
    assert wrong == [], "run `make sync`"


def test_a_second_sync_changes_nothing(copy: Path):
    assert sync(copy) == []


def test_sync_gives_a_notebook_its_badge_and_its_setup_cell(copy: Path):
    page = nbformat.read(copy / "book" / "page.ipynb", as_version=4)
    badge, title, setup, code = page.cells
    assert PROJECT.colab("book/page.ipynb") in badge.source
    assert title.source.startswith("# Page")
    assert f"{PROJECT.name} @ {{address}}@{PROJECT.ref}" in setup.source
    assert code.source == "1 + 1"
    assert "widgets" not in page.metadata
    assert page.metadata.kernelspec.name == "python3"


def test_a_release_moves_setup_cells_and_links_to_the_tag_and_back(copy: Path):
    before = (copy / "book" / "page.ipynb").read_text(encoding="utf-8")
    release("9.8.7", copy, datetime.date(2030, 1, 2))
    page = (copy / "book" / "page.ipynb").read_text(encoding="utf-8")
    assert page.count("v9.8.7") == 3
    assert "/main/" not in page
    assert "@main" not in page
    assert read_project(copy).version == "9.8.7"
    assert "version: 9.8.7\n" in (copy / "CITATION.cff").read_text(encoding="utf-8")
    assert "branch: v9.8.7\n" in (copy / "_config.yml").read_text(encoding="utf-8")
    assert "## 9.8.7 (2030-01-02)" in (copy / "CHANGELOG.md").read_text(encoding="utf-8")
    assert sync(copy) == []
    back(copy)
    assert (copy / "book" / "page.ipynb").read_text(encoding="utf-8") == before


def test_a_new_address_reaches_every_file(copy: Path):
    path = copy / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(PROJECT.slug, "someone/elsewhere"), encoding="utf-8")
    sync(copy)
    for name in ("CITATION.cff", "_config.yml", "README.md", "book/page.ipynb"):
        content = (copy / name).read_text(encoding="utf-8")
        assert PROJECT.slug not in content, name
        assert "someone/elsewhere" in content, name


def test_a_release_is_refused_while_a_page_or_table_is_of_other_code(copy: Path, monkeypatch):
    (copy / "_toc.yml").touch()
    assert stale(copy).startswith("book/page.ipynb was never recorded\n")
    monkeypatch.setattr(tools.release, "stale", lambda: "results/mri.json was made elsewhere")
    monkeypatch.setattr(tools.release, "release", lambda *_: pytest.fail("released"))
    monkeypatch.setattr(sys, "argv", ["release", "9.8.7"])
    with pytest.raises(SystemExit, match=r"(?s)results/mri\.json.*recorded again, or accepted"):
        tools.release.main()


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0rc1"])
def test_a_release_refuses_a_version_that_is_not_three_numbers(copy: Path, version: str):
    with pytest.raises(ValueError, match="three numbers"):
        release(version, copy)


@pytest.mark.parametrize("line", PROJECT.requirements["package"])
def test_the_package_changes_nothing_that_colab_has(line: str):
    requirement = Requirement(line)
    colab = pins(ROOT / "tests" / "colab-versions.txt")
    if requirement.name in ADDED_ON_COLAB:
        assert requirement.name not in colab
    else:
        assert requirement.specifier.contains(colab[requirement.name])


@pytest.mark.parametrize("line", PROJECT.requirements["package"])
def test_the_package_asks_for_lower_bounds_only(line: str):
    assert re.fullmatch(r"[a-z0-9-]+(\[binary\])?>=[0-9.]+", line)


def test_constraints_fit_the_requirements_and_are_exact():
    exact = pins(ROOT / "constraints.txt")
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()[1:]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(exact[requirement.name]), line
    assert all(version.local is None for version in exact.values())


def test_nothing_is_installed_for_all_whose_terms_do_not_allow_every_use():
    listed = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert PROJECT.requirements["bm3d"]
    assert "bm3d" not in listed
    assert "pywavelets" in listed


def test_the_book_is_built_by_the_generator_that_it_is_written_for():
    bounds = {Requirement(line).name: Requirement(line) for line in PROJECT.requirements["book"]}
    assert not bounds["jupyter-book"].specifier.contains("2.0.0")


def test_every_entry_of_the_table_of_contents_is_a_file():
    pages = read_pages()
    assert len(pages) == len(set(pages)) > 0


def test_the_wheel_holds_every_module_and_every_data_file(tmp_path: Path):
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "dlc_support", source / "dlc_support", ignore=ignore)
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"]
    subprocess.run([*pip, "-w", str(tmp_path), str(source)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = tmp_path / "packed"
    shutil.unpack_archive(wheel, packed, format="zip")
    expected = {
        path.relative_to(ROOT)
        for path in (ROOT / "dlc_support").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    present = {path.relative_to(packed) for path in packed.rglob("*") if path.is_file()}
    assert expected - present == set()


def test_a_lab_is_opened_in_colab_as_its_student_version(copy: Path):
    for folder in ("masters", "private"):
        (copy / "labs" / folder).mkdir(parents=True)
        page = new_notebook(cells=[new_markdown_cell("# Lab"), new_code_cell("1 + 1")])
        nbformat.write(page, copy / "labs" / folder / "lab.ipynb")
    changed = sync(copy)
    assert changed == [copy / "labs" / "masters" / "lab.ipynb"]
    master = nbformat.read(changed[0], as_version=4)
    assert PROJECT.colab("labs/lab.ipynb") in master.cells[0].source
