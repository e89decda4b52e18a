r"""What the squared error of a network is made of when nine in ten pixels of a digit are erased.

For digits of the training set the posterior under that set is the true one, and a network's
error splits into the posterior's uncertainty and the distance to the exact mean. Three networks
are compared: the chapter's, one ten times as wide, and one trained four times as long.

Training them takes about 20 minutes on one core, most of it the wide one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Generator

from dlc_support.corruptions import ZeroMask
from dlc_support.data import binarised, mnist
from dlc_support.evaluation import EmpiricalPosterior, ErasureLikelihood, denoiser, sse
from dlc_support.models import MLP
from dlc_support.objectives import Denoising
from dlc_support.provenance import describe_data
from dlc_support.shapes import Images, PerExample
from dlc_support.tables import Claim, Network, Networks, Recipe, Rows, Seed, cell, over_images
from dlc_support.training.seeds import derived_seed

P = 0.9  # of a pixel to be erased
ERASURE = ZeroMask(P)
EXACT = "exact posterior mean"
DENSE, WIDE, LONG = "network", "network, ten times as wide", "network, four times as long"
ALL = "all observations"
QUARTERS = ("fewest digits", "few digits", "many digits", "most digits")  # that explain them
ERROR, APART = "squared error", "squared distance to the exact mean"
CROSS, LESS = "error beyond the two parts", "error less than the first network's"
GREY, SIZE = "grey", "median effective sample size"
KNOWN_DRAW = 701  # place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """Network, batch size, learning rate and the first number of epochs are the chapter's."""

    train: int = 50_000
    known: int = 10_000  # digits of these that are restored
    width: int = 1_000
    epochs: int = 6
    longer: int = 24
    batch_size: int = 100
    lr: float = 1e-3


def network(times: int = 1, epochs: str = "epochs") -> Network:
    """784-width-784 for the squared error, `times` as wide."""
    return Network(
        lambda config: MLP((784, times * config.width, 784)),
        Denoising(ERASURE),
        epochs,
        warmup=0.0,
    )


NETWORKS = Networks(
    "posterior_mean/network",
    {DENSE: network(), LONG: network(epochs="longer"), WIDE: network(10)},
)


def run(seed: Seed) -> Rows:
    """The error and its parts: over all observations, and by how many digits explain them."""
    prior = binarised(mnist().train.take(seed.config.train))
    generator = Generator().manual_seed(derived_seed(seed.number, KNOWN_DRAW))
    chosen = torch.randperm(len(prior), generator=generator)[: seed.config.known]
    clean = prior.inputs[chosen]
    seen = ERASURE(clean, generator)
    exact = EmpiricalPosterior(prior.inputs, ErasureLikelihood(P)).summary(seen)
    answers = {EXACT: exact.mean}
    for name in NETWORKS.each:
        answers[name] = denoiser(seed.network(name, prior))(seen)
    by_size = exact.effective_sample_size.argsort()
    groups = {ALL: by_size, **dict(zip(QUARTERS, by_size.chunk(len(QUARTERS)), strict=True))}
    found = {}
    for group, these in groups.items():
        part = {name: answer[these] for name, answer in answers.items()}
        for name, columns in parts(clean[these], part).items():
            found[group, name] = over_images(columns, seed.number, KNOWN_DRAW)
        size = exact.effective_sample_size[these].median()
        found[group, EXACT][SIZE] = size.item()
    return found


def parts(clean: Images, answers: Mapping[str, Images]) -> dict[str, dict[str, PerExample]]:
    r"""The squared error of each answer, and what it is made of, for each image.

    On average over draws of $X$ and $\tilde X$ the error of an answer $\phi$ is that of the exact
    mean plus $\lVert \phi - \mathbb E[X \mid \tilde X] \rVert^2$; `CROSS` is what a finite number
    of images leaves between the two sides.
    """
    exact = answers[EXACT]
    uncertainty = sse(exact, clean)
    found = {EXACT: {ERROR: uncertainty, GREY: greyness(exact)}}
    for name in NETWORKS.each:
        error, apart = sse(answers[name], clean), sse(answers[name], exact)
        found[name] = {ERROR: error, GREY: greyness(answers[name]), APART: apart}
        found[name][CROSS] = error - uncertainty - apart
        if name != DENSE:
            found[name][LESS] = found[DENSE][ERROR] - error
    return found


def greyness(images: Images) -> PerExample:
    r"""How grey images are: the mean of $4 \hat x (1 - \hat x)$ over the pixels, clipped.

    Example:
        >>> levels = torch.tensor([0.0, 0.5, 1.0])
        >>> greyness(levels.reshape(3, 1, 1, 1).expand(3, 1, 2, 2))
        tensor([0., 1., 0.])
    """
    values = images.clamp(0, 1)
    return (4 * values * (1 - values)).flatten(1).mean(dim=1)


RECIPE = Recipe(
    caption=(
        "Binarised digits of the training set with each pixel erased with probability 0.9, "
        "restored: squared error per digit, what a network adds to that of the exact posterior "
        "mean, and grey (0: black and white, 1: a grey of one half). The quarters are ordered by "
        "the effective sample size, the number of training digits that the exact mean is an "
        "average of. Brackets: 95 % interval over the digits."
    ),
    config=Config(),
    quick={"train": 1_000, "known": 200, "width": 100, "epochs": 2, "longer": 8},
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        Claim(f"{better}: less error", cell(ALL, DENSE, ERROR), cell(ALL, better, ERROR))
        for better in (LONG, WIDE)
    ],
)
