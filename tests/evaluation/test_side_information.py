"""Tests of `dlc_support.evaluation.side_information`."""

import pytest

from dlc_support import evaluation
from dlc_support.evaluation import SideInformation

METHODS = [one for one in vars(evaluation).values() if hasattr(one, "given")]


@pytest.mark.parametrize("method", METHODS, ids=lambda one: one.__name__)
def test_every_baseline_says_what_it_is_given(method):
    assert isinstance(method.given, SideInformation)


def test_there_are_baselines_for_each():
    assert {method.given for method in METHODS} == set(SideInformation)
