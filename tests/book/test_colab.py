"""The setup cell for real: a computer without the package, which the page's first cell installs.

Third-party packages are visible, as they are on Colab; the address of the repository is answered
by a repository in a temporary folder that holds what is in the working tree; there is no index.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.project import ROOT, read_notebooks, read_project

PROJECT = read_project()
PAGES = read_notebooks()
PUBLISHED = ("pyproject.toml", "README.md", "LICENSE", "dlc_support")
# The package itself, and what an installation for development leaves behind.
OURS = ("dlc_support", "__editable__")

EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient

page = nbformat.read(sys.argv[1], as_version=4)
code = [cell for cell in page.cells if cell.cell_type == "code"]
page.cells = code if sys.argv[2] == "all" else code[:1]
NotebookClient(page, timeout=300, kernel_name="python3").execute()
print("".join(out.get("text", "") for out in page.cells[0].outputs))
"""

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the packages are shown by links"),
    pytest.mark.xdist_group("colab"),
]


@dataclass(frozen=True)
class Colab:
    """An interpreter without the package, and the environment it runs in."""

    python: Path
    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def execute(self, page: Path, which: str) -> str:
        """Runs the first cell or all cells of a page, and returns what the first one printed."""
        done = self.run("-c", EXECUTE, str(ROOT / page), which)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def forget(self) -> None:
        """Takes the package away again."""
        done = self.run("-m", "pip", "uninstall", "-q", "-y", PROJECT.name)
        assert done.returncode == 0, done.stderr


def publish(folder: Path) -> Path:
    """A repository that holds the package as it is in the working tree."""
    folder.mkdir()
    ignore = shutil.ignore_patterns("__pycache__")
    for name in PUBLISHED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignore)
        else:
            shutil.copy(source, folder / name)
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    for command in (
        ("init", "-q", "-b", PROJECT.ref),
        ("add", "."),
        (*identity, "commit", "-q", "-m", "Publish"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def show_packages(target: Path) -> None:
    """Links to the packages of this environment, without ours."""
    target.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(OURS):
            (target / entry.name).symlink_to(entry)


@pytest.fixture(scope="module")
def colab(tmp_path_factory: pytest.TempPathFactory) -> Colab:
    folder = tmp_path_factory.mktemp("colab")
    repository = publish(folder / "repository")
    packages = folder / "dist-packages"
    show_packages(packages)
    venv.create(folder / "machine", with_pip=False, symlinks=True)
    python = folder / "machine" / "bin" / "python"
    own = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (Path(own) / "packages.pth").write_text(f"{packages}\n", encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DLC_", "PYTHON"))}
    environment = {
        **inherited,
        "HOME": str(home),
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": PROJECT.repository,
        # pip reads this one upside down: 0 switches the isolated, downloading build off.
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "TQDM_DISABLE": "1",
        "DLC_BUDGET": "quick",
        "DLC_DATA": str(folder / "data"),
    }
    return Colab(python, folder, environment)


def test_the_machine_does_not_have_the_package(colab: Colab):
    assert "ModuleNotFoundError" in colab.run("-c", "import dlc_support").stderr


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_first_cell_of_a_page_installs_the_package(colab: Colab, page: Path):
    before = colab.run("-m", "pip", "freeze").stdout.splitlines()
    assert colab.execute(page, "first").strip()
    where = colab.run("-c", "import dlc_support; print(dlc_support.__file__)").stdout
    assert str(colab.folder) in where
    after = colab.run("-m", "pip", "freeze").stdout.splitlines()
    assert [line for line in before if line not in after] == []
    assert [line.split(" @ ")[0] for line in after if line not in before] == [PROJECT.name]
    command = subprocess.run(
        [colab.python.parent / "dlc", "--help"],
        env=colab.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "reproduce" in command.stdout
    colab.forget()


@pytest.mark.parametrize("page", PAGES[:1], ids=str)
def test_a_page_runs_where_its_first_cell_installed_the_package(colab: Colab, page: Path):
    colab.execute(page, "all")
    colab.forget()
