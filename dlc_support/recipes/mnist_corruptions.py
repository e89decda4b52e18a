"""Seven corruptions of MNIST, restored by a dense and by a convolutional autoencoder.

Training all networks of one seed takes about 20 minutes on one core with bfloat16.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn

from dlc_support.corruptions import BlockMask, Corruption, GaussianBlur, GaussianNoise, ZeroMask
from dlc_support.data import Split, mnist
from dlc_support.models import MLP, ConvAutoencoder
from dlc_support.objectives import Denoising
from dlc_support.training import Adam, Checkpoint, Cosine, fit, runs, seeded

CONDITIONS: Mapping[str, Corruption] = {
    "erasure 0.5": ZeroMask(0.5),
    "erasure 0.9": ZeroMask(0.9),
    "blur 2": GaussianBlur(2.0),
    "blur 4": GaussianBlur(4.0),
    "block 10": BlockMask(10),
    "block 16": BlockMask(16),
    "noise 0.1": GaussianNoise(0.1),
}
TOLD = ("erasure 0.9", "block 16")  # conditions with a further network that sees the mask


@dataclass(frozen=True)
class Config:
    convolutional_epochs: int = 2
    dense_epochs: int = 6
    batch_size: int = 100


def trained(condition: str, kind: str, config: Config, *, seed: int, split: Split) -> nn.Module:
    told = kind == "told the mask"
    with seeded(seed):
        model = (
            MLP((784, 1000, 784)) if kind == "dense" else ConvAutoencoder(extra_channels=int(told))
        )
    dense = kind == "dense"
    fit(
        model,
        Denoising(CONDITIONS[condition], show_mask=told),
        split,
        epochs=config.dense_epochs if dense else config.convolutional_epochs,
        batch_size=config.batch_size,
        optimizer=Adam(1e-3 if dense else 3e-3),
        schedule=Cosine(warmup=0.05),
        seed=seed,
        checkpoint=Checkpoint(runs("mnist_corruptions"), seconds=120.0),
        progress=False,
    )
    return model
