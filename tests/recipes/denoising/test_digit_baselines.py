"""The simple baselines for corrupted digits."""

import pytest
import torch
from torch import Generator

from dlc_support.corruptions import BlockMask, GaussianBlur, GaussianNoise, Mask
from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import SideInformation, psnr
from dlc_support.recipes.denoising.digit_baselines import Baseline, Draw, baselines


def _pairs(corruption, count, seed):
    clean = embedded_digits().train.inputs[seed * 200 :][:count]
    mask = None
    if isinstance(corruption, Mask):
        mask = corruption.mask(clean, Generator().manual_seed(seed))
    return Draw(clean, corruption(clean, Generator().manual_seed(seed)), mask)


@pytest.fixture(
    scope="module", params=[BlockMask(10), GaussianBlur(2.0), GaussianNoise(0.1)], ids=repr
)
def tuned(request):
    """The baselines of a corruption, and pairs that they have not seen."""
    corruption = request.param
    made = baselines(corruption, _pairs(corruption, 100, 0), _pairs(corruption, 20, 1))
    return {one.title: one for one in made}, _pairs(corruption, 6, 2)


def test_each_restores_images_to_images(tuned):
    made, seen = tuned
    for baseline in made.values():
        estimate = baseline(seen)
        assert estimate.shape == seen.clean.shape
        assert estimate.min() >= 0
        assert estimate.max() <= 1


def test_the_best_of_them_is_better_than_doing_nothing(tuned):
    made, seen = tuned
    best = max(made.values(), key=lambda baseline: baseline.validation)
    before = psnr(seen.corrupted.clamp(0, 1), seen.clean).clamp(max=60).mean()
    after = psnr(best(seen), seen.clean).clamp(max=60).mean()
    assert after > before + 0.5


def test_the_name_says_what_it_is_told(tuned):
    made, _ = tuned
    assert made["linear"].name == "linear (given training pairs)"
    endings = ("(given the mask)", "(given the kernel)", "(given the noise level)")
    assert any(baseline.name.endswith(endings) for baseline in made.values())


def test_what_is_given_nothing_has_a_plain_name():
    made = baselines(
        GaussianNoise(0.1), _pairs(GaussianNoise(0.1), 10, 0), _pairs(GaussianNoise(0.1), 4, 1)
    )
    names = {one.title: one.name for one in made}
    assert names["median filter"] == "median filter"


def test_inpainting_is_given_the_mask():
    zeros, mask = torch.zeros(1, 1, 2, 2), torch.ones(1, 1, 2, 2, dtype=torch.bool)
    assert Baseline("given", _Given(), 0.0)(Draw(zeros, zeros, mask)).sum() == 4


class _Given:
    given = SideInformation.MASK

    def __call__(self, corrupted, mask):
        return corrupted + mask
