"""The scores on codes whose answer is known: perfect, random, duplicated, constant, rotated."""

import math

import pytest
import torch
from torch import Generator

from dlc_support.data import Sprites
from dlc_support.evaluation import (
    beta_vae_score,
    dci,
    factor_vae_score,
    mutual_information_gap,
    sap,
)

CATEGORIES = (0, 2)


def generator(seed):
    return Generator().manual_seed(seed)


SPRITES = Sprites()
FACTORS = SPRITES.factors_of(torch.randint(len(SPRITES), (6000,), generator=generator(0)))
UNIT = (FACTORS - FACTORS.float().mean(dim=0)) / FACTORS.float().std(dim=0)
TURN = torch.linalg.qr(torch.randn(5, 5, generator=generator(1)))[0]
CODES = {
    "perfect": FACTORS.float(),
    "random": torch.randn(6000, 8, generator=generator(2)),
    "duplicated": torch.cat([FACTORS, FACTORS], dim=1).float(),
    "constant": torch.zeros(6000, 8),
    "rotated": UNIT @ TURN,
}
SCORES = {
    "factor": factor_vae_score,
    "beta": beta_vae_score,
    "mig": mutual_information_gap,
    "disentanglement": lambda codes, factors: dci(codes, factors).disentanglement,
    "completeness": lambda codes, factors: dci(codes, factors).completeness,
    "informativeness": lambda codes, factors: dci(codes, factors).informativeness,
    "sap": lambda codes, factors: sap(codes, factors, categories=CATEGORIES),
}
CHANCE = sum(1 / size for size in SPRITES.sizes) / 5
ANSWERS = {  # lowest and highest value that is allowed
    "perfect": dict.fromkeys(SCORES, (0.97, 1.0)),
    "random": {
        "factor": (0.16, 0.24),
        "beta": (0.15, 0.26),
        "mig": (0.0, 0.01),
        "disentanglement": (0.0, 0.01),
        "completeness": (0.0, 0.01),
        "informativeness": (CHANCE - 0.03, CHANCE + 0.03),
        "sap": (0.0, 0.02),
    },
    "duplicated": {
        "factor": (0.99, 1.0),
        "beta": (0.99, 1.0),
        "mig": (0.0, 1e-6),
        "disentanglement": (0.97, 1.0),
        # at best two latents of ten share each factor
        "completeness": (1 - math.log(2) / math.log(10) - 0.02, 1.0),
        "informativeness": (0.97, 1.0),
        "sap": (0.0, 1e-6),
    },
    "constant": {
        "factor": (0.17, 0.23),
        "beta": (0.17, 0.23),
        "mig": (0.0, 0.0),
        "disentanglement": (0.0, 0.0),
        "completeness": (0.0, 0.0),
        "informativeness": (CHANCE - 0.03, CHANCE + 0.03),
        "sap": (0.0, 1e-6),
    },
    "rotated": {
        "factor": (0.6, 0.95),  # near the perfect one: the score alone proves little
        "beta": (0.8, 1.0),
        "mig": (0.0, 0.15),
        "disentanglement": (0.0, 0.2),
        "completeness": (0.0, 0.2),
        "informativeness": (0.3, 0.6),
        "sap": (0.0, 0.3),
    },
}


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("code", CODES)
def test_a_score_gives_the_known_answer(code, name):
    low, high = ANSWERS[code][name]
    assert low - 1e-9 <= SCORES[name](CODES[code], FACTORS) <= high + 1e-9


def test_all_that_a_rotated_code_says_is_still_there():
    torch.testing.assert_close(CODES["rotated"] @ TURN.T, UNIT, atol=1e-4, rtol=0)


def test_a_dead_latent_changes_no_vote():
    dead = torch.cat([FACTORS.float(), 1e-3 * CODES["random"][:, :2]], dim=1)
    found = factor_vae_score(dead, FACTORS, threshold=0.01)
    assert found == factor_vae_score(FACTORS.float(), FACTORS, threshold=0.01)
    assert found == 1.0


def test_votes_are_judged_on_other_rows_than_those_they_were_learned_on():
    # The odd rows hold the factors in another order: what was learned of the even ones is wrong.
    crossed = FACTORS.float().clone()
    crossed[1::2] = crossed[1::2].roll(1, dims=1)
    assert factor_vae_score(crossed, FACTORS) < 0.1


def test_the_unit_of_a_latent_does_not_matter():
    scale = torch.tensor([1e-3, 10.0, 1.0, 1e3, 5.0])
    for name in ("factor", "mig", "sap", "disentanglement"):
        here, there = (SCORES[name](UNIT * by, FACTORS) for by in (1, scale))
        assert here == pytest.approx(there, abs=0.02), name


def test_with_fewer_bins_than_values_even_the_perfect_code_falls_short():
    full, coarse = (
        mutual_information_gap(FACTORS.float(), FACTORS, bins=bins) for bins in (40, 20)
    )
    assert full > 0.97
    assert coarse < 0.94


def test_a_half_linear_and_half_missing_code_has_the_r_squared_of_the_line():
    factors = FACTORS[:, 3:]
    noise = UNIT[:, 3:4] + torch.randn(6000, 1, generator=generator(3))
    codes = torch.cat([noise, UNIT[:, 4:5]], dim=1)
    # x is known with R^2 = 1/2, y entirely; the other latent says nothing of either
    assert sap(codes, factors) == pytest.approx((0.5 + 1.0) / 2, abs=0.03)


def test_scores_are_seeded():
    for score in (factor_vae_score, beta_vae_score):
        assert score(UNIT @ TURN, FACTORS, seed=3) == score(UNIT @ TURN, FACTORS, seed=3)


def test_rows_that_do_not_match_and_too_few_latents_are_refused():
    with pytest.raises(ValueError, match="2 factors, got"):
        factor_vae_score(UNIT, FACTORS[:, :1])
    for score in (mutual_information_gap, dci, sap):
        with pytest.raises(ValueError, match="2 latents or more, got 1"):
            score(UNIT[:, :1], FACTORS)
    with pytest.raises(ValueError, match="votes must be at least 1, got 0"):
        factor_vae_score(UNIT, FACTORS, votes=0)
