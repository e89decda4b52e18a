"""A key of code: equal as long as neither it nor what it imports from the package changes.

Comments, docstrings and layout do not count; and of a folder whose `__init__.py` re-exports
names, only the files of the names that are imported.
"""

import ast
import importlib.util
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

PACKAGE = "dlc_support"
PLACES = [Path(__file__).parent]
# Syntax trees differ between versions of Python in these, not in what the code means.
_IGNORED = {"kind", "ctx", "type_comment", "type_ignores", "type_params"}


def code_key(*codes: str) -> str:
    """The key of pieces of code, such as a page's cells: 16 hexadecimal digits.

    Example:
        >>> code_key("x = 1  # one") == code_key("x  =  1"), code_key("x = 1") == code_key("x=2")
        (True, False)
    """
    trees = [ast.parse(code) for code in codes]
    modules = sorted(_reached([module for tree in trees for module in _imports(tree, "")]))
    parts = [_text(tree) for tree in trees]
    parts += [f"{module} {_text(_tree(module))}" for module in modules]
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def module_key(module: str) -> str:
    """The key of a module of the package, with all that it imports from the package."""
    return code_key(f"import {module}")


def _reached(modules: list[str]) -> set[str]:
    found: set[str] = set()
    while modules:
        module = modules.pop()
        if module not in found:
            found.add(module)
            modules += _imports(_tree(module), module)
    return found


def _imports(tree: ast.AST, module: str) -> Iterator[str]:
    """Modules of the package that a tree imports, re-exports followed to their files."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _ours(alias.name))
        elif isinstance(node, ast.ImportFrom):
            origin = _absolute(node, module)
            if _ours(origin):
                yield from (_home(origin, alias.name) for alias in node.names)


def _ours(module: str) -> bool:
    return module.partition(".")[0] == PACKAGE


def _absolute(node: ast.ImportFrom, module: str) -> str:
    if not node.level:
        return node.module or ""
    package = module if _is_package(module) else module.rpartition(".")[0]
    return importlib.util.resolve_name("." * node.level + (node.module or ""), package)


def _home(module: str, name: str) -> str:
    """The module that a name comes from, when it is imported from `module`."""
    if _file(f"{module}.{name}") is not None:
        return f"{module}.{name}"
    if _is_package(module):
        for node in _tree(module).body:
            if isinstance(node, ast.ImportFrom) and _ours(node.module or ""):
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return _home(node.module or "", alias.name)
    return module


def _file(module: str) -> Path | None:
    """The file of a module, found without importing anything."""
    inside = module.split(".")[1:]
    for place in PLACES:
        path = place.joinpath(*inside)
        found = (path / "__init__.py", *([path.with_suffix(".py")] if inside else []))
        for file in found:
            if file.is_file():
                return file
    return None


def _is_package(module: str) -> bool:
    file = _file(module)
    return file is not None and file.name == "__init__.py"


def _tree(module: str) -> ast.Module:
    file = _file(module)
    if file is None:
        raise ModuleNotFoundError(f"there is no module {module}", name=module)
    return _parsed(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1000)
def _parsed(file: Path, changed: int) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _text(node: object) -> str:
    """A syntax tree in words, without docstrings and positions."""
    if isinstance(node, list):
        return "[" + ",".join(map(_text, node)) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = {name: value for name, value in ast.iter_fields(node) if name not in _IGNORED}
    if "body" in fields and isinstance(node.body, list):  # type: ignore[attr-defined]
        fields["body"] = [line for line in fields["body"] if not _is_bare_text(line)]
    inside = ",".join(
        f"{name}={_text(value)}" for name, value in fields.items() if value not in (None, [])
    )
    return f"{type(node).__name__}({inside})"


def _is_bare_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
