"""Grey levels, black and white, bytes: what is refused, and with which remedy."""

import pytest
import torch

from dlc_support.data.ranges import check_values


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("unit", [0.0, 1.5], r"x must lie in \[0, 1\], got values from 0 to 1.5"),
        ("binary", [0.0, 0.25], r"x must be images of 0 and 1, got 0.25; binarised\(split\)"),
        ("binary", [0.0, 2.0], r"must lie in \[0, 1\]"),
        ("8-bit", [0.0, 0.25], "whole numbers from 0 to 255, got 0.25; 8-bit images hold 255"),
        ("8-bit", [0.0, 256.0], r"must lie in \[0, 255\]"),
    ],
)
def test_values_outside_a_range_are_refused_with_the_remedy(name, values, message) -> None:
    with pytest.raises(ValueError, match=message):
        check_values("x", torch.tensor(values), name)


def test_values_inside_a_range_pass() -> None:
    for name, top in (("unit", 0.3), ("binary", 1.0), ("8-bit", 255.0), (None, 1e9)):
        check_values("x", torch.tensor([0.0, top]), name)
        check_values("x", torch.empty(0), name)
