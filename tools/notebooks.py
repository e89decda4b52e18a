"""Runs every notebook of the book in the hard case: `python -m tools.notebooks`.

The hard case is the quick budget on a computer without a GPU, without network and without the
course's data: a copy of the book in a temporary folder, two workers of one thread each. nbval
runs the cells and compares those that are tagged for it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import nbformat

from tools.project import ROOT, read_notebooks

# A page may take 60 seconds of a core of its own. Where a core is shared, or has no bfloat16, the
# same page counts up to three times as many: more than that is a page that has grown.
SECONDS_PER_PAGE = 60
LIMIT = 3 * SECONDS_PER_PAGE
CELL_TIMEOUT = 180
FAULTS = {"error", "failure", "skipped"}
# Seconds of the clock depend on who else uses the computer; those of the processor do not.
COUNT_SECONDS = """
import psutil
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    kernel = psutil.Process(item.parent.kernel.km.provisioner.pid)
    try:
        return (yield)
    finally:
        used = kernel.cpu_times() if kernel.is_running() else None
        if used is not None:
            item.user_properties.append(("seconds", used.user + used.system))
"""
# Nothing listens there, so that whatever else asks for a network is refused at once.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Page:
    """How one notebook went: code cells that it has, that passed, and the processor's seconds."""

    path: Path
    cells: int
    passed: int
    seconds: float

    @property
    def problem(self) -> str:
        """What is wrong, or ""."""
        if self.cells == 0 or self.passed < self.cells:
            return f"{self.path}: {self.passed} of {self.cells} code cells ran and passed"
        if self.seconds > LIMIT:
            return f"{self.path}: {self.seconds:.0f} s, at most {LIMIT} s are allowed"
        return ""


def hard_case(folder: Path, mirror: Path | None = None) -> dict[str, str]:
    """The environment of the run; `mirror` is the one place that data may come from."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("DLC_")}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOWHERE)
    data = folder / "data"
    data.mkdir()
    return {
        **inherited,
        **proxies,
        "NO_PROXY": "",
        "no_proxy": "",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "TQDM_DISABLE": "1",
        "DLC_BUDGET": "quick",
        "DLC_DATA": str(data),
        "DLC_OFFLINE": "1",
        **({"DLC_MIRROR": str(mirror)} if mirror else {}),
    }


def run(notebooks: list[Path], root: Path = ROOT, mirror: Path | None = None) -> list[Page]:
    """Runs the notebooks in a copy of the book and says how each went."""
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        folder = Path(name)
        for top in {path.parts[0] for path in notebooks}:
            shutil.copytree(root / top, folder / top)
        # A folder without settings: those of the package's tests are not for notebooks.
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        (folder / "conftest.py").write_text(COUNT_SECONDS, encoding="utf-8")
        command = [
            *(sys.executable, "-m", "pytest", *map(str, notebooks)),
            *("--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={CELL_TIMEOUT}"),
            *("-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider", "--tb=short"),
            *("--junitxml=report.xml", "--durations=10", "--durations-min=5"),
        ]
        environment = hard_case(folder, mirror)
        subprocess.run(command, cwd=folder, env=environment, check=False)
        report = folder / "report.xml"
        cases = list(ET.parse(report).iter("testcase")) if report.is_file() else []
    return [_page(path, root, cases) for path in notebooks]


def _page(path: Path, root: Path, cases: list[ET.Element]) -> Page:
    cells = nbformat.read(root / path, as_version=4).cells
    code = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in cells)
    own = [case for case in cases if _is_of(case, path)]
    passed = sum(not FAULTS & {part.tag for part in case} for case in own)
    seconds = [float(found.get("value")) for case in own for found in case.iter("property")]
    return Page(path, code, passed, max(seconds, default=0.0))


def _is_of(case: ET.Element, path: Path) -> bool:
    where = f"{case.get('classname', '')} {case.get('name', '')} {case.get('file', '')}"
    dotted = ".".join(path.with_suffix("").parts)
    return path.as_posix() in where or dotted in where


def main() -> None:
    """Runs all notebooks of `_toc.yml`, or one on the data of a mirror."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, help="notebooks, all where none is given")
    parser.add_argument("--mirror", type=Path, help="folder that data may be read from")
    choices = parser.parse_args()
    mirror = choices.mirror.resolve() if choices.mirror else None
    pages = run(choices.pages or read_notebooks(), mirror=mirror)
    for page in pages:
        slow = f", more than {SECONDS_PER_PAGE} s" if page.seconds > SECONDS_PER_PAGE else ""
        print(f"{page.path}: {page.passed} of {page.cells} cells, {page.seconds:.1f} s{slow}")
    problems = [page.problem for page in pages if page.problem]
    if not pages:
        problems = ["_toc.yml names no notebook: a run that executes nothing proves nothing"]
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
