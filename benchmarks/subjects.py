"""What is trained: four models with their objectives and data, the sizes of the runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.models import MLP, VAE, ConvAutoencoder
from dlc_support.objectives import Denoising, NegativeELBO, Objective
from dlc_support.training import seeded

BATCH = 100
SIGMA = 0.1


def dense() -> nn.Module:
    """The dense denoiser of 28x28 images."""
    return MLP((784, 1000, 784))


def vae() -> nn.Module:
    """The variational autoencoder of 28x28 images."""
    return VAE(MLP((784, 400, 400, 80)), MLP((40, 400, 400, 784)), latents=40, shape=(1, 28, 28))


def toy() -> nn.Module:
    """The lecture's network on points of the plane."""
    return MLP((2, 100, 2))


MODELS: Mapping[str, Callable[[], nn.Module]] = {
    "MLP(784, 1000, 784)": dense,
    "ConvAutoencoder": ConvAutoencoder,
    "VAE": vae,
    "MLP(2, 100, 2)": toy,
}


@dataclass(frozen=True)
class Size:
    """How long the benchmarks run.

    Attributes:
        rounds: Turns of each contestant that count.
        steps: Steps in a turn, by model.
        batch_size: Rows a step.
    """

    rounds: int = 9
    steps: Mapping[str, int] = field(
        default_factory=lambda: {
            "MLP(784, 1000, 784)": 150,
            "ConvAutoencoder": 10,
            "VAE": 150,
            "MLP(2, 100, 2)": 1000,
        }
    )
    batch_size: int = BATCH


def built(name: str) -> nn.Module:
    """The named model, with the same first weights whenever it is built."""
    with seeded(0):
        return MODELS[name]()


def objective_for(name: str) -> Objective:
    """What the named model is trained to minimise."""
    return NegativeELBO(dynamic=True) if name == "VAE" else Denoising(GaussianNoise(SIGMA))


def data_for(name: str, images: Split, size: Size) -> Split:
    """As many rows as one turn makes steps on: images, or points for the toy."""
    rows = size.steps[name] * size.batch_size
    if name == "MLP(2, 100, 2)":
        generator = torch.Generator().manual_seed(0)
        return Split(torch.randn(rows, 2, generator=generator), name="normal points")
    # Where the embedded digits stand in there are fewer rows than that: they come again.
    return images.select(torch.arange(rows) % len(images))
