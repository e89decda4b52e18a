"""Tests of `dlc_support.sources.files`."""

from dlc_support.sources.files import find, modules_in, ours


def test_modules_and_packages_are_found_and_nothing_else(package):
    package({"models/__init__.py": "", "models/dense.py": "", "models/notes.txt": ""})
    assert find("dlc_support.models").name == "__init__.py"
    assert find("dlc_support.models.dense").name == "dense.py"
    assert find("dlc_support.models.deep") is None
    assert list(modules_in("dlc_support")) == ["dlc_support.models"]
    assert list(modules_in("dlc_support.models")) == ["dlc_support.models.dense"]
    assert list(modules_in("dlc_support.models.dense")) == []


def test_only_the_package_is_ours():
    names = ("dlc_support", "dlc_support.data", "dlc_supporters")
    assert [ours(name) for name in names] == [True, True, False]
