import math

import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.recipes.variational import diffusion_digits as digits
from dlc_support.recipes.variational.diffusion_networks import Config, denoising
from dlc_support.recipes.variational.digit_features import features
from dlc_support.tables import Seed

TINY = Config(
    **{"train": 60, "samples": 10, "bounded": 3, "width": 8, "hidden": 10, "latents": 3},
    **{"epochs": 1, "vae_epochs": 1, "batch_size": 30},
)
TRAIN = embedded_digits().train.inputs


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        yield digits.run(Seed(digits.NETWORKS, TINY, 0))


def test_every_claim_has_its_numbers_and_every_row_its_distance(rows):
    for claim in digits.RECIPE.claims:
        for _, row, column in claim.cells():
            assert column in rows[row]
    assert all(digits.FRECHET in columns for row, columns in rows.items() if row != digits.PIXELS)


def test_samples_are_images_and_depend_on_the_seed_alone():
    model = denoising(TINY)
    first, again, other = (digits.sampled(model, 4, 5, number) for number in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert 0 <= first.min() <= first.max() <= 1


def test_the_mean_has_one_class_and_the_digits_have_many():
    images = digits.known(TRAIN, TRAIN[:300])
    real = features(TRAIN)
    one = digits.judged(images[digits.MEAN], real, TRAIN)
    many = digits.judged(images[digits.REAL], real, TRAIN)
    assert one[digits.KINDS] == 0
    assert many[digits.KINDS] > 0.9 * math.log(10)


def test_training_digits_are_their_own_neighbours_and_a_shift_is_measured_per_pixel():
    assert digits.memory(TRAIN[:5], TRAIN) == pytest.approx(0, abs=1e-3)
    one = torch.zeros(1, 1, 28, 28)
    assert digits.memory(one + 0.25, one) == pytest.approx(0.25, rel=1e-4)


def test_independent_pixels_pay_for_what_they_have_not_seen():
    train = torch.zeros(99, 1, 2, 2)
    sure = digits.pixel_bits(train, train[:1])
    new = digits.pixel_bits(train, torch.ones(1, 1, 2, 2))
    total = 99 + 256 * 0.01
    assert sure.item() == pytest.approx(-math.log2((99 + 0.01) / total), rel=1e-3)
    assert new.item() == pytest.approx(-math.log2(0.01 / total), rel=1e-3)


def test_uniform_bytes_cost_eight_bits():
    train = (torch.arange(256) / 255).repeat(4, 1).T.reshape(256, 1, 2, 2)
    assert digits.pixel_bits(train, train).mean().item() == pytest.approx(8, rel=1e-4)
