"""What stands for IPython in a kernel that grades: magics and shells do nothing."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Nothing:
    """A value of whatever was not run: empty, false, and so is all that is asked of it."""

    def __getattr__(self, name: str) -> "Nothing":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments: object, **options: object) -> "Nothing":
        """Nothing again."""
        return self

    def __iter__(self) -> Iterator[object]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __str__(self) -> str:
        return ""

    def __format__(self, form: str) -> str:
        return ""


class Shell(Nothing):
    """`get_ipython()`: writes files (`%%writefile`), and does nothing else."""

    def run_cell_magic(self, name: str, line: str, cell: str) -> Nothing:
        """Writes the cell into a file that can be imported, if it is a `%%writefile`."""
        words = [word for word in line.split() if word != "-a"]
        if name in ("writefile", "file") and words:
            path = Path(words[0].strip("\"'"))
            with path.open("a" if "-a" in line.split() else "w", encoding="utf-8") as stream:
                stream.write(cell)
            importlib.invalidate_caches()
            if "" not in sys.path:
                sys.path.append("")
        return Nothing()


def names() -> dict[str, Any]:
    """The names that a notebook has and Python has not, and `input`, which nobody answers.

    Example:
        >>> f"{names()['get_ipython']().getoutput('ls')}{names()['input']('Your name?')}"
        ''
    """
    shell, nothing = Shell(), Nothing()
    return {"get_ipython": lambda: shell, "display": nothing, "input": lambda *_: ""}
