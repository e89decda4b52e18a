"""The baselines for photographs: tuned on crops of others, in the order of the table."""

import pytest
import torch

from dlc_support.data import Photographs, photographs
from dlc_support.evaluation import BM3D, NonLocalMeans, TotalVariation, Wavelets, psnr
from dlc_support.recipes.restoration import photograph_baselines as module
from dlc_support.recipes.restoration.photograph_baselines import photograph_baselines, tuning_crops

SIGMA = 25 / 255


@pytest.fixture(autouse=True)
def _few_crops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIDE", 32)


def crop(channels: int) -> Photographs:
    whole = photographs(channels=channels, part="train").select([-1])
    return whole.each(lambda picture: picture[:, 100:220, 80:240].contiguous())


@pytest.mark.parametrize("channels", [1, 3])
def test_each_baseline_is_the_best_of_its_settings_on_the_crops(channels: int) -> None:
    valid = crop(channels)
    made = [one for _, one in photograph_baselines(valid, SIGMA, crops=2, matching=False)]
    assert [type(one) for one in made] == [NonLocalMeans, Wavelets, TotalVariation]
    clean, noisy = tuning_crops(valid, SIGMA, 2)
    for one in made:
        assert psnr(one(noisy), clean).mean() > psnr(noisy.clamp(0, 1), clean).mean() + 3
    for setting in (0.4, 1.5):
        worse = TotalVariation(setting * SIGMA)
        assert psnr(worse(noisy), clean).mean() < psnr(made[-1](noisy), clean).mean()


def test_the_crops_are_the_same_at_every_call_and_their_noise_is_not_clipped() -> None:
    first, again = tuning_crops(crop(1), SIGMA, 2), tuning_crops(crop(1), SIGMA, 2)
    assert all(torch.equal(*pair) for pair in zip(first, again, strict=True))
    assert (first[1] - first[0]).std().item() == pytest.approx(SIGMA, rel=0.05)
    assert first[1].min() < 0


def test_block_matching_comes_where_its_library_is(monkeypatch) -> None:
    for there in (True, False):
        monkeypatch.setattr(module, "has_bm3d", lambda there=there: there)
        *_, (_, last) = photograph_baselines(crop(1), SIGMA, crops=2)
        assert isinstance(last, BM3D) == there
