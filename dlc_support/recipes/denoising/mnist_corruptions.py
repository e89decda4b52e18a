"""Seven corruptions of MNIST, restored by networks and by simple baselines.

Training all networks of one seed takes about 20 minutes on one core with bfloat16; the rest of
`run` takes about 4 minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions import (
    BlockMask,
    Corruption,
    GaussianBlur,
    GaussianNoise,
    Mask,
    ZeroMask,
)
from dlc_support.data import Split, mnist
from dlc_support.evaluation import bootstrap, denoiser, mse, paired_bootstrap, psnr, ssim
from dlc_support.models import MLP, ConvAutoencoder
from dlc_support.objectives import Denoising
from dlc_support.objectives.denoising import with_mask
from dlc_support.provenance import describe_data
from dlc_support.recipes.denoising.digit_baselines import Draw, baselines
from dlc_support.tables import Network, Networks, Number, Recipe, Rows, Seed, Table, beats
from dlc_support.training.seeds import derived_seed

CONDITIONS: Mapping[str, Corruption] = {
    "erasure 0.5": ZeroMask(0.5),
    "erasure 0.9": ZeroMask(0.9),
    "blur 2": GaussianBlur(2.0),
    "blur 4": GaussianBlur(4.0),
    "block 10": BlockMask(10),
    "block 16": BlockMask(16),
    "noise 0.1": GaussianNoise(0.1),
}
CORRUPTED, DENSE, CONVOLUTIONAL = "corrupted", "dense", "convolutional"
COPIED = "convolutional, known pixels copied (given the mask)"
MASKED_INPUT = "convolutional, mask as input (given the mask)"
PSNR, SSIM, GAIN, SUBSET = "PSNR / dB", "SSIM", "gain / dB", "PSNR of the first / dB"
SUBSET_SSIM, POOLED = "SSIM of the first", "PSNR of the mean MSE / dB"
VALIDATION = "validation PSNR / dB"
TEST_DRAW, VALID_DRAW, PAIRS_DRAW = 101, 102, 103  # places in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """Network, batch size and loss are the source's.

    The epochs are what two cores allow for 75 networks: the learning curves still fall a little.
    """

    train: int = 50_000  # images
    valid: int = 1_000  # images for the settings of fast baselines; a tenth of them for slow ones
    test: int = 10_000
    subset: int = 500  # test images for slow baselines, the first ones
    dense_epochs: int = 6
    convolutional_epochs: int = 2
    batch_size: int = 100
    lr: float = 2e-3


def network(condition: str, method: str) -> Network:
    """A network of the table."""
    shown = method == MASKED_INPUT
    objective = Denoising(CONDITIONS[condition], show_mask=shown)
    if method == DENSE:
        return Network(lambda _: MLP((784, 1000, 784)), objective, "dense_epochs")
    return Network(
        lambda _: ConvAutoencoder(extra_channels=int(shown)), objective, "convolutional_epochs"
    )


NAMES = [*product(CONDITIONS, (DENSE, CONVOLUTIONAL)), ("block 16", MASKED_INPUT)]
NETWORKS = Networks("mnist_corruptions", {name: network(*name) for name in NAMES})


def run(seed: Seed) -> Rows:
    """PSNR and SSIM of every method under every condition."""
    config, digits = seed.config, mnist()
    train, valid = digits.train.take(config.train), digits.valid.take(config.valid)
    rows = {}
    for condition, corruption in CONDITIONS.items():
        test = draw(condition, digits.test.take(config.test), seed.number, TEST_DRAW)
        pairs = draw(condition, train, seed.number, PAIRS_DRAW)
        tuned = baselines(corruption, pairs, draw(condition, valid, seed.number, VALID_DRAW))
        rows[condition, CORRUPTED] = scores(test.corrupted.clamp(0, 1), test, seed)
        for one in tuned:
            seen = test.rows(slice(config.subset)) if one.slow else test
            found = scores(one(seen), seen, seed)
            if one.slow:
                found = {SUBSET: found[SUBSET], SUBSET_SSIM: found[SSIM]}
            rows[condition, one.name] = {**found, VALIDATION: one.validation}
        for method in (name for group, name in NETWORKS.each if group == condition):
            estimate = restored(seed.network((condition, method), train), method, test)
            rows[condition, method] = scores(estimate, test, seed)
            if method == CONVOLUTIONAL and test.mask is not None:
                rows[condition, COPIED] = scores(copied(estimate, test), test, seed)
    return rows


def scores(estimate: Tensor, seen: Draw, seed: Seed) -> dict[str, Number]:
    """PSNR, SSIM and gain with intervals over the images."""
    generator = Generator().manual_seed(derived_seed(seed.number, TEST_DRAW))
    ratios = psnr(estimate, seen.clean)
    before = psnr(seen.corrupted.clamp(0, 1), seen.clean)
    return {
        PSNR: bootstrap(ratios, generator),
        SSIM: bootstrap(ssim(estimate, seen.clean), generator),
        GAIN: paired_bootstrap(ratios, before, generator),
        POOLED: -10 * mse(estimate, seen.clean).mean().log10().item(),
        SUBSET: bootstrap(ratios[: seed.config.subset], generator),
    }


def draw(condition: str, split: Split, *path: int) -> Draw:
    """The draw that a path of numbers names, (seed, what for), without the images that it spares.

    A block may cover black pixels only; the PSNR of such an image is infinite, and there is
    nothing to restore.
    """
    corruption = CONDITIONS[condition]
    place = derived_seed(*path, list(CONDITIONS).index(condition))
    corrupted = corruption(split.inputs, Generator().manual_seed(place))
    mask = None
    if isinstance(corruption, Mask):
        mask = corruption.mask(split.inputs, Generator().manual_seed(place))
    changed = (corrupted != split.inputs).flatten(1).any(dim=1)
    return Draw(split.inputs, corrupted, mask).rows(changed)


def restored(model: nn.Module, method: str, drawn: Draw) -> Tensor:
    """A network's estimates, clipped to [0, 1]; one that sees the mask keeps the known pixels."""
    if method == MASKED_INPUT:
        estimate = denoiser(model)(with_mask(drawn.corrupted, drawn.mask))
        return copied(estimate.clamp(0, 1), drawn)
    return denoiser(model)(drawn.corrupted).clamp(0, 1)


