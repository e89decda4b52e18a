"""Builds the book, warnings being errors, and prints the file to open: `python -m tools.book`."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools.project import ROOT

JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
ARGUMENTS = ("build", ".", "-W", "-n", "--keep-going", "--all")


def build(root: Path = ROOT) -> int:
    """Builds the book from the recorded outputs and returns the exit status."""
    shutil.rmtree(root / "_build", ignore_errors=True)
    command = [sys.executable, "-c", JUPYTER_BOOK, *ARGUMENTS]
    return subprocess.run(command, cwd=root, check=False).returncode


def main() -> None:
    """Builds the book and says where it is."""
    begin = time.monotonic()
    status = build()
    page = ROOT / "_build" / "html" / "index.html"
    if status or not page.is_file():
        sys.exit("The book was not built: the first warning above says why.")
    print(f"\nThe book was built in {time.monotonic() - begin:.0f} s. Open\n{page}")


if __name__ == "__main__":
    main()
