"""A private master: the same lab with other constants and probes.

A line `seed = 41  # variant: 1 to 9999` says what the constant may be, and `one of 3, 5, 7` lists
its values. Within a task, lines with the same name and the same words get the same value, so that
a probe and its judge agree.
"""

import random
import re
from pathlib import Path
from typing import NamedTuple

from dlc_support.grading.master import belongs

LINE = re.compile(r"^(\s*)(\w+) = (.+?)  # variant: (.+?)\s*$")
SPAN = re.compile(r"(-?[\d.]+) to (-?[\d.]+)")
LIST = re.compile(r"one of (.+)")


class Constant(NamedTuple):
    """A constant that a variant may change.

    Attributes:
        name: Of the variable.
        value: As it is written.
        words: What it may be.
    """

    name: str
    value: str
    words: str


def constants(source: str) -> list[Constant]:
    """The constants of a cell that a variant may change.

    Example:
        >>> constants("seed = 41  # variant: 1 to 9999")
        [Constant(name='seed', value='41', words='1 to 9999')]
    """
    found = (LINE.match(line) for line in source.split("\n"))
    return [Constant(*match.groups()[1:]) for match in found if match]


def variant(master: Path, seed: str, output: Path) -> Path:
    """Writes a master with other constants.

    Args:
        master: The lab's public master.
        seed: Which variant; who knows it can make the same.
        output: Where it goes; it must not become public.

    Raises:
        ValueError: If nothing in the master can vary, or its marks cannot be read.
    """
    import nbformat

    from dlc_support.grading.master import read_master
    from dlc_support.grading.notebook import LAB

    lab = read_master(master)
    notebook = nbformat.read(master, as_version=4)
    notebook.metadata[LAB] = lab.name
    changed = 0
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        owner = next((task.name for task in lab.tasks if belongs(grade_id, task.name)), "")
        if cell.cell_type == "code":
            changed += len(constants(cell.source))
            cell.source = varied(cell.source, f"{seed}/{lab.name}/{owner}")
    if not changed:
        raise ValueError(f"{master} has no constant that is marked with `# variant:`")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return output


def varied(source: str, key: str) -> str:
    """A cell with its constants drawn anew.

    Args:
        source: The cell.
        key: Decides the draws, with each constant's name and words.

    Example:
        >>> varied("n = 3  # variant: one of 5", "any")
        'n = 5  # variant: one of 5'
    """
    lines = []
    for line in source.split("\n"):
        if match := LINE.match(line):
            indent, name, value, words = match.groups()
            drawn = draw(Constant(name, value, words), key)
            line = f"{indent}{name} = {drawn}  # variant: {words}"
        lines.append(line)
    return "\n".join(lines)


def draw(constant: Constant, key: str) -> str:
    """Another value of a constant, as it is written.

    Raises:
        ValueError: If what it may be cannot be read.
    """
    source = random.Random(f"{key}/{constant.name}/{constant.words}")
    if match := LIST.fullmatch(constant.words):
        choices = [choice.strip() for choice in match[1].split(",")]
        others = [choice for choice in choices if choice != constant.value] or choices
        return source.choice(others)
    match = SPAN.fullmatch(constant.words)
    if match is None:
        raise ValueError(
            f"`# variant:` takes `A to B` or `one of A, B, ...`, got {constant.words!r}"
        )
    low, high = match[1], match[2]
    if "." not in low + high:
        return str(source.randint(int(low), int(high)))
    digits = max(len(end.partition(".")[2]) for end in (low, high))
    return f"{source.uniform(float(low), float(high)):.{digits}f}"
