"""Tests of `dlc_support.sources.live`: the code that objects are made of."""

import importlib
import linecache
import sys
from functools import partial
from types import ModuleType

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from torch import nn

from dlc_support.corruptions import GaussianNoise, ZeroMask
from dlc_support.models import MLP, UNet
from dlc_support.objectives import Denoising
from dlc_support.sources import key_of, names_key, names_of
from dlc_support.training import Adam, train

MINE = """
from dlc_support import models
from dlc_support.corruptions import GaussianNoise
WIDTH = 3
def halved(x):
    return x / 2
class Base:
    def __call__(self, x):
        return halved(x)
class Net(Base):
    def layers(self):
        return models.MLP, WIDTH
def loss(x):
    return GaussianNoise(0.1)(x)
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Writes and imports a module of a user's own."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def write(text=MINE):
        (tmp_path / "my_own_nets.py").write_text(text, encoding="utf-8")
        sys.modules.pop("my_own_nets", None)
        importlib.invalidate_caches()
        linecache.clearcache()
        return importlib.import_module("my_own_nets")

    yield write
    sys.modules.pop("my_own_nets", None)


def test_an_object_is_made_of_its_class_and_of_what_it_holds():
    assert names_of(Denoising(GaussianNoise(0.1)), Adam()) == [
        "dlc_support.corruptions.gaussian:GaussianNoise",
        "dlc_support.objectives.denoising:Denoising",
        "dlc_support.training.optimizers:Adam",
    ]


def test_a_network_is_made_of_its_layers():
    net = nn.Sequential(nn.Linear(2, 2), UNet(1))
    assert "dlc_support.models.unet:UNet" in names_of(net)
    assert names_of(nn.Sequential(nn.Linear(2, 2), nn.ReLU())) == []


@pytest.mark.parametrize(
    "held", [[ZeroMask(0.5)], {"a": ZeroMask(0.5)}, partial(ZeroMask(0.5)), ZeroMask(0.5).__call__]
)
def test_what_is_wrapped_is_found(held):
    assert "dlc_support.corruptions.masks:ZeroMask" in names_of(held)


def test_values_do_not_count_and_code_does(edit):
    before = key_of(Denoising(GaussianNoise(0.1)), train)
    assert key_of(Denoising(GaussianNoise(0.2)), train) == before
    assert key_of(Denoising(ZeroMask(0.2)), train) != before
    edit("dlc_support/corruptions/gaussian.py", "noise.mul_(level)", "noise.mul_(2 * level)")
    assert key_of(Denoising(GaussianNoise(0.1)), train) != before


def test_a_stored_list_of_names_has_the_same_key():
    assert names_key(names_of(MLP((2, 2)), train)) == key_of(MLP((2, 2)), train)


@pytest.mark.parametrize(
    ("old", "new"),
    [("x / 2", "x / 3"), ("WIDTH = 3", "WIDTH = 4"), ("models.MLP", "models.UNet")],
)
def test_a_users_own_class_counts_with_what_it_mentions(old, new, mine):
    before = key_of(mine().Net())
    assert key_of(mine(MINE + "\ndef other(): ...\n").Net()) == before
    assert key_of(mine(MINE.replace(old, new)).Net()) != before


def test_a_users_own_function_reaches_the_package(mine):
    assert "dlc_support.corruptions.gaussian:GaussianNoise" in names_of(mine().loss)


def test_a_function_within_an_expression_counts_by_what_it_does():
    made = [
        lambda x: x + 1,
        lambda x: x + 2,
    ]
    one, other = map(key_of, made)
    assert one != other
    assert one == key_of(made[0])


def test_a_closure_counts_with_what_it_holds():
    def scaled(corruption):
        return lambda x: corruption(x)

    assert "dlc_support.corruptions.masks:ZeroMask" in names_of(scaled(ZeroMask(0.5)))


def test_what_a_notebook_defines_counts_by_its_text(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setitem(sys.modules, "__main__", shell.user_module)
    keys = []
    for width in (3, 3, 4):
        cell = f"class Net:\n    def f(self):\n        return {width}\ndef g(): return {width}"
        assert shell.run_cell(cell).success
        keys.append((key_of(shell.user_ns["Net"]()), key_of(shell.user_ns["g"])))
    assert keys[0] == keys[1]
    assert keys[1][0] != keys[2][0]
    assert keys[1][1] != keys[2][1]


def test_a_class_without_source_counts_by_its_name(monkeypatch):
    made = ModuleType("made_up")
    made.__file__ = "made_up.py"
    monkeypatch.setitem(sys.modules, "made_up", made)
    exec("class Net: ...", made.__dict__)
    assert names_of(made.Net()) == ["made_up:Net"]


def test_what_is_installed_does_not_count():
    assert names_of(torch.zeros(2), nn.functional.relu, torch.optim.Adam) == []


@pytest.mark.parametrize(
    "folder", ["/home/x/.local/lib/python3/site-packages", "/l/dist-packages"]
)
def test_what_is_installed_for_a_user_or_by_the_system_does_not_count(folder, monkeypatch):
    made = ModuleType("made_up")
    made.__file__ = f"{folder}/made_up.py"
    monkeypatch.setitem(sys.modules, "made_up", made)
    exec("class Net: ...", made.__dict__)
    assert names_of(made.Net()) == []


def test_an_object_that_raises_on_names_it_does_not_have_is_passed():
    assert names_of(torch.classes.made_up) == []


def test_an_object_that_holds_itself_ends():
    held: list = []
    held.append(held)
    assert names_of(held) == []
