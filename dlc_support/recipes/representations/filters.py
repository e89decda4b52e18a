"""What the hidden units of small autoencoders look for, each filter judged by a Gabor fit.

Training the networks of one seed takes about 6 minutes on one core; the fits take another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions import Corruption, GaussianNoise, SaltAndPepper, ZeroMask
from dlc_support.data import Split, mnist, natural_patches, photographs
from dlc_support.data.natural_patches import VARIANCE
from dlc_support.evaluation import bootstrap, gabor_scores
from dlc_support.models import MLP
from dlc_support.objectives import (
    ContractiveAutoencoding,
    Denoising,
    Objective,
    SparseAutoencoding,
)
from dlc_support.provenance import describe_data
from dlc_support.shapes import PerExample
from dlc_support.tables import Claim, Network, Networks, Number, Recipe, Rows, Seed, beats, cell
from dlc_support.training.seeds import derived_seed

SIDE = 12  # of a patch
MIDDLE = slice(4, 24)  # where a digit is: the 20 pixels in the middle of 28
EXTREME = 4.0  # about the largest value of 100 000 patches, which salt and pepper are to have
SCORE, SHARE = "mean R²", "share above 0.8"
LARGE, SMALL = "patches, 200 units", "patches, 120 units"
DIGITS, CONTROLS = "digits, 120 units", "no autoencoder"
NONE, DECAY, SPARSE = "no noise", "weight decay", "sparsity penalty"
GAUSSIAN, SALT, MASKING = "Gaussian noise", "salt-and-pepper noise", "masking noise"
TIED_NONE, TIED_GAUSSIAN = "no noise, tied weights", "Gaussian noise, tied weights"
CONTRACTIVE, WRONG = "contractive penalty, tied weights", "Gaussian noise, wrong scale"
NOISE, COPIES, COMPONENTS, ICA = "white noise", "patches", "principal components", "ICA"
FILTERS_DRAW = 201  # place in the paths of derived seeds
# The levels of Vincent et al. on 200 units, and of Jow on 120; both on patches of variance 0.1.
LEVELS: Mapping[str, Mapping[str, Corruption]] = {
    LARGE: {
        NONE: GaussianNoise(0.0),
        GAUSSIAN: GaussianNoise(0.5),
        SALT: SaltAndPepper(0.1, -EXTREME, EXTREME),
        MASKING: ZeroMask(0.55),
    },
    SMALL: {
        NONE: GaussianNoise(0.0),
        GAUSSIAN: GaussianNoise(0.4),
        SALT: SaltAndPepper(0.25, -EXTREME, EXTREME),
        MASKING: ZeroMask(0.65),
    },
    DIGITS: {NONE: GaussianNoise(0.0), GAUSSIAN: GaussianNoise(0.4)},
}


@dataclass(frozen=True)
class Config:
    """Widths and levels are the sources'; all networks on patches take the same steps."""

    photographs: int = 200
    patches: int = 100_000
    digits: int = 50_000
    scored: int = 100  # filters of each network, the first ones: units are exchangeable
    epochs: int = 10
    digit_epochs: int = 5
    batch_size: int = 100
    lr: float = 0.05
    digit_lr: float = 0.005


def autoencoder(
    objective: Objective, units: int = 200, *, tied: bool = False, l2: float = 0.0
) -> Network:
    """Sigmoid units and a linear output, on patches."""
    widths = (SIDE**2, units, SIDE**2)
    return Network(lambda _: MLP(widths, activation=nn.Sigmoid, tied=tied), objective, l2=l2)


UNTOUCHED = Denoising(GaussianNoise(0.0))
NETWORKS = Networks(
    "filters",
    {
        **{
            (LARGE, name): autoencoder(Denoising(corruption))
            for name, corruption in LEVELS[LARGE].items()
        },
        (LARGE, DECAY): autoencoder(UNTOUCHED, l2=1e-3),
        (LARGE, SPARSE): autoencoder(SparseAutoencoding(activity=0.05, weight=1.0)),
        (LARGE, WRONG): autoencoder(Denoising(GaussianNoise(0.5))),
        (LARGE, TIED_NONE): autoencoder(UNTOUCHED, tied=True),
        (LARGE, TIED_GAUSSIAN): autoencoder(Denoising(GaussianNoise(0.5)), tied=True),
        (LARGE, CONTRACTIVE): autoencoder(ContractiveAutoencoding(weight=0.1), tied=True),
        **{
            (DIGITS, name): replace(
                Network(
                    lambda _: MLP((784, 120, 784), activation=nn.Sigmoid), Denoising(corruption)
                ),
                epochs="digit_epochs",
                lr="digit_lr",
            )
            for name, corruption in LEVELS[DIGITS].items()
        },
        **{
            (SMALL, name): autoencoder(Denoising(corruption), units=120)
            for name, corruption in LEVELS[SMALL].items()
        },
    },
)


