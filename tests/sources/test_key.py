"""Tests of `dlc_support.sources.key`: which edits of the package a key sees."""

import subprocess
import sys
from collections.abc import Collection
from functools import cache

import pytest

from dlc_support.pages.page import page_key, pages, read_page
from dlc_support.sources import code_key, definitions_key, files, key, module_key, names_key
from dlc_support.sources.key import LOADERS, LOADING
from dlc_support.sources.module import module
from dlc_support.tables.reproduce import available, code_of
from tools.project import ROOT

PAGES = {page.stem: read_page(page) for page in pages(ROOT / "book")}
SEEDS = {f"a seed of {name}": name for name in available()}


def keys(names: Collection[str] = (*PAGES, *SEEDS)) -> dict[str, str]:
    """The keys of pages of the book, and of what a seed of recipes runs.

    They share most of what they reach, which is looked at once.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key, "_step", cache(key._step))
        shown = {name: page_key(PAGES[name]) for name in names if name in PAGES}
        return shown | {name: code_of(SEEDS[name]) for name in names if name in SEEDS}


NEW_PLOT = '''
"""A new figure."""
import matplotlib
from matplotlib.figure import Figure
from dlc_support.plotting.style import STYLE
SIZES = {"small": 3}
@matplotlib.rc_context(STYLE)
def new_plot(values) -> Figure:
    """Draws it."""
    return Figure(figsize=(SIZES["small"], 2))
'''
UNSEEN = {
    "a new plotting file and its export": [
        ("plotting/new_plot.py", "", NEW_PLOT),
        ("plotting/__init__.py", "__all__ = [", '__all__ = [\n    "new_plot",'),
        ("plotting/__init__.py", "", "\nfrom dlc_support.plotting.new_plot import new_plot\n"),
    ],
    "a new metric": [
        ("evaluation/metrics.py", "", "\ndef bias(estimate, reference):\n    return estimate\n"),
        ("evaluation/__init__.py", "", "\nfrom dlc_support.evaluation.metrics import bias\n"),
    ],
    "a new name in shapes.py": [("shapes.py", "", '\nFlows = Float[Tensor, "batch 2 x y"]\n')],
    "another error message in checks.py": [
        ("training/checks.py", "must have names of their own", "must not share a name")
    ],
    "a new docstring and a comment": [
        ("training/loop.py", '"""', '"""All new. '),
        ("training/fit.py", "\n\n", "\n\n# Why.\n"),
    ],
}
SEEN = {
    "the noise of GaussianNoise": (
        ("corruptions/gaussian.py", "noise.mul_(level)", "noise.mul_(2 * level)"),
        {"toy_2d", "a seed of mnist-corruptions"},
    ),
    "psnr": (
        ("evaluation/metrics.py", "peak: float = 1.0", "peak: float = 2.0"),
        {"mri", "a seed of mri", "a seed of rendering"},
    ),
    "a constant that a loop reads": (
        ("training/history.py", "READ_EVERY = 50", "READ_EVERY = 60"),
        {"toy_2d", "mri", "a seed of mri"},
    ),
    "a recorded table": (("../results/mri.json", '"seeds": [', '"seeds": [7, '), {"results"}),
    "the hash of recorded weights": (
        ("recorded/unet-noise2noise.json", '"sha256": "', '"sha256": "0'),
        {"noise2noise", "a seed of noise2noise-losses"},
    ),
}


@pytest.fixture(scope="module")
def before(copy) -> dict[str, str]:
    """The keys before any edit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "PLACES", [copy / "dlc_support"])
        return keys()


@pytest.mark.parametrize("name", UNSEEN)
def test_an_edit_that_changes_no_number_makes_nothing_stale(name, before, edit):
    for file, old, new in UNSEEN[name]:
        edit(f"dlc_support/{file}", old, new)
    assert keys() == before


@pytest.mark.parametrize("name", SEEN)
def test_an_edit_that_may_change_a_number_is_seen(name, before, edit):
    (file, old, new), expected = SEEN[name]
    edit(f"dlc_support/{file}", old, new)
    assert [name for name, key in keys(expected).items() if key == before[name]] == []


def test_a_new_claim_and_a_new_caption_run_no_seed_again(before, edit):
    for where in available().values():
        file = f"{where.replace('.', '/')}.py"
        edit(file, "\nfrom dlc", "\nfrom dlc_support.tables import Claim, cell\nfrom dlc")
        # Where several recipes share a declaration, it stands in a file of its own.
        for old, new in (
            ("caption=", "caption='In short: ' + "),
            ("claims=[", 'claims=[Claim("new", cell("row", "dB"), 1.0)] + ['),
        ):
            if old in (ROOT / file).read_text(encoding="utf-8"):
                edit(file, old, new)
    assert keys(SEEDS) == {name: before[name] for name in SEEDS}


