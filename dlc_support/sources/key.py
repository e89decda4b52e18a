"""The keys: hashes of all that is reached, found without importing anything."""

import ast
import json
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from dlc_support.sources import files
from dlc_support.sources.module import Module, Reached, Statement, module

# What loads a recorded file, or a recipe, by the name that is its first argument.
LOADERS = {
    "weights.weights": "recorded",
    "weights.origin": "recorded",
    "weights.restorer": "recorded",
    "tables.table.Table.load": "results",
    "tables.reproduce.table_at_hand": "results",
    "tables.reproduce.reproduce": "recipes",
    "tables.reproduce.recipe": "recipes",
}
# In these modules the name is a variable, and those who call them say it: it counts there.
LOADING = {"sources.live", "tables.reproduce", "tables.stale", "tables.table", "weights"}


def code_key(*codes: str) -> str:
    """The key of pieces of code, such as a page's cells: 16 hexadecimal digits.

    It covers the pieces, the definitions of the package that they reach, and the recorded weights
    and tables that they load by name (all of them where the name is a variable).

    Example:
        >>> code_key("x = 1  # one") == code_key("x  =  1"), code_key("x = 1") == code_key("x=2")
        (True, False)
    """
    pieces = Module("", [ast.parse(code) for code in codes])
    texts = [piece.text for piece in pieces.statements]
    return _hash([*texts, *sorted(_texts(pieces.reached(pieces.statements)))])


def definitions_key(name: str, *names: str) -> str:
    """The key of definitions of a module of the package, with all that they reach.

    Args:
        name: The module, such as `dlc_support.recipes.mri`.
        names: Such as `"run"`, `"Config"`; all of the module where there are none.

    Raises:
        ValueError: If there is no such module, or it does not define a name.

    Example:
        >>> definitions_key("dlc_support.shapes", "Images") == module_key("dlc_support.shapes")
        False
    """
    return names_key(f"{name}:{inside}" for inside in names or ("",))


def module_key(name: str) -> str:
    """The key of a whole module of the package; of a package, with all of its modules."""
    return definitions_key(name)


def names_key(names: Iterable[str]) -> str:
    """The key of definitions, each written `module:name`; `module:` is all of a module.

    What does not lie in the package counts as it is written.

    Raises:
        ValueError: If the package has no such module, or the module no such name.
    """
    reached, others = [], set()
    for one in names:
        where, _, name = one.partition(":")
        if not files.ours(where):
            others.add(one)
        elif files.find(where) is None or (name and not module(where).binds(name)):
            raise ValueError(f"names must be definitions of {files.PACKAGE}, got {one!r}")
        else:
            reached.append((where, (name,) if name else (), None))
    return _hash(sorted(others | _texts(reached)))


def _hash(texts: Iterable[str]) -> str:
    return blake2b("\0".join(texts).encode(), digest_size=8).hexdigest()


def _texts(todo: Iterable[Reached]) -> set[str]:
    """The texts of all statements, and the states of all files, that are reached."""
    texts: set[str] = set()
    seen: set[Reached] = set()
    todo = list(todo)
    while todo:
        reached = todo.pop()
        if reached in seen:
            continue
        seen.add(reached)
        if not files.ours(reached[0]):
            texts.add(".".join((reached[0], *(reached[1] or ()))))
            continue
        statements, further = _step(*reached)
        if statements:  # in one text, since their order counts
            texts.add(" ".join((reached[0], *(statement.text for statement in statements))))
        todo += further
    return texts


def _step(
    where: str, names: tuple[str, ...] | None, literal: str | None
) -> tuple[list[Statement], list[Reached]]:
    """The statements that a name stands for, and what they reach."""
    here = module(where)
    statements: list[Statement] = []
    further: list[Reached] = [(where, None, None)]
    if names is None:
        statements, further = here.effects(), list(here.loads)
    elif names and names[0] in here.bound:
        statements = here.bound[names[0]]
        loader = ".".join((*where.split(".")[1:], *names))
        if loader in LOADERS:
            further += _recorded(LOADERS[loader], literal)
    elif names and names[0] in here.aliases:
        further += here.aliased(names, literal)
    elif names and files.find(f"{where}.{names[0]}"):
        further.append((f"{where}.{names[0]}", names[1:], literal))
    elif not names or names[0] != "__name__":  # any name of it
        statements = here.statements
        further += [(where, (alias,), None) for alias in here.aliases]
        further += [(inside, (), None) for inside in files.modules_in(where)]
    loading = where.partition(".")[2] in LOADING
    return statements, [*further, *here.reached(statements, loading=loading)]


def _recorded(kind: str, name: str | None) -> Iterator[Reached]:
    """The states of recorded files by name (None: all), or the recipe where there is none yet."""
    if name == "":
        return
    folder = {"recorded": files.PLACES[0]}.get(kind, files.PLACES[0].parent) / kind
    paths = sorted(folder.glob("*.json")) if name is None else [folder / f"{name}.json"]
    there = [path for path in paths if kind != "recipes" and path.is_file()]
    yield from ((f"{kind} {path.stem} {_state(path)}", None, None) for path in there)
    if not there:
        pattern = "*" if name is None else Path(name.replace("-", "_")).name
        for path in sorted((files.PLACES[0] / "recipes").rglob(f"{pattern}.py")):
            inside = path.relative_to(files.PLACES[0]).with_suffix("").parts
            yield ".".join((files.PACKAGE, *inside)).removesuffix(".__init__"), (), None


def _state(path: Path) -> str:
    """A hash of what can be shown of a recorded file; that of weights holds theirs."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content.pop("code", None)
    for name in ("accepted", "other_code"):  # what is said of it, not what is in it
        content.get("provenance", {}).pop(name, None)
    return _hash([json.dumps(content, sort_keys=True)])
