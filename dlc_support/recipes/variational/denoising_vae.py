"""Denoising variational autoencoders as pretraining: digits turned, in front of noise.

Training the networks of one seed takes about three minutes of one quiet core.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import torch
from torch import Generator, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Splits, mnist, varied
from dlc_support.evaluation import energy_distance, linear_autoencoders, neighbour_accuracy
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import MLP, VAE
from dlc_support.objectives import Classification, GreyCrossEntropy, NegativeELBO
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.jow_accuracies import printed
from dlc_support.recipes.representations.sdae_networks import ACCURACY, tuned
from dlc_support.recipes.variational.denoising_vae_networks import (
    DENOISING,
    LONGER,
    LONGER_STACKED,
    NONE,
    NONE_STACKED,
    ON_STACK,
    PLAIN,
    STACK,
    STACKED,
    STACKED_DENOISING,
    Config,
    classifier,
    levels,
    means,
    vae,
)
from dlc_support.shapes import Codes, Examples
from dlc_support.tables import (
    Claim,
    Network,
    Networks,
    Number,
    Recipe,
    Rows,
    Seed,
    beats,
    cell,
    percent,
)
from dlc_support.training.seeds import derived_seed

__all__ = ["Config"]
DIGITS, HARD = "pretrained on digits as they are", "pretrained on the hard digits"
NOTHING = "without pretraining"
PCA, PIXELS = "PCA, 20 components", "pixels, one hidden layer"
IN_HARD = "neighbours right, hard digits / %"
IN_DIGITS = "neighbours right, ordinary digits / %"
FROZEN = "accuracy with a frozen code / %"
SAMPLES = "energy distance of samples × 1000"
FELL = "loss fell in the last fifth / %"
NOISE = GaussianNoise(0.4)  # the source's level, on pixels and on codes
ARMS = {PLAIN: None, DENOISING: NOISE, STACKED: None, STACKED_DENOISING: NOISE}
WAYS = [(DIGITS, arm) for arm in ARMS] + [(HARD, PLAIN), (HARD, DENOISING)]
CONTROLS = (NONE, LONGER, NONE_STACKED, LONGER_STACKED)
EPOCHS = {LONGER: "longer_epochs", LONGER_STACKED: "longest_epochs"}
SAMPLE_DRAW = 701  # a place in the paths of derived seeds
PRINTED = {PLAIN: 0.7482, DENOISING: 0.7943, STACKED_DENOISING: 0.7962}


def name(*parts: str) -> str:
    """Name of a classifier among the networks."""
    return ", ".join(parts)


NETWORKS = Networks(
    "denoising_vae",
    {
        **{
            (where, arm, level): Network(
                lambda config, arm=arm, level=level: vae(config, arm, level),
                NegativeELBO(GreyCrossEntropy(), corruption=ARMS[arm]),
            )
            for where, arm in WAYS
            for level in range(len(STACK) if arm in ON_STACK else 1)
        },
        **{
            name(where, arm): Network(
                lambda config, below=None, arm=arm: classifier(config, arm, below),
                Classification(),
                EPOCHS.get(arm, "epochs"),
            )
            for where, arm in (*WAYS, *((NOTHING, arm) for arm in CONTROLS))
        },
        **{
            name(where, arm, FROZEN): Network(
                lambda config, arm=arm: MLP((levels(config, arm)[-1][-1], config.head, 10)),
                Classification(),
            )
            for where, arm in (*WAYS, (NOTHING, PCA))
        },
        name(NOTHING, PIXELS): Network(lambda _: MLP((784, _.head, 10)), Classification()),
    },
)


def run(seed: Seed) -> Rows:
    """Accuracies with the code trained on and frozen, and how the classes lie in the codes."""
    config = seed.config
    digits = taken(config)
    hard = made_hard(digits, seed.number)
    rows: dict[tuple[str, str], dict[str, Number]] = {}
    for where, arm in WAYS:
        below = pretrained(seed, where, arm, (digits if where == DIGITS else hard).train)
        codes = [coded(partial(means, below), data) for data in (digits, hard)]
        rows[where, arm] = {
            **tuned(seed, name(where, arm), hard, below),
            **of_codes(seed, where, arm, *codes),
            FELL: max(falls(seed, where, arm)),
        }
        if where == DIGITS and arm not in ON_STACK:
            rows[where, arm][SAMPLES] = 1000 * distance(below[0], digits.test, seed.number)
    for arm in CONTROLS:
        rows[NOTHING, arm] = dict(tuned(seed, name(NOTHING, arm), hard))
    (pca,) = linear_autoencoders(hard.train.inputs, [config.latents])
    codes = [coded(pca.encode, data) for data in (digits, hard)]
    rows[NOTHING, PCA] = of_codes(seed, NOTHING, PCA, *codes)
    rows[NOTHING, PIXELS] = {
        **tuned(seed, name(NOTHING, PIXELS), hard),
        IN_HARD: right(hard.test.take(config.neighbours)),
        IN_DIGITS: right(digits.test.take(config.neighbours)),
    }
    return rows


def taken(config: Config) -> Splits:
    """As many digits as the settings say."""
    parts = ("train", "valid", "test")
    return Splits(*(getattr(mnist(), part).take(getattr(config, part)) for part in parts))


def of_codes(seed: Seed, where: str, arm: str, digits: Splits, hard: Splits) -> dict[str, Number]:
    """A classifier on frozen codes, and the votes of neighbours in them."""
    found = tuned(seed, name(where, arm, FROZEN), hard)
    count = seed.config.neighbours
    return {
        FROZEN: found[ACCURACY],
        IN_HARD: right(hard.test.take(count)),
        IN_DIGITS: right(digits.test.take(count)),
    }


def coded(encode: Callable[[Examples], Codes], data: Splits) -> Splits:
    """Codes in place of the images."""
    return data.each(lambda part: replace(part, inputs=encode(part.inputs), range=None))


def distance(model: VAE, test: Split, seed: int) -> float:
    """Energy distance between decoded draws from the prior and as many test digits, up to 1000."""
    real = test.take(1000).inputs.flatten(1)
    place = derived_seed(seed, SAMPLE_DRAW)
    draws = torch.randn(len(real), model.latents, generator=Generator().manual_seed(place))
    with evaluating(model):
        return energy_distance(model.decode(draws).sigmoid().flatten(1), real)


def made_hard(digits: Splits, seed: int) -> Splits:
    """The source's bg-rand-rot: turned by cubic splines, and noise in place of exact zeros."""
    return digits.each(
        lambda part: varied(
            part,
            rotated=True,
            background="noise",
            compositing="fill",
            interpolation="spline",
            seed=seed,
        )
    )


