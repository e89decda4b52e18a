"""Runs what CI runs, stage by stage, and says what each took: `python -m tools.check`.

With names it runs those stages only: `python -m tools.check lint pages`.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from tools.project import ROOT, read_notebooks

PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--timeout=600"]
# Two workers with two threads each on two cores wait for one another, and spin as they do.
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1"}
MIRROR = Path(os.environ.get("DLC_MIRROR") or ROOT.parent / "shared" / "data")
REAL_PAGE = Path("book/denoising/mnist_corruptions.ipynb")

STAGES: dict[str, list[list[str]]] = {
    "lint": [
        [PYTHON, "-m", "ruff", "check", "."],
        [PYTHON, "-m", "ruff", "format", "--check", "."],
    ],
    # Stealing work leaves neighbours together, which share what a module has prepared.
    "package": [[*PYTEST, "--dist=worksteal", "--ignore=tests/book", "--ignore=tests/labs"]],
    "labs": [[*PYTEST, "-rs", "--dist=loadfile", "tests/labs"]],
    "pages": [[PYTHON, "-m", "tools.notebooks"]],
    "real data": [[PYTHON, "-m", "tools.notebooks", str(REAL_PAGE), "--mirror", str(MIRROR)]],
    "book": [[PYTHON, "-m", "tools.book"]],
    "built pages": [[*PYTEST, "--dist=loadgroup", "-rs", "tests/book"]],
}


def missing(stage: str) -> str:
    """Why a stage cannot run here, or ""."""
    if stage != "real data":
        return ""
    if REAL_PAGE not in read_notebooks():
        return f"no page {REAL_PAGE}"
    return "" if MIRROR.is_dir() else f"no data in {MIRROR}"


def run(stage: str) -> bool:
    """Runs the commands of a stage and says whether all went well."""
    print(f"\n===== {stage} =====", flush=True)
    results = [
        subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False)
        for command in STAGES[stage]
    ]
    return all(result.returncode == 0 for result in results)


def main() -> None:
    """Runs the stages and prints a line for each; fails if one of them did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stages", nargs="*", help=f"any of: {', '.join(STAGES)}")
    chosen = parser.parse_args().stages or list(STAGES)
    if unknown := [stage for stage in chosen if stage not in STAGES]:
        parser.error(f"unknown stage {unknown[0]!r}: choose from {', '.join(STAGES)}")
    lines, failed = [], []
    for stage in chosen:
        begin = time.monotonic()
        reason = missing(stage)
        passed = bool(reason) or run(stage)
        failed += [] if passed else [stage]
        verdict = f"left out: {reason}" if reason else "passed" if passed else "FAILED"
        lines.append(f"{stage:12} {time.monotonic() - begin:6.0f} s  {verdict}")
    print("\n" + "\n".join(lines))
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
