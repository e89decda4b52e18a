"""Denoising variational autoencoders as pretraining: digits turned, in front of noise.

Training the networks of one seed takes about four minutes of one core.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Splits, mnist, varied
from dlc_support.evaluation import linear_autoencoders, neighbour_accuracy
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import MLP, VAE
from dlc_support.objectives import Classification, GreyCrossEntropy, NegativeELBO
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.jow_accuracies import printed
from dlc_support.recipes.representations.sdae_networks import ACCURACY, sized, tuned
from dlc_support.shapes import Codes, Examples
from dlc_support.tables import Claim, Network, Networks, Number, Recipe, Rows, Seed, cell, percent
from dlc_support.training.seeds import seeded

DIGITS, HARD = "pretrained on digits as they are", "pretrained on the hard digits"
NOTHING = "without pretraining"
PLAIN, DENOISING = "VAE", "DVAE"
STACKED, STACKED_DENOISING = "stacked VAE", "stacked DVAE"
NONE, LONGER = "same network", "same network, as many epochs"
NONE_STACKED = "network of the stack"
LONGER_STACKED = "network of the stack, as many epochs"
PCA, PIXELS = "PCA, 20 components", "pixels, one hidden layer"
IN_HARD = "neighbours right, hard digits / %"
IN_DIGITS = "neighbours right, ordinary digits / %"
FELL = "loss fell in the last fifth / %"
NOISE = GaussianNoise(0.4)  # the source's level, on pixels and on codes
STACK = ((784, 500, 50), (50, 25, 10))  # the source's, inputs, hidden units, latents
ARMS = {PLAIN: None, DENOISING: NOISE, STACKED: None, STACKED_DENOISING: NOISE}
ON_STACK = (STACKED, STACKED_DENOISING, NONE_STACKED, LONGER_STACKED)
WAYS = [(DIGITS, arm) for arm in ARMS] + [(HARD, PLAIN), (HARD, DENOISING)]
EPOCHS = {LONGER: "longer_epochs", LONGER_STACKED: "longest_epochs"}
PRINTED = {PLAIN: 0.7482, DENOISING: 0.7943, STACKED_DENOISING: 0.7962}


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
            (where, arm): Network(
                lambda config, below=None, arm=arm: classifier(config, arm, below),
                Classification(),
                EPOCHS.get(arm, "epochs"),
            )
            for where, arm in (
                *WAYS,
                *((NOTHING, arm) for arm in (NONE, NONE_STACKED, LONGER, LONGER_STACKED)),
            )
        },
        (NOTHING, PCA): Network(
            lambda config: MLP((config.latents, config.head, 10)), Classification()
        ),
        (NOTHING, PIXELS): Network(lambda config: MLP((784, config.head, 10)), Classification()),
    },
)


def run(seed: Seed) -> Rows:
    """Accuracies after fine-tuning, and how the classes lie in the codes before it."""
    config = seed.config
    digits = sized(mnist(), config)
    hard = made_hard(digits, seed.number)
    rows: dict[tuple[str, str], Mapping[str, Number]] = {}
    for where, arm in WAYS:
        below = pretrained(seed, where, arm, (digits if where == DIGITS else hard).train)
        fell = {FELL: max(falls(seed, where, arm))}
        found = tuned(seed, (where, arm), hard, below)
        rows[where, arm] = {**found, **fell, **neighbours(config, below, digits, hard)}
    for arm in (NONE, LONGER, NONE_STACKED, LONGER_STACKED):
        rows[NOTHING, arm] = tuned(seed, (NOTHING, arm), hard)
    for arm in (NONE, NONE_STACKED):
        with seeded(seed.number):
            below = nn.ModuleList(
                vae(config, arm, level) for level in range(len(levels(config, arm)))
            )
        rows[NOTHING, arm] = {**rows[NOTHING, arm], **neighbours(config, below, digits, hard)}
    (pca,) = linear_autoencoders(hard.train.inputs, [config.latents])
    codes = hard.each(lambda part: replace(part, inputs=pca.encode(part.inputs), range=None))
    test = digits.test.take(config.neighbours)
    rows[NOTHING, PCA] = {
        **tuned(seed, (NOTHING, PCA), codes),
        IN_HARD: right(codes.test.take(config.neighbours)),
        IN_DIGITS: right(replace(test, inputs=pca.encode(test.inputs), range=None)),
    }
    rows[NOTHING, PIXELS] = {
        **tuned(seed, (NOTHING, PIXELS), hard),
        IN_HARD: right(hard.test.take(config.neighbours)),
        IN_DIGITS: right(test),
    }
    return rows


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


def means(below: nn.ModuleList, examples: Examples) -> Codes:
    """Means of the codes of the last level; those of a level below go on in [0, 1]."""
    for place, model in enumerate(below):
        seen = examples.sigmoid() if place else examples
        with evaluating(model):
            examples = torch.cat([model.encode(part).mean for part in seen.split(1000)])
    return examples


def neighbours(
    config: Config, below: nn.ModuleList, digits: Splits, hard: Splits
) -> dict[str, Number]:
    """How the classes lie in the codes of test digits, hard and ordinary ones."""
    found = {}
    for column, data in ((IN_HARD, hard), (IN_DIGITS, digits)):
        test = data.test.take(config.neighbours)
        found[column] = right(replace(test, inputs=means(below, test.inputs), range=None))
    return found


def right(codes: Split) -> Number:
    """Share of codes whose class a vote of their ten nearest neighbours gives."""
    votes = neighbour_accuracy(codes.inputs, codes.labels)
    return percent(int(votes.sum()), len(votes))


def falls(seed: Seed, where: str, arm: str) -> list[float]:
    """How much the loss of each level fell in the last fifth of its epochs, in per cent."""
    found = []
    for level in range(len(levels(seed.config, arm))):
        losses = seed.histories[where, arm, level].train["negative_elbo"]
        before = losses[-1 - len(losses) // 5]
        found.append(100 * (before - losses[-1]) / before)
    return found


def _more(text: str, larger: tuple[str, str], smaller: tuple[str, str], column: str) -> Claim:
    return Claim(text, cell(*larger, column), cell(*smaller, column))


CLAIMED = [  # that the first has the larger accuracy
    ("denoising helps: DVAE beats VAE", (DIGITS, DENOISING), (DIGITS, PLAIN)),
    ("stacking helps: stacked beats DVAE", (DIGITS, STACKED_DENOISING), (DIGITS, DENOISING)),
    ("denoising helps in the stack", (DIGITS, STACKED_DENOISING), (DIGITS, STACKED)),
    ("VAE beats no pretraining", (DIGITS, PLAIN), (NOTHING, NONE)),
    ("DVAE beats no pretraining", (DIGITS, DENOISING), (NOTHING, NONE)),
    ("VAE beats as many epochs without", (DIGITS, PLAIN), (NOTHING, LONGER)),
    ("DVAE beats as many epochs without", (DIGITS, DENOISING), (NOTHING, LONGER)),
    (
        "stacked DVAE beats as many epochs without",
        (DIGITS, STACKED_DENOISING),
        (NOTHING, LONGER_STACKED),
    ),
    ("DVAE beats PCA", (DIGITS, DENOISING), (NOTHING, PCA)),
    ("DVAE beats a network on pixels", (DIGITS, DENOISING), (NOTHING, PIXELS)),
    ("hard digits: DVAE beats VAE", (HARD, DENOISING), (HARD, PLAIN)),
    ("digits as they are pretrain better than hard ones", (DIGITS, DENOISING), (HARD, DENOISING)),
]
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
        *(_more(text, larger, smaller, ACCURACY) for text, larger, smaller in CLAIMED),
        *(
            _more(
                f"codes, {what}: DVAE beats {other}", (DIGITS, DENOISING), (group, other), column
            )
            for what, column in (("hard digits", IN_HARD), ("ordinary digits", IN_DIGITS))
            for group, other in ((DIGITS, PLAIN), (NOTHING, PCA))
        ),
    ],
    published={cell(DIGITS, arm, ACCURACY): printed(share) for arm, share in PRINTED.items()},
)
