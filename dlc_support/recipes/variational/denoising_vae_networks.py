"""The networks of the table of denoising variational autoencoders, one level or two."""

from dataclasses import dataclass

import torch
from torch import nn

from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import MLP, VAE
from dlc_support.shapes import Codes, Examples

PLAIN, DENOISING = "VAE", "DVAE"
STACKED, STACKED_DENOISING = "stacked VAE", "stacked DVAE"
NONE, LONGER = "same network", "same network, as many epochs"
NONE_STACKED = "network of the stack"
LONGER_STACKED = "network of the stack, as many epochs"
STACK = ((784, 500, 50), (50, 25, 10))  # the source's, inputs, hidden units, latents
ON_STACK = (STACKED, STACKED_DENOISING, NONE_STACKED, LONGER_STACKED)


@dataclass(frozen=True)
class Config:
    """Networks, noise, batch size and learning rate of the source's scripts, one loss for all.

    The scripts train for 100 epochs and then for 50 or 75, on 60,000 digits and without
    validation; these sizes are what two cores allow. The longer ones have as many epochs as the
    pretraining and the fine-tuning have together.
    """

    train: int = 10_000
    valid: int = 2_000
    test: int = 10_000
    neighbours: int = 2_000  # test digits that vote
    hidden: int = 400
    latents: int = 20
    head: int = 1_000
    epochs: int = 20
    longer_epochs: int = 40
    longest_epochs: int = 60
    batch_size: int = 128
    lr: float = 1e-3


def levels(config: Config, arm: str) -> tuple[tuple[int, int, int], ...]:
    """Inputs, hidden units and latents of each level of an arm."""
    return STACK if arm in ON_STACK else ((784, config.hidden, config.latents),)


def vae(config: Config, arm: str, level: int) -> VAE:
    """The variational autoencoder of one level; its decoder gives logits."""
    outside, hidden, latents = levels(config, arm)[level]
    return VAE(
        MLP((outside, hidden, 2 * latents)),
        MLP((latents, hidden, outside)),
        latents=latents,
        shape=(outside,) if level else (1, 28, 28),
    )


def classifier(config: Config, arm: str, below: nn.ModuleList | None = None) -> MLP:
    """The means of the codes, a hidden layer and ten logits; begins as the encoders `below`."""
    sizes = levels(config, arm)
    inside = [width for _, *widths in sizes for width in widths]
    squashed = [nn.ReLU, nn.Sigmoid] * (len(sizes) - 1)  # a level sees codes in [0, 1]
    network = MLP(
        (784, *inside, config.head, 10),
        activation=(*squashed, nn.ReLU, nn.Identity, nn.ReLU),
    )
    affine = [part for part in network.layers if isinstance(part, nn.Linear)]
    for level, model in enumerate(below or ()):
        first, last = (part for part in model.encoder.layers if isinstance(part, nn.Linear))
        affine[2 * level].load_state_dict(first.state_dict())
        with torch.no_grad():
            affine[2 * level + 1].weight.copy_(last.weight[: model.latents])
            affine[2 * level + 1].bias.copy_(last.bias[: model.latents])
    return network


def means(below: nn.ModuleList, examples: Examples) -> Codes:
    """Means of the codes of the last level; those of a level below go on in [0, 1]."""
    for place, model in enumerate(below):
        seen = examples.sigmoid() if place else examples
        with evaluating(model):
            examples = torch.cat([model.encode(part).mean for part in seen.split(1000)])
    return examples
