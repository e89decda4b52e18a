"""The code that objects are made of: models, objectives, corruptions, functions, classes."""

import ast
import inspect
import linecache
import sys
import sysconfig
import textwrap
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import blake2b
from pathlib import Path
from tokenize import TokenError
from types import FunctionType, MethodType, ModuleType

from dlc_support.sources import files
from dlc_support.sources.key import names_key
from dlc_support.sources.module import Module, Statement, module

PLAIN = (bool, int, float, complex, str, bytes, type(None))
GROUPS = (tuple, list, set, frozenset)
STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
# Debian, and with it Colab, has the second; a user's own packages lie elsewhere, but in a first.
INSTALLED = {"site-packages", "dist-packages"}


def key_of(*things: object) -> str:
    """The key of the code that objects are made of, such as what trained a network.

    It covers their classes, those of what they hold (the layers of a model, the fields of an
    objective), and all that these reach in the package. Definitions of a notebook or of a user's
    module count with the definitions and plain values that they mention; where their source is
    not known, by name alone. What is installed from elsewhere, and values in general, do not
    count.

    Args:
        things: Objects, functions or classes.

    Example:
        >>> from dlc_support.corruptions import GaussianNoise, ZeroMask
        >>> key_of(GaussianNoise(0.1)) == key_of(GaussianNoise(0.2)), key_of(ZeroMask(0.5)) == ""
        (True, False)
    """
    return names_key(names_of(*things))


def names_of(*things: object) -> list[str]:
    """The definitions that objects are made of, as `names_key` takes them.

    Those of a notebook or of a user's module come with a hash of their text.
    """
    names: set[str] = set()
    seen: dict[int, object] = {}
    todo = list(things)
    while todo:
        thing = todo.pop()
        if id(thing) not in seen and not isinstance(thing, PLAIN):
            seen[id(thing)] = thing
            if isinstance(thing, type | FunctionType):
                found, further = _definition(thing)
                names |= found
            else:
                further = _parts(thing)
            todo += further
    return sorted(names)


def _definition(thing: type | FunctionType) -> tuple[set[str], list[object]]:
    """The names of a definition and of the values that it mentions; and what else it mentions."""
    where, name = thing.__module__ or "", thing.__qualname__
    if files.ours(where):
        root = name.partition(".")[0]
        return {f"{where}:{root if module(where).binds(root) else ''}"}, []
    if _is_installed(where):
        return set(), []
    bases = list(getattr(thing, "__bases__", ()))
    if (code := _source(thing)) is None:
        return {f"{where}:{name}"}, bases
    statement = Module("", [code]).statements[0]
    names = {f"{where}:{name} {blake2b(statement.text.encode(), digest_size=8).hexdigest()}"}
    further = bases
    for said, value in _mentioned(thing, statement):
        if isinstance(value, ModuleType):
            names |= {f"{value.__name__}:"} if files.ours(value.__name__) else set()
        elif _is_plain(value):
            names.add(f"{where}:{said}={value!r}")
        else:
            further.append(value)
    return names, further


def _is_installed(where: str) -> bool:
    """True for a module that did not come from a notebook, or a file beside it."""
    file = getattr(sys.modules.get(where), "__file__", None)
    if where == "__main__" or file is None:
        return where != "__main__"
    return Path(file).is_relative_to(STANDARD_LIBRARY) or bool(INSTALLED & {*Path(file).parts})


def _source(thing: type | FunctionType) -> ast.Module | None:
    """The statement that defines it; None where its source is not known."""
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(thing)))
    except (OSError, TypeError):  # a class of a notebook, before Python 3.13
        methods = [value for value in vars(thing).values() if isinstance(value, FunctionType)]
        for method in methods if isinstance(thing, type) else ():
            cell = "".join(linecache.getlines(method.__code__.co_filename))
            for node in ast.walk(ast.parse(cell)):
                if isinstance(node, ast.ClassDef) and node.name == thing.__name__:
                    return ast.Module([node], [])
        return None
    except (SyntaxError, TokenError):  # a function within an expression
        return ast.parse(repr(thing.__code__.co_code.hex() + repr(thing.__code__.co_consts)))


def _mentioned(thing: type | FunctionType, statement: Statement) -> Iterator[tuple[str, object]]:
    """The values of the dotted names in a definition, as far as they are known now."""
    names = dict(getattr(sys.modules.get(thing.__module__), "__dict__", {}))
    if isinstance(thing, FunctionType):
        names = thing.__globals__ | inspect.getclosurevars(thing).nonlocals
    for (first, *rest), _ in statement.uses:
        if first in names:
            value = names[first]
            for name in rest:
                # An installed module may name what this version of it has not.
                value = getattr(value, name, None) if isinstance(value, ModuleType) else value
            yield ".".join((first, *rest)), value


def _parts(thing: object) -> list[object]:
    """The class of an object and what it holds; of an installed one only what it calls."""
    if isinstance(thing, Mapping):
        return list(thing.values())
    if isinstance(thing, GROUPS):
        return list(thing)
    if isinstance(thing, partial):
        return [thing.func, thing.args, thing.keywords]
    if isinstance(thing, MethodType):
        return [thing.__func__, thing.__self__]
    # Some objects, such as torch.classes, raise on names that they do not have.
    if (inner := inspect.getattr_static(thing, "__wrapped__", None)) is not None:
        return [inner]
    kind, inside = type(thing), getattr(thing, "__dict__", {})
    if not files.ours(kind.__module__) and _is_installed(kind.__module__):
        return [inside.get("_modules", {})]  # layers of a network
    return [kind, *inside.values()]


def _is_plain(value: object) -> bool:
    if isinstance(value, Mapping):
        return _is_plain([*value, *value.values()])
    return isinstance(value, PLAIN) or (isinstance(value, GROUPS) and all(map(_is_plain, value)))
