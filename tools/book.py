"""Builds the book, warnings being errors, and prints the file to open: `python -m tools.book`.

With `--links` it asks every address outside of the book whether it still answers.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools.project import ROOT

JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
ARGUMENTS = ("build", ".", "-W", "-n", "--keep-going", "--all")


def build(root: Path = ROOT, builder: str = "html") -> int:
    """Builds the book from the recorded outputs and returns the exit status."""
    shutil.rmtree(root / "_build", ignore_errors=True)
    command = [sys.executable, "-c", JUPYTER_BOOK, *ARGUMENTS, "--builder", builder]
    return subprocess.run(command, cwd=root, check=False).returncode


def main() -> None:
    """Builds the book and says where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", action="store_true", help="check the links that lead outside")
    if parser.parse_args().links:
        sys.exit(build(builder="linkcheck"))
    begin = time.monotonic()
    status = build()
    page = ROOT / "_build" / "html" / "index.html"
    if status or not page.is_file():
        sys.exit("The book was not built: the first warning above says why.")
    print(f"\nThe book was built in {time.monotonic() - begin:.0f} s. Open\n{page}")


if __name__ == "__main__":
    main()
