"""Tests of `dlc_support.tables.claim`, and of the verdicts that a table gives."""

from dataclasses import replace

import pytest

from dlc_support.evaluation import binomial_interval
from dlc_support.tables import Claim, Table, beats, cell
from tests.tables.example import example

CLAIM = beats("left", "right", "x")


def table(left: list[float], right: list[float], **changes: object) -> Table:
    values = {cell("left", "x"): left, cell("right", "x"): right}
    seeds = list(range(len(left)))
    return replace(example(), values=values, seeds=seeds, claims=[CLAIM], **changes)


@pytest.mark.parametrize(
    ("differences", "outcome"),
    [
        ([1.0, 1.1, 0.9], "resolved"),
        ([-1.0, -1.1, -0.9], "resolved to the contrary"),
        ([1.0, -1.0, 0.5], "not resolved"),
    ],
)
def test_the_interval_of_the_difference_decides(differences, outcome):
    (verdict,) = table(differences, [0.0] * 3).verdicts()
    assert verdict.outcome == outcome


def test_seeds_are_compared_in_pairs():
    # Unpaired, a spread of .2 and .17 leaves less of the difference of 2.
    (verdict,) = example().verdicts()
    assert verdict.difference.mean == pytest.approx(2.0)
    assert verdict.difference.high - verdict.difference.mean == pytest.approx(
        4.3027 * 0.1 / 3**0.5, rel=1e-4
    )


def test_a_claim_against_a_constant_uses_the_constant():
    verdict = example().verdict(Claim("above 21", cell("network", "PSNR / dB"), 21.0))
    assert verdict.outcome == "resolved to the contrary"


@pytest.mark.parametrize(
    ("margin", "outcome"),
    [(0.5, "resolved"), (1.0, "not resolved"), (1.5, "resolved to the contrary")],
)
def test_a_margin_is_what_the_interval_must_exclude(margin, outcome):
    claim = beats("left", "right", "x", margin=margin)
    verdict = table([1.0, 1.1, 0.9], [0.0] * 3).verdict(claim)
    assert verdict.outcome == outcome
    assert verdict.difference.mean == pytest.approx(1.0)  # of the two, whatever the margin
    assert claim.text == f"left beats right by at least {margin:g}"


def test_one_seed_settles_nothing():
    one = example().only(0)
    assert one.verdicts() == []
    with pytest.raises(ValueError, match="at least 2"):
        one.verdict(one.claims[0])


def test_a_value_without_seeds_brings_its_own_interval_into_the_comparison():
    errors = binomial_interval(30, 1000)  # 0.03 [0.021, 0.042]
    where = cell("left", "x")
    shared = {"within": {where: [(errors.low, errors.high)] * 3}, "unseeded": [where]}
    near, far = (
        table([errors.mean] * 3, [other - 1e-4, other, other + 1e-4], **shared).verdicts()[0]
        for other in (0.025, 0.015)
    )
    half = (errors.high - errors.low) / 2
    assert near.difference.high - near.difference.mean == pytest.approx(half, rel=0.01)
    assert (near.outcome, far.outcome) == ("not resolved", "resolved")


def test_the_group_stands_in_the_text_and_in_the_cells():
    claim = beats("network", "filter", "SSIM", "blur 2")
    assert claim.text == "blur 2: network beats filter"
    assert claim.cells() == [("blur 2", "network", "SSIM"), ("blur 2", "filter", "SSIM")]
