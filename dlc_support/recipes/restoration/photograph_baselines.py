"""The simple baselines for noisy photographs, each with its setting chosen on training ones."""

from collections.abc import Iterator, Sequence
from itertools import product

import torch
from torch import Generator, Tensor

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Patches, Photographs
from dlc_support.evaluation import (
    BM3D,
    Denoiser,
    NonLocalMeans,
    TotalVariation,
    Wavelets,
    has_bm3d,
    tune,
)
from dlc_support.training.seeds import derived_seed

MEANS, VARIATION, MATCHING = "non-local means", "total variation", "BM3D"
TUNING_DRAW = 203  # place in the paths of derived seeds
SIDE = 128  # pixels of the crops that settings are chosen on


def photograph_baselines(
    valid: Photographs, sigma: float, *, crops: int = 12, matching: bool = True
) -> Iterator[tuple[str, Denoiser]]:
    """Titles and baselines, tuned by PSNR on crops of photographs that nothing is tested on.

    All but total variation are told the noise level. BM3D has no setting to choose; it is left
    out where its library is not installed.

    Args:
        valid: Photographs to choose by.
        sigma: Standard deviation of the noise.
        crops: Number of crops to choose by.
        matching: Take BM3D in, which needs seconds per photograph.
    """
    clean, noisy = tuning_crops(valid, sigma, crops)
    for title, candidates in _candidates(clean.shape[1], sigma):
        yield title, tune(candidates, clean, noisy).best
    if matching and has_bm3d():
        yield MATCHING, BM3D(sigma)


def tuning_crops(valid: Photographs, sigma: float, crops: int) -> tuple[Tensor, Tensor]:
    """Crops of photographs and one draw of the noise on them, not clipped."""
    side = min(SIDE, *(min(sides) for sides in valid.sides))
    patches = Patches(valid, side, count=crops, seed=derived_seed(TUNING_DRAW), flips=False)
    clean = patches.rows(torch.arange(crops)).inputs
    noise = GaussianNoise(sigma)
    return clean, noise(clean, Generator().manual_seed(derived_seed(TUNING_DRAW, 1)))


def _candidates(channels: int, sigma: float) -> Iterator[tuple[str, Sequence[Denoiser]]]:
    ways = (False, True) if channels == 3 else (False,)
    shares = (0.3, 0.4, 0.5, 0.6, 0.7, 0.9)
    yield MEANS, [NonLocalMeans(sigma, k * sigma, joint) for joint in ways for k in shares]
    names, shares = ("db1", "db4", "sym8"), (0.6, 0.75, 0.9, 1.05)
    settings = product(ways, names, shares)
    yield "wavelets", [Wavelets(k * sigma, name, joint) for joint, name, k in settings]
    shares = (0.4, 0.6, 0.8, 1.0, 1.2, 1.5)
    yield VARIATION, [TotalVariation(share * sigma) for share in shares]