def copied(estimate: Tensor, drawn: Draw) -> Tensor:
    """Estimates with the known pixels as they are: what any method can do that knows the mask."""
    return torch.where(drawn.mask, estimate, drawn.corrupted)


def overview(table: Table) -> Table:
    """The networks, and of the simple baselines the best on validation images, by condition."""

    def best(condition: str) -> str:
        tuned = [g for g in table.rows_of(condition) if (condition, g, VALIDATION) in table.values]
        return max(tuned, key=lambda name: table.mean(condition, name, VALIDATION))

    rows = {name: [CORRUPTED, best(name), DENSE, CONVOLUTIONAL, COPIED] for name in CONDITIONS}
    return table.part(rows=rows)


RECIPE = Recipe(
    caption=(
        "PSNR and SSIM of restored MNIST test digits: outputs are clipped to [0, 1], PSNR is "
        "averaged over images, and images that a draw leaves unchanged (a block on black) do not "
        "count. Mean and 95 % interval over training seeds, each with its own draws of the "
        "corruption. The gain is over the corrupted input. Slow baselines see the first images "
        "only: compare their PSNR with the other rows of that column."
    ),
    config=Config(),
    quick=dict(
        train=1_000, valid=100, test=100, subset=10, dense_epochs=2, convolutional_epochs=1
    ),
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            beats(*pair, PSNR, condition)
            for condition in CONDITIONS
            for pair in ((DENSE, "linear (given training pairs)"), (CONVOLUTIONAL, DENSE))
        ),
        *(beats(CONVOLUTIONAL, "Wiener (given the kernel)", PSNR, f"blur {by}") for by in (2, 4)),
        *(
            beats(COPIED, "biharmonic inpainting (given the mask)", SUBSET, condition)
            for condition in ("erasure 0.5", "erasure 0.9", "block 10", "block 16")
        ),
        beats(MASKED_INPUT, COPIED, PSNR, "block 16"),
        beats(DENSE, "non-local means (given the noise level)", SUBSET, "noise 0.1"),
    ],
)
