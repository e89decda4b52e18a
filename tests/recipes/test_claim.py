"""Tests of `dlc_support.recipes.claim`."""

import pytest

from dlc_support.recipes.claim import Claim, judged
from dlc_support.recipes.table import example

CLAIM = Claim("left is larger", ("left", "x"), ("right", "x"))


@pytest.mark.parametrize(
    ("differences", "outcome"),
    [
        ([1.0, 1.1, 0.9], "resolved"),
        ([-1.0, -1.1, -0.9], "resolved to the contrary"),
        ([1.0, -1.0, 0.5], "not resolved"),
    ],
)
def test_the_interval_of_the_difference_decides(differences, outcome):
    assert judged(CLAIM, differences).outcome == outcome


def test_seeds_are_compared_in_pairs():
    # Unpaired, a spread of .2 and .17 leaves less of the difference of 2.
    (verdict,) = example().verdicts()
    assert verdict.difference.mean == pytest.approx(2.0)
    assert verdict.difference.high - verdict.difference.mean == pytest.approx(
        4.3027 * 0.1 / 3**0.5, rel=1e-4
    )


def test_a_claim_against_a_constant_uses_the_constant():
    verdict = example().verdict(Claim("above 21", ("network", "PSNR / dB"), 21.0))
    assert verdict.outcome == "resolved to the contrary"


def test_one_seed_settles_nothing():
    with pytest.raises(ValueError, match="at least 2"):
        judged(CLAIM, [1.0])
