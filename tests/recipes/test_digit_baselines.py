"""The simple baselines for corrupted digits."""

from dataclasses import dataclass

import pytest
import torch
from torch import Generator, Tensor

from dlc_support.corruptions import BlockMask, GaussianBlur, GaussianNoise, Mask
from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import psnr
from dlc_support.recipes.digit_baselines import Baseline, baselines


@dataclass
class Pairs:
    """What the baselines are tuned on."""

    clean: Tensor
    corrupted: Tensor
    touched: Tensor | None

    def take(self, count):
        touched = None if self.touched is None else self.touched[:count]
        return Pairs(self.clean[:count], self.corrupted[:count], touched)


def _pairs(corruption, count, seed):
    clean = embedded_digits().train.inputs[seed * 200 :][:count]
    touched = None
    if isinstance(corruption, Mask):
        touched = corruption.touched(clean, Generator().manual_seed(seed))
    return Pairs(clean, corruption(clean, Generator().manual_seed(seed)), touched)


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
        estimate = baseline(seen.corrupted, seen.touched)
        assert estimate.shape == seen.clean.shape
        assert estimate.min() >= 0
        assert estimate.max() <= 1


def test_the_best_of_them_is_better_than_doing_nothing(tuned):
    made, seen = tuned
    best = max(made.values(), key=lambda baseline: baseline.validation)
    before = psnr(seen.corrupted.clamp(0, 1), seen.clean).clamp(max=60).mean()
    after = psnr(best(seen.corrupted, seen.touched), seen.clean).clamp(max=60).mean()
    assert after > before + 0.5


def test_the_name_says_what_it_is_told(tuned):
    made, _ = tuned
    assert made["linear"].name == "linear (told training pairs)"
    told = {baseline.told for baseline in made.values()}
    assert told & {"the mask", "the kernel", "the noise level"}


def test_what_is_told_nothing_has_a_plain_name():
    made = baselines(
        GaussianNoise(0.1), _pairs(GaussianNoise(0.1), 10, 0), _pairs(GaussianNoise(0.1), 4, 1)
    )
    names = {one.title: one.name for one in made}
    assert names["median filter"] == "median filter"


def test_inpainting_is_given_the_mask():
    made = Baseline("told", _Told(), 0.0)
    mask = torch.ones(1, 1, 2, 2, dtype=torch.bool)
    assert made(torch.zeros(1, 1, 2, 2), mask).sum() == 4


class _Told:
    told = "the mask"

    def __call__(self, corrupted, touched):
        return corrupted + touched