# What can be reached in a small module: each edit of it must be seen through `use()`.
REACHED = {
    "a constant": ("WIDTH = 3\ndef use():\n    return WIDTH", "WIDTH = 3", "WIDTH = 4"),
    "a default value": ("def use(width=3):\n    return width", "=3", "=4"),
    "a default value of another function": (
        "def area(side=3):\n    return side\ndef use():\n    return area()", "=3", "=4"
    ),
    "a method through self": (
        "class Net:\n    def __call__(self):\n        return self.inner()\n"
        "    def inner(self):\n        return 3\ndef use():\n    return Net()()",
        "return 3", "return 4",
    ),
    "a base class": (
        "class Base:\n    x = 3\nclass Net(Base):\n    y = 1\ndef use():\n    return Net().x",
        "x = 3", "x = 4",
    ),
    "a class attribute": ("class Net:\n    x = 3\ndef use():\n    return Net.x", "3", "4"),
    "a decorator": (
        "def twice(f):\n    return lambda: 2 * f()\n@twice\ndef use():\n    return 1", "2", "3"
    ),
    "that it is decorated": (
        "def twice(f):\n    return lambda: 2 * f()\ndef use():\n    return 1",
        "def use", "@twice\ndef use",
    ),
    "a table of functions": (
        "def one():\n    return 3\nTABLE = {'one': one}\ndef use(name='one'):\n"
        "    return TABLE[name]()", "3", "4",
    ),
    "a registration": (
        "TABLE = {}\ndef register(f):\n    TABLE[f.__name__] = f\n    return f\n@register\n"
        "def one():\n    return 3\ndef use(name='one'):\n    return TABLE[name]()", "3", "4",
    ),
    "a registration by a call": (
        "TABLE = []\ndef register(f):\n    TABLE.append(f)\ndef one():\n    return 3\n"
        "DONE = register(one)\ndef use():\n    return TABLE[0]()", "3", "4",
    ),
    "a setting": (
        "import torch\ndef use():\n    return 1", "\ndef", "\ntorch.set_num_threads(1)\ndef"
    ),
    "an attribute that is set": (
        "class A:\n    x = 1\ndef use():\n    return 1", "1\nd", "1\nA.x = 2\nd"
    ),
    "a statement that is repeated": (
        "X = [1]\nX += [1]\ndef use():\n    return X", "X += [1]\n", "X += [1]\nX += [1]\n"
    ),
    "the order of two statements": (
        "X = 1\nX = 2\ndef use():\n    return X", "X = 1\nX = 2", "X = 2\nX = 1"
    ),
    "a name in globals()": (
        "def one():\n    return 3\ndef use(name='one'):\n    return globals()[name]()", "3", "4"
    ),
    "a branch at the top": (
        "import torch\nif torch.cuda.is_available():\n    X = 3\nelse:\n    X = 1\n"
        "def use():\n    return X", "3", "4",
    ),
    "a subclass that registers itself": (
        "known = []\nclass Base:\n    def __init_subclass__(cls):\n        known.append(cls)\n"
        "class One(Base):\n    x = 3\ndef use():\n    return known[0].x", "3", "4",
    ),
    "a class found by its base": (
        "class Base:\n    pass\nclass One(Base):\n    x = 3\n"
        "def use():\n    return Base.__subclasses__()[0].x", "3", "4",
    ),
    "what an import stands for": (
        "from numpy import add as combine\ndef use():\n    return combine(1, 2)", "add", "subtract"
    ),
    "a closure and an import inside": (
        "def use():\n    from dlc_support.small import made\n    return made()\n"
        "def made():\n    x = 3\n    return lambda: x", "3", "4",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REACHED)
def test_whatever_a_function_reaches_is_seen(name, package):
    text, old, new = REACHED[name]
    page = "from dlc_support.small import use\nuse()"
    package({"small.py": text})
    one = code_key(page)
    assert old in text
    package({"small.py": text.replace(old, new, 1)})
    assert code_key(page) != one


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("raise ValueError('is')", "raise ValueError(f'is {x}, must be' ' 3')"),
        ("assert x, 'is'", "assert x, f'was {x}'"),
        ("warnings.warn('is', stacklevel=2)", "warnings.warn('was', stacklevel=2)"),
        ("'Does.'", "'Does it.'"),
        ("pass", "pass  # or not"),
    ],
)
def test_what_errors_warnings_and_comments_say_is_not_seen(old, new, package):
    page = "from dlc_support.small import use\nuse()"
    text = "import warnings\ndef use(x=1):\n    {}\n    return x"
    package({"small.py": text.format(old)})
    one = code_key(page)
    package({"small.py": text.format(new)})
    assert code_key(page) == one


