"""How the package is laid out: imports point one way, and every module has its tests."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tools.project import ROOT

PACKAGE = ROOT / "dlc_support"
MODULES = sorted(path.relative_to(ROOT) for path in PACKAGE.rglob("*.py"))
LEVELS = {
    "arguments": 0,
    "files": 0,
    "declared": 0,
    "precision": 0,
    "shapes": 0,
    "image_files": 1,
    "sources": 0,
    "words": 0,
    "pixels": 1,
    "progress": 1,
    "tone_map": 1,
    "corruptions": 2,
    "data": 2,
    "models": 2,
    "objectives": 3,
    "training": 4,
    "evaluation": 4,
    "plotting": 4,
    "provenance": 4,
    "repository": 4,
    "weights": 5,
    "tables": 6,
    "recipes": 7,
}
ON_TOP = 8
COMMAND = 9
# What any folder may know of data and models: how they are held, not which they are.
CONTRACTS = {
    "dlc_support.corruptions.corruption",
    "dlc_support.data.directory",
    "dlc_support.data.ranges",
    "dlc_support.data.split",
    "dlc_support.models.diagonal_normal",
    "dlc_support.models.model",
}
CONCRETE = {"models", "data"}
HEAVY = (
    "IPython", "google.colab", "ipywidgets", "joblib", "nbclient", "nbformat", "pandas", "pooch",
    "pyvips", "requests", "scipy", "seaborn", "skimage", "sklearn", "torchvision",
)  # fmt: skip


def folder(module: str) -> str:
    return [*module.split("."), ""][1]


def level(module: str) -> int:
    if folder(module) == "cli":
        return COMMAND
    return LEVELS.get(folder(module), ON_TOP)


def imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
            assert node.level == 0, f"{path}: imports are absolute"
    return [name for name in names if name.startswith("dlc_support.")]


def wrong_imports(module: str, names: list[str]) -> list[str]:
    """Those of the imported modules that this one may not know."""
    elsewhere = [n for n in names if folder(n) != folder(module) and n not in CONTRACTS]
    above = [name for name in elsewhere if level(name) >= level(module)]
    concrete = [
        name
        for name in elsewhere
        if LEVELS["objectives"] <= level(module) <= LEVELS["training"]
        and folder(name) in CONCRETE
        and name not in above
    ]
    return above + concrete


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_one_way(path: Path):
    module = ".".join(path.with_suffix("").parts)
    if path == Path("dlc_support/__init__.py"):
        return
    assert wrong_imports(module, imported(path)) == []


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("dlc_support.corruptions.blur", "dlc_support.training.fit"),
        ("dlc_support.models.mlp", "dlc_support.data.mnist"),
        ("dlc_support.evaluation.psnr", "dlc_support.training.fit"),
        ("dlc_support.objectives.denoising", "dlc_support.models.mlp"),
        ("dlc_support.training.fit", "dlc_support.tables.table"),
        ("dlc_support.tables.reproduce", "dlc_support.recipes.restoration.mri"),
    ],
)
def test_an_import_that_points_up_is_caught(module: str, name: str):
    assert wrong_imports(module, [name]) == [name]


def holds_code(path: Path) -> bool:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__init__.py"], ids=str)
def test_every_module_with_code_has_its_tests(path: Path):
    if not holds_code(path):
        return
    mirror = Path("tests", *path.parts[1:-1], f"test_{path.name}")
    assert (ROOT / mirror).is_file(), f"{mirror} is missing"


def homeless(source: str) -> list[str]:
    """What has one home in the package: renaming of files (`files`), bars (`progress`)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            # A path's `replace` has one argument and a string's has two.
            case (
                ast.Call(ast.Attribute(_, "replace"), [_], [])
                | ast.Call(ast.Attribute(ast.Name("os" | "shutil"), "replace" | "move"))
                | ast.Call(ast.Attribute(_, "rename" | "renames"))
            ):
                found.append(ast.unparse(node))
            case ast.ImportFrom("tqdm" | "tqdm.auto") | ast.Import([ast.alias("tqdm")]):
                found.append("tqdm")
    return found


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_files_are_replaced_and_bars_are_shown_in_one_place(path: Path):
    homes = {
        "dlc_support/files.py": ["draft.replace(path)"],
        "dlc_support/progress.py": ["tqdm"],
        # The checkpoint before the last is kept under another name.
        "dlc_support/training/checkpoint.py": ["self.path.replace(self.previous)"],
    }
    assert homeless((ROOT / path).read_text(encoding="utf-8")) == homes.get(path.as_posix(), [])


@pytest.mark.parametrize(
    "line",
    ["a.replace(b)", "os.replace(a, b)", "a.rename(b)", "from tqdm.auto import tqdm"],
)
def test_a_second_home_is_caught(line: str):
    assert homeless(line)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_file_is_longer_than_three_hundred_lines(path: Path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 300


def test_importing_all_of_the_package_loads_nothing_heavy():
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in MODULES]
    names = [name for name in names if not name.endswith("__main__")]
    code = (
        f"import sys; import {', '.join(names)}\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"


def test_importing_the_package_loads_nothing_but_itself():
    code = "import sys, dlc_support; print('torch' in sys.modules, 'numpy' in sys.modules)"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
