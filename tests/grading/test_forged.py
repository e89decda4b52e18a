import numpy as np
import torch

from dlc_support.grading.forged import FORGERIES, forged
from dlc_support.grading.values import decode, encode


def forgery(name, value):
    return decode(forged(encode(value), FORGERIES[name]))


def test_numbers_are_replaced_within_their_frame():
    value = {"y": np.ones((2, 3), np.float32), "n": [2, (3.0, torch.ones(2))], "is": True}
    zeros = forgery("numbers that are all 0.0", value)
    assert zeros["y"].dtype == np.float32
    assert zeros["y"].tolist() == [[0, 0, 0]] * 2
    assert zeros["n"][0] == 0
    assert zeros["n"][1][1].tolist() == [0, 0]
    assert zeros["is"] is True
    assert np.isnan(forgery("numbers that are all nan", value)["y"]).all()
    assert forgery("one side more", value)["y"].shape == (1, 2, 3)
    assert forgery("empty arrays", value)["y"].shape == (0, 3)
    assert forgery("nothing", value) == {}


def test_whole_numbers_are_replaced_by_fractions_where_it_must_be():
    value = {"n": torch.arange(1, 3), "m": np.arange(1, 3)}
    assert forgery("numbers that are all nan", value)["n"].isnan().all()
    assert np.isnan(forgery("numbers that are all nan", value)["m"]).all()


def test_functions_that_were_handed_over_and_gradients_stay():
    text = [{"function": 2}, encode(torch.ones(2, requires_grad=True), other=str)]
    found = forged(text, FORGERIES["numbers that are all 0.0"])
    assert found[0] == {"function": 2}
    assert decode(found[1]).requires_grad
    assert decode(found[1]).tolist() == [0, 0]
