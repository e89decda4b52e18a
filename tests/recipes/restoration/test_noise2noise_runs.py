"""What the tables share: sets that are apart, the same noise for everyone, rounded outputs."""

import pytest
import torch
from PIL import Image

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import data_directory, photographs
from dlc_support.evaluation import Identity, psnr
from dlc_support.models import UNet
from dlc_support.recipes.restoration.noise2noise_runs import (
    PSNR,
    SIGMA,
    TEST_NOISE,
    Spent,
    corrupted,
    estimate,
    held_out,
    scored,
    sets,
)
from dlc_support.training import seeded

SMALL = photographs(channels=1, part="test").each(lambda picture: picture[:, 50:90, 60:110])


def test_the_sets_are_apart_and_the_last_are_held_out() -> None:
    parts = sets(3)
    titles = [len(part) for part in (parts.train, parts.valid, parts.test)]
    assert titles == [3, 1, 2]
    assert all(part.shapes[0][0] == 3 for part in (parts.train, parts.valid, parts.test))
    assert sets(3) is parts


def test_training_photographs_that_are_tested_on_are_dropped() -> None:
    embedded = photographs(channels=3)
    for name, count in (("BSDS500-train", 4), ("Kodak24", 1)):
        folder = data_directory() / name
        folder.mkdir(parents=True)
        for number in range(count):
            picture = embedded.pictures[number].permute(1, 2, 0).numpy()
            Image.fromarray(picture).resize((120, 90)).save(folder / f"{name}-{number}.png")
    parts = sets(3)
    kept = parts.train.titles + parts.valid.titles
    assert kept == [f"BSDS500-train-{number}" for number in (1, 2, 3)]


def test_a_photograph_has_one_draw_of_the_noise_that_is_not_clipped() -> None:
    first, again = (corrupted(SMALL, 1, 0, TEST_NOISE) for _ in range(2))
    assert torch.equal(first, again)
    noise = [corrupted(SMALL, number, 0, TEST_NOISE) - SMALL[number] for number in (0, 1)]
    assert not torch.equal(*noise)
    assert not torch.equal(corrupted(SMALL, 1, 1, TEST_NOISE), first)
    assert noise[0].std().item() == pytest.approx(SIGMA, rel=0.1)
    assert corrupted(SMALL, 1, 0, GaussianNoise(1.0)).min() < 0


def test_outputs_are_clipped_and_rounded_before_they_are_compared() -> None:
    noisy = torch.tensor([[[[-0.2, 0.5, 0.1001, 1.7]]]])
    assert torch.equal(
        255 * estimate(Identity(), noisy), torch.tensor([[[[0.0, 128.0, 26.0, 255.0]]]])
    )
    clean = SMALL[2]
    by_hand = (255 * corrupted(SMALL, 2, 0, TEST_NOISE).clamp(0, 1)).round() / 255
    assert scored(Identity(), SMALL)[PSNR][2] == psnr(by_hand, clean)[0]


def test_networks_with_other_weights_have_other_numbers() -> None:
    models = []
    for seed in (0, 1, 0):
        with seeded(seed):
            models.append(UNet())
    first, other, again = (scored(model, SMALL.take(1))[PSNR] for model in models)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_held_out_patches_are_the_same_for_every_run() -> None:
    spent = Spent(steps=4, epochs=2, batch_size=16, size=16, watched=6)
    first, again = held_out(SMALL, spent), held_out(SMALL, spent)
    assert first.inputs.shape == (6, 1, 16, 16)
    assert torch.equal(first.inputs, again.inputs)
    assert spent.patches == 4 * 16 // 2
