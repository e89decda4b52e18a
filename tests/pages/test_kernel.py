"""Tests of `dlc_support.pages.kernel`."""

import sys

from dlc_support.pages.kernel import environment, kernel_manager


def test_the_kernel_is_that_of_this_interpreter():
    assert kernel_manager().kernel_spec.argv[0] == sys.executable


def test_figures_go_into_the_page_whatever_the_shell_says(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert "inline" in environment("quick")["MPLBACKEND"]
    assert environment("quick")["DLC_BUDGET"] == "quick"
