from functools import partial

import pytest
import torch

from dlc_support.evaluation.metrics import psnr
from dlc_support.evaluation.tuning import tune


def shift(images, by):
    return images + by


def clean():
    return torch.rand(3, 1, 4, 4, generator=torch.Generator().manual_seed(0))


def test_the_candidate_with_the_highest_mean_psnr_wins():
    candidates = [partial(shift, by=by) for by in (-0.3, -0.1, 0.2)]
    found = tune(candidates, clean(), clean())
    assert found.best is candidates[1]
    assert found.inside
    expected = [psnr(one(clean()), clean()).mean().item() for one in candidates]
    assert list(found.scores) == expected


def test_one_example_without_error_does_not_outweigh_all_others():
    damaged = clean()
    damaged[1:] += 0.3
    better = [lambda images: images, lambda images: images - 0.29]
    found = tune(better, clean(), damaged)
    assert all(score < 60 for score in found.scores)
    assert found.best is better[1]


def test_an_optimum_at_the_end_of_the_grid_is_seen():
    candidates = [partial(shift, by=by) for by in (0.3, 0.2, 0.1)]
    assert not tune(candidates, clean(), clean()).inside
    assert not tune(candidates[::-1], clean(), clean()).inside


def test_a_candidate_that_scores_nan_never_wins():
    candidates = [partial(shift, by=torch.nan), partial(shift, by=0.5)]
    assert tune(candidates, clean(), clean()).best is candidates[1]
    with pytest.raises(ValueError, match="every candidate scored NaN"):
        tune(candidates[:1], clean(), clean())


def test_candidates_are_told_the_mask():
    masked = clean() < 0.5
    seen = clean().masked_fill(masked, 0.0)
    answers = [
        lambda corrupted, mask: corrupted,
        lambda corrupted, mask: torch.where(mask, clean(), corrupted),
    ]
    assert tune(answers, clean(), seen, masked).best is answers[1]


def test_no_candidate_is_refused():
    with pytest.raises(ValueError, match="at least one denoiser"):
        tune([], clean(), clean())
