import numpy as np
import torch

from dlc_support.grading.forged import forgeries
from dlc_support.grading.values import decode, encode


def forged(probe):
    return {name: decode(text) for name, text in forgeries(encode(probe))}


def test_numbers_are_replaced_within_their_frame():
    found = forged({"y": np.ones((2, 3), np.float32), "n": [2, (3.0, torch.ones(2))]})
    zeros = found["numbers that are all 0.0"]
    assert zeros["y"].dtype == np.float32
    assert zeros["y"].tolist() == [[0, 0, 0]] * 2
    assert zeros["n"][0] == 0
    assert zeros["n"][1][1].tolist() == [0, 0]
    assert np.isnan(found["numbers that are all nan"]["y"]).all()
    assert found["one side more"]["y"].shape == (1, 2, 3)
    assert found["empty arrays"]["y"].shape == (0, 3)


def test_whole_numbers_are_replaced_by_fractions_where_it_must_be():
    found = forged({"n": torch.arange(1, 3), "m": np.arange(1, 3)})
    assert found["numbers that are all nan"]["n"].isnan().all()
    assert np.isnan(found["numbers that are all nan"]["m"]).all()


def test_the_probe_itself_is_no_forgery():
    assert "numbers that are all 0.0" not in forged({"y": 0.0})
