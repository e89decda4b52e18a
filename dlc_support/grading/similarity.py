"""Answers that are equal or nearly so but for names and layout: hints, never a verdict."""

import ast
import difflib
import re
from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

from dlc_support.grading.magics import parsed
from dlc_support.grading.markers import SOLUTION
from dlc_support.grading.master import Master
from dlc_support.grading.result import Result

ALIKE = 0.9  # share of words in common
SHORT, LONG = 100, 10_000  # characters; shorter answers are alike by chance
MANY = 600  # words; comparing takes more than their square, and all of a class's pairs add up
SHARE, FEWEST = 0.5, 2  # of the answers that two have in common, to be told of
SHOWN = 20
PUBLIC = "the public solution"


class Pair(NamedTuple):
    """Two whose answers are alike.

    Attributes:
        first: A student.
        second: Another, or `PUBLIC`.
        tasks: Where their answers are alike.
        compared: Tasks of which both have an answer that is long enough.
    """

    first: str
    second: str
    tasks: tuple[str, ...]
    compared: int


def alike(lab: Master, results: list[Result]) -> list[Pair]:
    """The pairs of whose answers most are alike, at most twenty."""
    tasks: dict[tuple[str, str], list[str]] = defaultdict(list)
    compared: dict[tuple[str, str], int] = defaultdict(int)
    for task in lab.tasks:
        texts = {one.student: normalised(one.answers.get(task.name, "")) for one in results}
        texts[PUBLIC] = normalised(_solution(task.answer.source))
        texts = {name: text for name, text in texts.items() if len(text) >= SHORT}
        near = _near(set(texts.values()))
        for pair in combinations(texts, 2):
            first, second = texts[pair[0]], texts[pair[1]]
            compared[pair] += 1
            if first == second or frozenset((first, second)) in near:
                tasks[pair].append(task.name)
    pairs = [Pair(*names, tuple(own), compared[names]) for names, own in tasks.items()]
    pairs = [one for one in pairs if len(one.tasks) >= max(FEWEST, SHARE * one.compared)]
    return sorted(pairs, key=lambda one: (-len(one.tasks), one[:2]))[:SHOWN]


def normalised(source: str) -> str:
    r"""A cell without comments, layout, docstrings and names of its own, "" of no Python.

    Example:
        >>> print(normalised("def f(a):  # mine\n    '''Twice.'''\n    return(a*2)"))
        def v0(v1):
            return v1 * 2
    """
    tree = parsed(source) if len(source) <= LONG else None
    if tree is None:
        return ""
    try:
        return ast.unparse(_Renamed().visit(ast.parse(source)))
    except (RecursionError, ValueError):  # too deep, or a number too long to be written
        return ""


class _Renamed(ast.NodeTransformer):
    """Names in the order in which they come."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def _name(self, name: str) -> str:
        return self.names.setdefault(name, f"v{len(self.names)}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._name(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg, node.annotation = self._name(node.arg), None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._name(node.name)
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        node.returns = None
        return self.generic_visit(node)


def _near(texts: set[str]) -> set[frozenset[str]]:
    """The pairs of texts that have most of their words in common."""
    words = {text: re.findall(r"\w+|[^\w\s]", text) for text in sorted(texts)}
    words = {text: own for text, own in words.items() if len(own) <= MANY}
    found = set()
    for second, rest in enumerate(words):
        matcher = difflib.SequenceMatcher(None, b=words[rest], autojunk=False)
        for first in list(words)[:second]:
            matcher.set_seq1(words[first])
            quick = matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE
            if quick and matcher.ratio() >= ALIKE:
                found.add(frozenset((first, rest)))
    return found


def _solution(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if SOLUTION not in line)
