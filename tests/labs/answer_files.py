"""Wrong and right answers of the labs' tasks: `tests/labs/answers/LAB/TASK.py`.

Each file holds the answers of one task, one after another. An answer begins with a line that says
what becomes of it:

    # %% wrong: words of the message that the visible check must give
    # %% wrong, unseen: what the visible check lets through and the hidden test does not
    # %% right: how it is written

and a line `# %% cell` begins another cell of the same answer: what stands before it is a helper.

Answers are written out whole. As changes of at most two lines of the solution 263 of the 1,427
would be shorter, by 460 of 12,263 lines; as changes of one another 787, by 1,644 lines, but then
none of them could be read alone.
"""

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("answers")
HEAD = re.compile(r"^# %% (wrong, unseen|wrong|right): (.+)$", flags=re.MULTILINE)
NEXT_CELL = "# %% cell\n"


class Answer(NamedTuple):
    """An answer to a task.

    Attributes:
        lab: Name of the lab.
        task: Name of the task.
        kind: `"right"`, `"wrong"`, or `"wrong, unseen"` where only the hidden test can tell.
        words: Of a wrong answer, what the visible check's message says; else what it is.
        cells: Python: helpers, and at the end the answer.
    """

    lab: str
    task: str
    kind: str
    words: str
    cells: tuple[str, ...]

    @property
    def name(self) -> str:
        """What a test report calls it."""
        return f"{self.task}-{self.kind}: {self.words}"


def read(path: Path) -> list[Answer]:
    """The answers of a file."""
    _, *parts = HEAD.split(path.read_text(encoding="utf-8"))
    found = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [
        Answer(path.parent.name, path.stem, kind, words, tuple(source.split(NEXT_CELL)))
        for kind, words, source in found
    ]


def answers(folder: Path = FOLDER) -> list[Answer]:
    """The answers of all labs."""
    return [answer for path in sorted(folder.glob("*/*.py")) for answer in read(path)]