# Names that are not written out: each way to `models/dense.py`, whose edit must be seen.
INDIRECT = {
    "getattr on a module": "from dlc_support.models import dense\ngetattr(dense, name)",
    "getattr on a package": "import dlc_support.models as m\ngetattr(m, name)",
    "the name of a module": "import importlib as i\ni.import_module('dlc_support.models.dense')",
    "the name of a package": "import importlib as i\ni.import_module('dlc_support.models')",
    "a name that is put together": "import importlib\nimportlib.import_module(f'dlc_{1}')",
    "import_module by another name": "from importlib import import_module as get\nget('dlc' + x)",
    "__import__": "__import__('dlc_support.' + name)",
    "sys.modules": "import sys\nsys.modules[name].Dense",
    "a string in a command": "import sys, subprocess\nrun([sys.executable, 'dlc_support.models'])",
    "a star": "from dlc_support.models import *\nDense()",
    "all modules of a package": "import dlc_support.models\nvars(dlc_support.models)",
    "a module that is imported only": "import dlc_support.effect",
    "an import inside a function": "def f():\n    from dlc_support.models import Dense\n    Dense",
    "a re-export": "from dlc_support.models import Dense as D\nD()",
    "a dotted name": "import dlc_support.models.dense\ndlc_support.models.dense.Dense()",
}
SMALL = {
    "models/__init__.py": "from dlc_support.models.dense import Dense\n",
    "models/dense.py": "class Dense:\n    width = 3\n",
    "effect.py": "from dlc_support.models.dense import Dense\nprint(Dense())\n",
    "other.py": "class Other:\n    width = 3\n",
}


@pytest.mark.parametrize("name", INDIRECT)
def test_where_a_name_is_not_written_out_all_that_it_may_be_counts(name, package):
    package(SMALL)
    one = code_key(INDIRECT[name])
    package({"models/dense.py": "class Dense:\n    width = 4\n"})
    assert code_key(INDIRECT[name]) != one


@pytest.mark.parametrize(
    "page",
    [
        "from dlc_support.models import Dense\nDense()",
        "from dlc_support.models import dense\ngetattr(dense, 'Dense')",
        "import sys\n'dlc' in sys.modules\nfrom dlc_support.models import Dense",
        "import importlib\nimportlib.import_module('torch')",
    ],
)
def test_what_is_not_reached_is_not_seen(page, package):
    package(SMALL)
    one = code_key(page)
    package({"other.py": "class Other:\n    width = 4\n"})
    assert code_key(page) == one


def test_a_file_that_is_loaded_by_its_name_counts_and_by_a_variable_all_of_them(edit):
    pages = [
        "from dlc_support.tables import Table\nTable.load('mri')",
        "from dlc_support.tables import Table\nTable.load(name)",
        "from dlc_support.tables import Table\nload = Table.load\nload('mri')",
        "from dlc_support.tables import table_at_hand\ntable_at_hand('rendering', 1)",
    ]
    before = list(map(code_key, pages))
    edit("results/rendering.json", '"seeds": [', '"seeds": [7, ')
    assert [code_key(page) == key for page, key in zip(pages, before, strict=True)] == [
        True, False, False, False
    ]  # fmt: skip


def test_that_a_table_was_accepted_makes_no_page_stale(before, edit):
    edit(
        "results/mri.json",
        '"provenance": {',
        '"provenance": {"accepted": [{"why": "a"}], "other_code": ["b"],',
    )
    edit("results/mri.json", '"name": "mri",', '"name": "mri", "code": "0123456789abcdef",')
    assert keys() == before


def test_a_table_that_was_never_recorded_counts_by_its_recipe(edit):
    page = "from dlc_support.tables import Table\nTable.load('brand-new')"
    edit("dlc_support/recipes/denoising/brand_new.py", "", "SHARE = 0.1")
    before = code_key(page)
    edit("dlc_support/recipes/denoising/brand_new.py", "0.1", "0.2")
    assert code_key(page) != before


@pytest.mark.parametrize("loader", LOADERS)
def test_every_loader_is_there(loader):
    where = max((one for one in LOADING if loader.startswith(f"{one}.")), key=len)
    assert module(f"dlc_support.{where}").binds(loader.removeprefix(f"{where}.").split(".")[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("x = 1", "x = 2"), ("f(None)", "f()"), ("x = 1.0", "x = 1"), ("'a'; x", "'b'; y")],
)
def test_code_that_means_something_else_has_another_key(one, other):
    assert code_key(one) != code_key(other)


def test_the_key_of_definitions_is_that_of_what_is_named(package):
    text = "def run():\n    return 1\ndef shown():\n    return 2\n"
    package({"recipe.py": text})
    before = definitions_key("dlc_support.recipe", "run"), module_key("dlc_support.recipe")
    package({"recipe.py": text.replace("2", "3")})
    assert definitions_key("dlc_support.recipe", "run") == before[0]
    assert module_key("dlc_support.recipe") != before[1]


@pytest.mark.parametrize("name", ["dlc_support.nowhere:x", "dlc_support.shapes:Nothing"])
def test_a_name_that_the_package_does_not_have_is_refused(name):
    with pytest.raises(ValueError, match=f"definitions of dlc_support, got '{name}'"):
        names_key([name])


def test_the_real_package_is_read_without_being_imported():
    code = (
        "import sys; from dlc_support.sources import code_key;"
        "code_key('from dlc_support.training import fit\\nfit');"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