def run(seed: Seed) -> Rows:
    """Gabor scores of every network's filters, and of filters that no autoencoder has learned."""
    data = datasets(seed.config, seed.number)
    rows = {}
    for group, name in NETWORKS.each:
        found = learned(seed, data, group, name)
        rows[group, name] = numbers(gabor_scores(found), seed)
    patches = data[LARGE].inputs.flatten(1)
    for name, found in controls(patches, seed.number).items():
        scores = gabor_scores(found[: seed.config.scored].reshape(-1, SIDE, SIDE))
        rows[CONTROLS, name] = numbers(scores, seed)
    return rows


def datasets(config: Config, seed: int) -> dict[str, Split]:
    """What the networks learn from: patches, the same on the wrong scale, digits."""
    pictures = photographs("BSDS500-train", channels=1).take(config.photographs)
    patches = natural_patches(config.patches, side=SIDE, seed=seed, pictures=pictures)
    return {
        LARGE: patches,
        SMALL: patches,
        WRONG: replace(patches, inputs=patches.inputs / sqrt(VARIANCE)),
        DIGITS: mnist().train.take(config.digits),
    }


def learned(seed: Seed, data: Mapping[str, Split], group: str, name: str) -> Tensor:
    """The filters of a trained network: its first units' weights as images, (scored, side, side).

    Of digits these are the pixels where digits are.
    """
    model = seed.network((group, name), data[WRONG if name == WRONG else group])
    weights = model.layers[0].weight.detach()[: seed.config.scored]
    if group == DIGITS:
        return weights.reshape(-1, 28, 28)[:, MIDDLE, MIDDLE]
    return weights.reshape(-1, SIDE, SIDE)


def controls(patches: Tensor, seed: int) -> dict[str, Tensor]:
    """Filters that no autoencoder has learned: noise, data, and two classical analyses of them.

    Args:
        patches: Flat, (count, pixels), in random order.
        seed: Of the noise and of the analysis' start.
    """
    from sklearn.decomposition import FastICA

    noise = torch.randn(SIDE**2, SIDE**2, generator=Generator().manual_seed(seed))
    few = patches[:20_000]
    components = torch.linalg.eigh(few.T.cov().double()).eigenvectors.T.flip(0)
    ica = FastICA(whiten="unit-variance", tol=1e-2, max_iter=200, random_state=seed)
    unmixing = ica.fit(few.double().numpy()).components_
    return {
        NOISE: noise,
        COPIES: patches[-(SIDE**2) :],
        COMPONENTS: components,
        ICA: torch.from_numpy(unmixing),
    }


def numbers(scores: PerExample, seed: Seed) -> dict[str, Number]:
    """Mean and share over the filters of a network, with intervals over them."""
    generator = Generator().manual_seed(derived_seed(seed.number, FILTERS_DRAW))
    return {SCORE: bootstrap(scores, generator), SHARE: (scores > 0.8).double().mean().item()}


RECIPE = Recipe(
    caption=(
        "How well the best Gabor function fits the filters of hidden units: the mean R² over the "
        "first 100 units of each network, and the share of them above 0.8. Mean and 95 % interval "
        "over training seeds, each with its own patches."
    ),
    config=Config(),
    quick=dict(photographs=20, patches=5_000, digits=1_000, scored=10, epochs=4, digit_epochs=2),
    data=lambda config: describe_data(
        photographs("BSDS500-train", channels=1).take(config.photographs), mnist().train
    ),
    networks=NETWORKS,
    run=run,
    claims=[
        beats(GAUSSIAN, DECAY, SCORE, LARGE, margin=0.2),
        beats(MASKING, DECAY, SCORE, LARGE, margin=0.2),
        beats(SALT, DECAY, SCORE, LARGE),
        beats(NONE, DECAY, SCORE, LARGE),
        beats(GAUSSIAN, WRONG, SCORE, LARGE, margin=0.2),
        beats(TIED_GAUSSIAN, TIED_NONE, SCORE, LARGE, margin=0.2),
        beats(SPARSE, NONE, SCORE, LARGE),
        beats(CONTRACTIVE, TIED_NONE, SCORE, LARGE),
        *(beats(name, NONE, SCORE, SMALL) for name in (GAUSSIAN, SALT, MASKING)),
        beats(GAUSSIAN, NONE, SCORE, DIGITS),
        Claim(
            "Gaussian noise, 200 units: above the patches themselves",
            cell(LARGE, GAUSSIAN, SCORE),
            cell(CONTROLS, COPIES, SCORE),
        ),
    ],
)
