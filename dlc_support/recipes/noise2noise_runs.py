"""What the tables on Noise2Noise share: photographs, training runs, and the test of the paper."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import torch
from torch import Generator, Tensor

from dlc_support.corruptions import Corruption, GaussianNoise, RandomLevel
from dlc_support.data import (
    Patches,
    Photographs,
    Split,
    data_directory,
    photographs,
    without,
)
from dlc_support.evaluation import (
    Denoiser,
    Interval,
    bootstrap,
    paired_bootstrap,
    psnr,
    restore,
    ssim,
)
from dlc_support.models import UNet
from dlc_support.objectives import Denoising, Noise2Noise
from dlc_support.pixels import to_bytes
from dlc_support.sources import code_key
from dlc_support.training import Adam, Checkpoint, Cosine, History, Runtime, Watch, fit, seeded
from dlc_support.training import runs as kept_in
from dlc_support.training.fingerprint import digest
from dlc_support.training.seeds import derived_seed

Targets = Literal["clean", "noisy"]

SIGMA = 25 / 255  # of the test
BLIND = RandomLevel(GaussianNoise, 0.0, 50 / 255)
TEST_NOISE = GaussianNoise(SIGMA)
SETS = {1: ("Train400", "BSD68"), 3: ("BSDS500-train", "Kodak24")}
PSNR, SSIM, TRAINING = "PSNR / dB", "SSIM", "training / s"
VALID_DRAW, TEST_DRAW = 201, 202  # places in the paths of derived seeds


@dataclass(frozen=True)
class Spent:
    """What a training run may spend, and how.

    Attributes:
        steps: Steps in all.
        epochs: Passes over the patches; the network is validated after each.
        batch_size: Patches a step.
        size: Side of a patch in pixels.
        lr: First learning rate of Adam, which falls along half a cosine after a warm-up of 5 %.
        ema: Decay of the average of the weights, which is what is tested.
        watched: Patches to validate on after each epoch.
    """

    steps: int
    epochs: int
    batch_size: int = 16
    size: int = 64
    lr: float = 1e-3
    ema: float = 0.97
    watched: int = 64

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


def objective(
    targets: Targets, corruption: Corruption = BLIND, of_target: Corruption | None = None
) -> Denoising | Noise2Noise:
    """The squared error against clean or against noisy targets; the inputs are the same draws."""
    if targets == "clean":
        return Denoising(corruption, loss="mse")
    return Noise2Noise(corruption, loss="mse", target_corruption=of_target)


def trained(
    made: Denoising | Noise2Noise,
    train: Photographs,
    valid: Photographs,
    *,
    seed: int,
    spent: Spent,
) -> tuple[UNet, History]:
    """A U-Net trained from patches, and how that went; at once where it is kept already.

    First weights, patches, their order and the input's noise depend on the seed alone: runs of
    one seed with different targets are pairs.

    Args:
        made: What is minimised.
        train: Clean photographs to learn from.
        valid: Clean photographs to judge by: at sigma 25, mean squared error to the clean ones.
        seed: Fixes the first weights and the run.
        spent: The budget.
    """
    channels = train.shapes[0][0]
    with seeded(seed):
        model = UNet(channels)
    patches = Patches(train, spent.size, count=spent.patches, seed=derived_seed(seed, 0))
    history = fit(
        model,
        made,
        patches,
        epochs=spent.epochs,
        batch_size=spent.batch_size,
        optimizer=Adam(spent.lr, betas=(0.9, 0.99)),
        schedule=Cosine(warmup=0.05),
        ema=spent.ema,
        watch=Watch(held_out(valid, spent), Denoising(TEST_NOISE, loss="mse")),
        seed=seed,
        checkpoint=Checkpoint(kept_in("noise2noise"), seconds=120.0),
        progress=False,
    )
    return model, history


def held_out(valid: Photographs, spent: Spent) -> Split:
    """Patches to validate on, the same for every run on these photographs."""
    patches = Patches(valid, spent.size, count=spent.watched, seed=VALID_DRAW, flips=False)
    inputs = patches.rows(torch.arange(spent.watched)).inputs
    return Split(inputs, name=f"{valid.name} held out", source=valid.source, range="unit")


@dataclass(frozen=True, eq=False)
class Restored:
    """What a denoiser made of test photographs.

    Attributes:
        psnr: One value per photograph, in dB.
        ssim: One value per photograph.
    """

    psnr: Tensor
    ssim: Tensor

    def take(self, count: int) -> "Restored":
        """The first photographs' numbers."""
        return Restored(self.psnr[:count], self.ssim[:count])


def scored(
    restored: Denoiser | UNet,
    test: Photographs,
    *,
    seed: int = 0,
    noise: Corruption = TEST_NOISE,
) -> Restored:
    """PSNR and SSIM over whole photographs, after the paper: clipped and rounded to 256 levels.

    Each photograph has its own draw of the noise, fixed by the seed and not clipped; every
    denoiser sees the same. The numbers are kept beside the trained networks and taken from there
    as long as neither the denoiser nor the code that it runs through changes.

    Args:
        restored: A network, or a baseline that prints as what it is.
        test: Clean photographs.
        seed: Names the draws of the noise.
        noise: What is to be undone.
    """
    path = _kept_at(restored, test, seed, noise)
    if path.is_file():
        return Restored(**torch.load(path, weights_only=True))
    pairs = list(_results(restored, test, seed, noise))
    made = Restored(*(torch.stack(values) for values in zip(*pairs, strict=True)))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    torch.save(vars(made), part)
    part.replace(path)
    return made


def _kept_at(restored: Denoiser | UNet, test: Photographs, seed: int, noise: Corruption) -> Path:
    weights = digest(restored.state_dict().values()) if isinstance(restored, UNet) else ""
    code = code_key(
        f"import {type(restored).__module__}, {type(noise).__module__}",
        "from dlc_support.evaluation import psnr, restore, ssim",
    )
    what = (
        f"{restored!r} {weights} {test.name} {test.titles} {test.shapes} {seed} {noise!r} {code}"
    )
    name = blake2b(what.encode(), digest_size=8).hexdigest()
    return kept_in("noise2noise") / "tested" / f"{name}.pt"


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


def _results(
    restored: Denoiser | UNet, test: Photographs, seed: int, noise: Corruption
) -> Iterator[Sequence[Tensor]]:
    for number, clean in enumerate(test):
        made = estimate(restored, corrupted(test, number, seed, noise))
        yield psnr(made, clean)[0], ssim(made, clean)[0]


def numbers(restored: Restored, seed: int = 0) -> dict[str, Interval | float]:
    """Means over the test photographs, with intervals where there are two and more."""
    each = {PSNR: restored.psnr, SSIM: restored.ssim}
    if len(restored.psnr) < 2:
        return {name: values.mean().item() for name, values in each.items()}
    return {name: bootstrap(values, _draws(seed)) for name, values in each.items()}


def gains(restored: Restored, other: Restored, seed: int = 0) -> dict[str, Interval | float]:
    """Mean differences over the same test photographs, as `numbers`."""
    pairs = {PSNR: (restored.psnr, other.psnr), SSIM: (restored.ssim, other.ssim)}
    if len(restored.psnr) < 2:
        return {name: torch.sub(*pair).mean().item() for name, pair in pairs.items()}
    return {name: paired_bootstrap(*pair, _draws(seed)) for name, pair in pairs.items()}


def _draws(seed: int) -> Generator:
    return Generator().manual_seed(derived_seed(seed, TEST_DRAW))
