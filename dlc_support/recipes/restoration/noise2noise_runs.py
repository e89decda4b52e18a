"""What the tables on Noise2Noise share: photographs, training runs, and the test of the paper."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import torch
from torch import Generator, Tensor

from dlc_support.corruptions import Corruption, GaussianNoise, RandomLevel
from dlc_support.data import Patches, Photographs, Split, data_directory, photographs, without
from dlc_support.evaluation import Denoiser, psnr, restore, ssim
from dlc_support.models import UNet
from dlc_support.objectives import Denoising, Noise2Noise
from dlc_support.pixels import to_bytes
from dlc_support.tables import Network, Number, Seed, over_images
from dlc_support.training import Runtime, Validation
from dlc_support.training.seeds import derived_seed

SIGMA = 25 / 255  # of the test
BLIND = RandomLevel(GaussianNoise, 0.0, 50 / 255)
TEST_NOISE = GaussianNoise(SIGMA)
SETS = {1: ("Train400", "BSD68"), 3: ("BSDS500-train", "Kodak24")}
CLEAN, NOISY = "clean targets", "noisy targets"
# The inputs of both are the same draws.
OBJECTIVES = {CLEAN: Denoising(BLIND, loss="mse"), NOISY: Noise2Noise(BLIND, loss="mse")}
PSNR, SSIM, TRAINING = "PSNR / dB", "SSIM", "training / s"
VALID_DRAW, TEST_DRAW = 201, 202  # places in the paths of derived seeds

Scores = Mapping[str, Tensor]  # by column, one value per photograph


@dataclass(frozen=True)
class Spent:
    """What a training run may spend, and how."""

    steps: int = 8000
    epochs: int = 10  # passes over the patches; the network is validated after each
    batch_size: int = 4
    size: int = 64  # side of a patch in pixels
    lr: float = 1e-3
    ema: float = 0.99
    watched: int = 64  # patches to validate on

    @property
    def patches(self) -> int:
        """Different patches: each epoch sees all of them, under noise of its own."""
        return self.steps * self.batch_size // self.epochs


@dataclass(frozen=True, eq=False)
class Sets:
    """Photographs to learn from, to choose by, to report on; none is in two of them."""

    train: Photographs
    valid: Photographs
    test: Photographs


def sets(channels: Literal[1, 3]) -> Sets:
    """The photographs of a grey or a colour run; the last 5 % to learn from are held out."""
    return _sets(channels, data_directory(), os.environ.get("DLC_MIRROR", ""))


@cache
def _sets(channels: Literal[1, 3], *_places: object) -> Sets:
    # Looking for test photographs among the others reads all of them: once a process is enough.
    learn, test = (photographs(name, channels=channels) for name in SETS[channels])
    learn = without(learn, test)
    cut = len(learn) - max(1, len(learn) // 20)
    return Sets(learn.take(cut), learn.select(range(cut, len(learn))), test)


def unet(channels: int, targets: str) -> Network:
    """A U-Net that minimises the squared error against clean or against noisy targets."""
    return Network(lambda _: UNet(channels), OBJECTIVES[targets], betas=(0.9, 0.99), ema="ema")


def trained(seed: Seed, name: object, parts: Sets, noise: Corruption = TEST_NOISE) -> UNet:
    """A network of a recipe, trained from patches, and validated under the noise of the test.

    Those of one seed see the same patches.
    """
    spent = seed.config
    place = derived_seed(seed.number, 0)
    patches = Patches(parts.train, spent.size, count=spent.patches, seed=place)
    judge = Validation(held_out(parts.valid, spent), Denoising(noise, loss="mse"))
    return seed.network(name, patches, validation=judge)


def held_out(valid: Photographs, spent: Spent) -> Split:
    """Patches to validate on, the same for every run on these photographs."""
    patches = Patches(valid, spent.size, count=spent.watched, seed=VALID_DRAW, flips=False)
    inputs = patches.rows(torch.arange(spent.watched)).inputs
    return Split(inputs, name=f"{valid.name} held out", source=valid.source, range="unit")


def middle(photographs: Photographs, side: int) -> Photographs:
    """Photographs cut to their middle, at most `side` pixels high and wide."""

    def cut(picture: Tensor) -> Tensor:
        top, left = (max(0, (length - side) // 2) for length in picture.shape[1:])
        return picture[:, top : top + side, left : left + side].contiguous()

    return photographs.each(cut)


def scored(
    restored: Denoiser | UNet, test: Photographs, *, seed: int = 0, noise: Corruption = TEST_NOISE
) -> Scores:
    """PSNR and SSIM over whole photographs, after the paper: clipped and rounded to 256 levels.

    Each photograph has its own draw of the noise, fixed by the seed and not clipped; every
    denoiser sees the same.
    """
    made = [estimate(restored, corrupted(test, n, seed, noise)) for n in range(len(test))]
    pairs = list(zip(made, test, strict=True))
    return {
        PSNR: torch.cat([psnr(one, clean) for one, clean in pairs]),
        SSIM: torch.cat([ssim(one, clean) for one, clean in pairs]),
    }


def corrupted(test: Photographs, number: int, seed: int, noise: Corruption) -> Tensor:
    """A test photograph's draw of the noise, not clipped."""
    place = derived_seed(seed, TEST_DRAW, number)
    return noise(test[number], Generator().manual_seed(place))


def estimate(restored: Denoiser | UNet, noisy: Tensor) -> Tensor:
    """The restored photograph, clipped and rounded; a network runs as it was trained."""
    if isinstance(restored, UNet):
        runtime = Runtime()
        runtime.place(restored)
        with runtime.autocast(restored):
            made = restore(restored, noisy.to(runtime.torch_device())).to(noisy)
    else:
        made = restored(noisy)
    return to_bytes(made)


def numbers(scores: Scores, seed: int = 0, *, minus: Scores | None = None) -> dict[str, Number]:
    """Means over the test photographs, or mean differences on the same photographs."""
    if minus is not None:
        scores = {column: each.double() - minus[column] for column, each in scores.items()}
    return over_images(scores, seed, TEST_DRAW)
