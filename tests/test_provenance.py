"""Tests of `dlc_support.provenance`."""

import datetime
import platform

import torch

from dlc_support.data import Split
from dlc_support.provenance import describe_data, provenance


def test_the_circumstances_name_versions_threads_and_day():
    here = provenance(budget="quick", data="drawn")
    assert here.versions["torch"] == torch.__version__
    assert here.versions["python"] == platform.python_version()
    assert here.threads == torch.get_num_threads()
    assert datetime.date.fromisoformat(here.date)


def test_the_parts_of_one_data_set_are_named_once():
    parts = [
        Split(torch.zeros(1, 2), name=f"MNIST {part}", source="disk") for part in ("train", "test")
    ]
    assert describe_data(*parts) == "MNIST (disk)"


def test_data_without_a_source_goes_by_its_name():
    assert describe_data(Split(torch.zeros(1, 2), name="origin")) == "origin"
