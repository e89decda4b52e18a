"""The comments that divide a master's cells: solutions, hidden tests, and what is judged outside.

`### BEGIN SOLUTION` and `### BEGIN HIDDEN TESTS` are nbgrader's. Checks run in the grader, which
calls the answers. Between `### BEGIN KERNEL` and `### END KERNEL`, within hidden tests, stands
what must run in the student's process, where an answer takes a network, say; it leaves `probe`.
"""

import re
from typing import NamedTuple

SOLUTION = "SOLUTION"
HIDDEN = "HIDDEN TESTS"
KERNEL = "KERNEL"
# What nbgrader writes where a solution was.
STUB = {
    "code": "# YOUR CODE HERE\nraise NotImplementedError()",
    "markdown": "YOUR ANSWER HERE",
}


class Parts(NamedTuple):
    """A check, divided by where its parts run.

    Attributes:
        kernel: What runs in the student's process, "" where there is nothing.
        grader: What runs in the grader.
    """

    kernel: str
    grader: str


def blank(source: str, kind: str = "code") -> str:
    r"""An answer cell without its solution.

    Args:
        source: The master's cell. Without markers, all of it is the solution.
        kind: `"code"` or `"markdown"`.

    Raises:
        ValueError: If the markers do not come in pairs.

    Example:
        >>> print(blank("a = 1\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION"))
        a = 1
        # YOUR CODE HERE
        raise NotImplementedError()
    """
    inside, outside = divided(source, SOLUTION)
    if not inside:
        return STUB[kind]
    lines = []
    for line, solved in outside:
        if f"### BEGIN {SOLUTION}" in line:
            indent = re.match(r"\s*", line)[0]
            lines += [indent + stub for stub in STUB[kind].split("\n")]
        elif not solved:
            lines.append(line)
    return "\n".join(lines)


def visible(source: str) -> str:
    r"""A checking cell without its hidden tests.

    Example:
        >>> visible("assert f(1) == 1\n### BEGIN HIDDEN TESTS\nprobe\n### END HIDDEN TESTS")
        'assert f(1) == 1'
    """
    return "\n".join(line for line, hidden in divided(source, HIDDEN)[1] if not hidden)


def hidden(source: str) -> str:
    """The hidden tests of a checking cell alone, without their markers."""
    return "\n".join(divided(source, HIDDEN)[0])


def parts(source: str) -> Parts:
    r"""What of a check runs in the student's process, and what in the grader.

    Example:
        >>> parts("### BEGIN KERNEL\nprobe = dict(y=1)\n### END KERNEL\nassert probe['y']")
        Parts(kernel='probe = dict(y=1)', grader="assert probe['y']")
    """
    inside, lines = divided(source, KERNEL)
    return Parts("\n".join(inside), "\n".join(line for line, within in lines if not within))


def divided(source: str, name: str) -> tuple[list[str], list[tuple[str, bool]]]:
    """The lines between a pair of markers, and all lines with whether they are of a marked part.

    Raises:
        ValueError: If the markers do not come in pairs.
    """
    begin, end = f"### BEGIN {name}", f"### END {name}"
    inside, lines, within = [], [], False
    for line in source.split("\n"):
        if begin in line or end in line:
            if within == (begin in line):
                raise ValueError(f"markers must come in pairs, got {line.strip()!r} out of place")
            within = begin in line
            lines.append((line, True))
            continue
        lines.append((line, within))
        inside += [line] if within else []
    if within:
        raise ValueError(f"markers must come in pairs, got {begin!r} without its end")
    return inside, lines