def pretrained(seed: Seed, where: str, arm: str, train: Split) -> nn.ModuleList:
    """The levels of an arm; each learns from the codes of the one below, which is frozen."""
    below = nn.ModuleList()
    for level in range(len(levels(seed.config, arm))):
        below.append(seed.network((where, arm, level), train))
        codes = means(below[-1:], train.inputs).sigmoid()
        train = replace(train, inputs=codes, name=f"codes of {train.name}", range="unit")
    return below


def right(codes: Split) -> Number:
    """Share of codes whose class a vote of their ten nearest neighbours gives."""
    votes = neighbour_accuracy(codes.inputs, codes.labels)
    return percent(int(votes.sum()), len(votes))


def falls(seed: Seed, where: str, arm: str) -> list[float]:
    """How much the loss of each level fell in the last fifth of its epochs, in per cent."""
    found = []
    for level in range(len(levels(seed.config, arm))):
        losses = seed.histories[where, arm, level].train["negative_elbo"]
        found.append(100 * (1 - losses[-1] / losses[-1 - len(losses) // 5]))
    return found


CLAIMED = {  # that the first has the larger accuracy
    "denoising helps: DVAE beats VAE": ((DIGITS, DENOISING), (DIGITS, PLAIN)),
    "stacked DVAE beats DVAE": ((DIGITS, STACKED_DENOISING), (DIGITS, DENOISING)),
    "stacked DVAE beats stacked VAE": ((DIGITS, STACKED_DENOISING), (DIGITS, STACKED)),
    "VAE beats no pretraining": ((DIGITS, PLAIN), (NOTHING, NONE)),
    "DVAE beats no pretraining": ((DIGITS, DENOISING), (NOTHING, NONE)),
    "VAE beats as many epochs without": ((DIGITS, PLAIN), (NOTHING, LONGER)),
    "DVAE beats as many epochs without": ((DIGITS, DENOISING), (NOTHING, LONGER)),
    "the stack, too": ((DIGITS, STACKED_DENOISING), (NOTHING, LONGER_STACKED)),
    "DVAE beats a network on pixels": ((DIGITS, DENOISING), (NOTHING, PIXELS)),
    "hard digits: DVAE beats VAE": ((HARD, DENOISING), (HARD, PLAIN)),
    "ordinary digits pretrain better": ((DIGITS, DENOISING), (HARD, DENOISING)),
}
RECIPE = Recipe(
    caption=(
        "Test accuracies on MNIST digits turned by any angle in front of uniform noise, after "
        "fine-tuning a classifier on the means of the codes, and the share of test digits whose "
        "class a vote of their 10 nearest neighbours gives in the codes before it. All encoders "
        "are trained with one loss, the cross-entropy on grey pixels plus the KL. Mean and 95 % "
        "interval over training seeds, each with its own angles and backgrounds."
    ),
    config=Config(),
    quick={
        **{"train": 400, "valid": 100, "test": 200, "neighbours": 100, "hidden": 50, "head": 50},
        **{"epochs": 5, "longer_epochs": 10, "longest_epochs": 15, "batch_size": 32},
    },
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            Claim(text, cell(*larger, ACCURACY), cell(*smaller, ACCURACY))
            for text, (larger, smaller) in CLAIMED.items()
        ),
        *(
            Claim(
                f"{text}: DVAE beats {other}",
                cell(DIGITS, DENOISING, column),
                cell(group, other, column),
            )
            for text, column in (
                ("frozen code", FROZEN),
                ("neighbours, hard digits", IN_HARD),
                ("neighbours, ordinary digits", IN_DIGITS),
            )
            for group, other in ((DIGITS, PLAIN), (NOTHING, PCA))
        ),
        Claim(
            "PCA under a hidden layer beats the fine-tuned DVAE",
            cell(NOTHING, PCA, FROZEN),
            cell(DIGITS, DENOISING, ACCURACY),
        ),
        beats(PLAIN, DENOISING, SAMPLES, DIGITS, text="samples of the VAE are farther"),
    ],
    published={cell(DIGITS, arm, ACCURACY): printed(share) for arm, share in PRINTED.items()},
)
