"""How deep into a covered block networks with different receptive fields can see.

One seed trains for about a minute of a core with bfloat16.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions import BlockMask, GaussianNoise
from dlc_support.data import mnist
from dlc_support.evaluation import denoiser
from dlc_support.models import Model
from dlc_support.objectives import Denoising
from dlc_support.objectives.denoising import with_mask
from dlc_support.provenance import describe_data
from dlc_support.shapes import Images, Masks
from dlc_support.tables import Network, Networks, Number, Recipe, Rows, Seed, beats
from dlc_support.training.seeds import derived_seed

SIDE = 12  # of the block
# Dilations of four layers with kernel 3: the radius of the receptive field is their sum.
DILATIONS = {4: (1, 1, 1, 1), 5: (1, 1, 2, 1), 9: (1, 2, 4, 2)}
SIGMA = 0.4
NOISY = "variance explained under noise / %"
DEPTHS = range(1, SIDE // 2 + 1)
TEST_DRAW = 601  # a place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """Fixed beforehand, and not tuned."""

    train: int = 6_000
    test: int = 5_000
    filters: int = 16
    epochs: int = 6
    batch_size: int = 32
    lr: float = 2e-3


class Dilated(Model):
    """Convolutions with kernel 3 and dilations, ReLU between them; sides stay as they are.

    Args:
        filters: Feature maps of each hidden layer.
        dilations: Of each convolution with kernel 3; one with kernel 1 follows.
        channels: 2 for an image and its mask, 1 for an image.
    """

    cpu_faster = frozenset({"bf16", "channels_last"})

    def __init__(self, filters: int, dilations: Sequence[int], channels: int = 2) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for dilation in dilations:
            layer = nn.Conv2d(channels, filters, 3, padding=dilation, dilation=dilation)
            layers += [layer, nn.ReLU()]
            channels = filters
        self.layers = nn.Sequential(*layers, nn.Conv2d(channels, 1, 1))

    def forward(self, images: Images) -> Tensor:
        """Grey images of the same sides."""
        return self.layers(images)


def name(radius: int) -> str:
    """The row of a network."""
    return f"sees {2 * radius + 1} x {2 * radius + 1} pixels"


def column(depth: int) -> str:
    """The column of the pixels at a depth."""
    return f"variance explained {depth} deep / %"


NETWORKS = Networks(
    "receptive-field",
    {
        name(radius): Network(
            lambda config, dilations=dilations: Dilated(config.filters, dilations),
            Denoising(BlockMask(SIDE), show_mask=True),
        )
        for radius, dilations in DILATIONS.items()
    }
    | {
        (NOISY, name(radius)): Network(
            lambda config, dilations=DILATIONS[radius]: Dilated(config.filters, dilations, 1),
            Denoising(GaussianNoise(SIGMA)),
        )
        for radius in (min(DILATIONS), max(DILATIONS))
    },
)


def depths(mask: Masks) -> Tensor:
    """How far each covered pixel is from the nearest place outside the block, in rows or columns.

    Args:
        mask: True at the pixels of one square block in each image, (N, 1, H, W).

    Returns:
        Whole numbers, (N, 1, H, W): 1 at the rim of the block and more inside, 0 outside of it.
    """
    found, left = torch.zeros(mask.shape, dtype=torch.int64), mask.float()
    while left.any():
        found += left.long()
        outside = nn.functional.pad(1 - left, (1, 1, 1, 1), value=1.0)
        left = 1 - nn.functional.max_pool2d(outside, 3, stride=1)
    return found


def explained(estimates: Images, clean: Images, deep: Tensor) -> dict[str, float]:
    """1 - squared error / variance, in per cent, among the pixels of each depth.

    A constant, even the best one, explains nothing.
    """
    found = {}
    for depth in DEPTHS:
        true, guess = clean[deep == depth].double(), estimates[deep == depth].double()
        share = (guess - true).square().mean() / true.var(correction=0)
        found[column(depth)] = 100 * (1 - share.item())
    return found


def run(seed: Seed) -> Rows:
    """What each network explains of covered test digits, and of noisy ones."""
    config, digits, block = seed.config, mnist(), BlockMask(SIDE)
    train, clean = digits.train.take(config.train), digits.test.take(config.test).inputs
    place = derived_seed(seed.number, TEST_DRAW)
    mask = block.mask(clean, Generator().manual_seed(place))
    covered, deep = block(clean, Generator().manual_seed(place)), depths(mask)
    noisy = GaussianNoise(SIGMA)(clean, Generator().manual_seed(place))
    rows: dict[str, dict[str, Number]] = {}
    for row in map(name, DILATIONS):
        network = seed.network(row, train)
        rows[row] = dict(explained(denoiser(network)(with_mask(covered, mask)), clean, deep))
        if (NOISY, row) in NETWORKS.each:
            network = seed.network((NOISY, row), train)
            error = (denoiser(network)(noisy) - clean).double().square().mean()
            rows[row][NOISY] = 100 * (1 - error / clean.double().var(correction=0)).item()
    return rows


SMALL, MIDDLE, LARGE = (name(radius) for radius in DILATIONS)
RECIPE = Recipe(
    caption=(
        f"Test digits of which a block of {SIDE} x {SIDE} pixels is covered, restored by networks "
        "that are given the place of the block. They have equally many layers and weights, and "
        "their kernels reach differently far. How much of the variance do they explain among the "
        f"pixels that lie 1 (at the rim of the block) to {SIDE // 2} pixels deep? A constant "
        "explains nothing. The last column is of networks that remove Gaussian noise of level "
        f"{SIGMA} from whole digits. Mean and 95 % interval over training seeds, each with its "
        "own blocks."
    ),
    config=Config(),
    quick={"train": 300, "test": 200, "filters": 8, "epochs": 4, "batch_size": 30},
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            beats(LARGE, SMALL, column(depth), text=f"{depth} deep: {LARGE} beats 9 x 9")
            for depth in DEPTHS
        ),
        beats(MIDDLE, SMALL, column(5), text="5 deep: seeing 11 x 11 beats seeing 9 x 9"),
        beats(LARGE, MIDDLE, column(6), text="6 deep: seeing 19 x 19 beats seeing 11 x 11"),
        beats(LARGE, SMALL, NOISY, text="under noise: seeing 19 x 19 beats seeing 9 x 9"),
    ],
)
