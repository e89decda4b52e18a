"""Tests of `dlc_support.sources.syntax`: which statements do more than to bind a name."""

import ast

import pytest

from dlc_support.sources.module import Module
from dlc_support.sources.syntax import bound


def effect(code: str) -> bool:
    return bool(Module("dlc_support.small", [ast.parse(code)]).effects())


@pytest.mark.parametrize(
    "code",
    [
        "X = 3",
        "X: int = Path('a').resolve()",
        "CLAIMS = tuple(Claim(x.lower()) for x in ROWS)",
        "def f(x=Adam()):\n    TABLE[x] = 1",
        "@lru_cache(maxsize=8)\ndef f():\n    print()",
        "@dataclass\nclass A(Base, metaclass=ABCMeta):\n    x: int = field(default=1)",
        "class A:\n    @property\n    def x(self):\n        self.y = 1",
        "def rows():\n    found = []\n    found.append(1)\n    return found\nX = tuple(rows())",
        "class A:\n    def __init_subclass__(cls):\n        super().__init_subclass__()",
        "def claims():\n    yield Claim(1)\nX = list(claims())",
        "from dlc_support.tables import cell\nX = cell(1, 2)",
    ],
)
def test_a_definition_has_no_effect(code):
    assert not effect(code)


@pytest.mark.parametrize(
    "code",
    [
        "torch.set_num_threads(1)",
        "torch.backends.cudnn.benchmark = True",
        "TABLE['a'] = 1",
        "X += 1",
        "OLD = torch.manual_seed(0)",
        "if True:\n    X = 1",
        "for x in y:\n    x()",
        "@register\ndef f(): ...",
        "@app.command()\ndef f(): ...",
        "class A:\n    register(3)",
        "class A:\n    @register\n    def x(self): ...",
        "class A(metaclass=Registry): ...",
        "class A:\n    def __init_subclass__(cls):\n        KNOWN.append(cls)",
        "class A:\n    def __init_subclass__(cls):\n        cls.x = 1",
        "def f(x=register(3)): ...",
        "def register(f):\n    TABLE.append(f)\nX = register(3)",
        "def register(f):\n    TABLE[f] = f\nX = register(3)",
        "from dlc_support.training import fit\nX = fit(1, 2)",
        "def start():\n    global ON\n    ON = 1\nX = start()",
    ],
)
def test_what_changes_something_else_has_an_effect(code):
    assert effect(code)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f(x):\n    y = 1", {"f"}),
        ("a, (b, c) = 1, (2, 3)", {"a", "b", "c"}),
        ("if a:\n    b = 1\nelse:\n    def c(): ...", {"b", "c"}),
        ("a.b = 1", set()),
        ("a = {b: c for b, c in d}", {"a"}),
        ("a = [e := b for b in d]", {"a", "e"}),
    ],
)
def test_the_names_that_a_statement_binds(code, names):
    assert bound(ast.parse(code).body[0]) == names
