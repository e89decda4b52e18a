"""What codes keep of the classes: neighbours, maps by t-SNE, and straight lines between digits.

Training the networks of one seed takes about a minute of one core, and the maps as long again.
"""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, mnist
from dlc_support.evaluation import (
    denoiser,
    encoded,
    linear_autoencoders,
    neighbour_accuracy,
    neighbours_kept,
)
from dlc_support.models import MLP
from dlc_support.objectives import Classification, Denoising, Regression
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.code_lines import (
    DISTANCE,
    HELD,
    OTHER,
    SAME,
    THIRD,
    Line,
    decode,
    judged,
    pairs_of,
)
from dlc_support.recipes.representations.code_size import deep
from dlc_support.recipes.representations.sdae_networks import block, pretrained
from dlc_support.shapes import Codes, Examples, Images, Points
from dlc_support.tables import Network, Networks, Number, Recipe, Rows, Seed, beats, percent
from dlc_support.training.seeds import derived_seed, seeded

STACK, NARROW = "codes of 1000 numbers", "codes of 32 numbers"
PIXELS, PCA, UNTRAINED = "pixels", "PCA", "untrained encoder"
PLAIN, DENOISING = "autoencoder", "denoising autoencoder"
REBUILT = "pixels, ends rebuilt"
IN_CODE, IN_MAP = "neighbours right, code / %", "neighbours right, map / %"
KEPT = "neighbours that the map keeps / %"
BETWEEN = "variance between classes / %"
JUDGE = "judge"
LAYERS = (1, 2)
NO_MAP = ((NARROW, PCA), (NARROW, UNTRAINED))  # to save time
NOISE = 0.4  # the source's level
NEIGHBOURS = 10
TEST_DRAW = 501  # a place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """The stack has the source's widths; its digits, epochs and the maps are what two cores allow.

    Fixed beforehand, and not tuned.
    """

    train: int = 5_000
    judged: int = 10_000  # digits that the judge learns from
    test: int = 600  # digits in a map, drawn anew for each seed
    pairs: int = 300
    width: int = 1000
    hidden: int = 400
    code: int = 32
    block_epochs: int = 3
    epochs: int = 10
    judge_epochs: int = 3
    batch_size: int = 100
    lr: float = 2e-3


def narrow(config: Config) -> MLP:
    """784-hidden-code-hidden-784, linear in the code."""
    return deep(config.hidden, config.code)


ARMS = {PLAIN: GaussianNoise(0.0), DENOISING: GaussianNoise(NOISE)}
NETWORKS = Networks(
    "manifolds",
    {
        **{
            (arm, layer): Network(
                lambda config, first=layer == 1: block(config.width, first=first),
                Denoising(noise, "bce"),
                "block_epochs",
                rate=0.5,
            )
            for arm, noise in ARMS.items()
            for layer in LAYERS
        },
        **{arm: Network(narrow, Denoising(noise)) for arm, noise in ARMS.items()},
        UNTRAINED: Network(
            lambda config: MLP((config.code, config.hidden, 784)), Regression("half_sse")
        ),
        JUDGE: Network(
            lambda config: MLP((784, config.hidden, 10), dropout=0.2),
            Classification(),
            "judge_epochs",
        ),
    },
)


def run(seed: Seed) -> Rows:
    """Neighbours of every code and of its map, and what the judge says of every line."""
    config, digits = seed.config, mnist()
    train, test = digits.train.take(config.train), drawn(digits.test, config.test, seed.number)
    found = codes(seed, train, test)
    raw = neighbours(seed, found[PIXELS], test.labels)
    rows: dict[tuple[str, str], dict[str, Number]] = {
        (STACK, PIXELS): raw,
        (NARROW, PIXELS): raw,
        **{
            where: neighbours(seed, code, test.labels, mapped=where not in NO_MAP)
            for where, code in found.items()
            if where != PIXELS
        },
    }
    real = drawn(digits.valid, config.test, seed.number).inputs
    judge = denoiser(seed.network(JUDGE, digits.train.take(config.judged)))
    for group, pairs in pairs_of(digits.test, judge, config.pairs, seed.number).items():
        for name, line in lines(seed, train).items():
            rows[group, name] = judged(line, pairs, real, judge)
    return rows


def drawn(split: Split, count: int, seed: int) -> Split:
    """Some rows at random, without a row twice."""
    generator = Generator().manual_seed(derived_seed(seed, TEST_DRAW))
    return split.select(torch.randperm(len(split), generator=generator)[:count])


def stack(seed: Seed, arm: str, train: Split) -> nn.ModuleList:
    """The two blocks of an arm; with the weights that training begins with, if untrained."""
    if arm != UNTRAINED:
        return pretrained(seed, arm, train, LAYERS)
    blocks = nn.ModuleList()
    for layer in LAYERS:
        with seeded(seed.number):
            blocks.append(block(seed.config.width, first=layer == 1))
    return blocks


def codes(seed: Seed, train: Split, test: Split) -> dict[object, Examples]:
    """The codes of test digits, by group and row; and their pixels."""
    found: dict[object, Examples] = {PIXELS: test.inputs.flatten(1)}
    for arm in (UNTRAINED, PLAIN, DENOISING):
        code = test
        for one in stack(seed, arm, train):
            code = encoded(one, code)
        found[STACK, arm] = code.inputs
    for name, line in lines(seed, train).items():
        if name not in (PIXELS, REBUILT):
            found[NARROW, name] = line.encode(test.inputs)
    return found


def lines(seed: Seed, train: Split) -> dict[str, Line]:
    """How each method goes from digit to digit."""
    config = seed.config
    (pca,) = linear_autoencoders(train.inputs, [config.code])
    with seeded(seed.number):
        untrained = narrow(config)
    codes = encoded(untrained, train).inputs
    behind = seed.network(UNTRAINED, Split(codes, targets=train.inputs.flatten(1)))
    networks = {arm: seed.network(arm, train) for arm in ARMS}

    def of(model: MLP) -> Line:
        def encode(images: Images) -> Codes:
            return encoded(model, Split(images)).inputs

        return Line(encode, lambda codes: decode(model, codes))

    rebuilt = denoiser(networks[DENOISING])
    return {
        PIXELS: Line(lambda images: images.flatten(1), lambda images: images),
        REBUILT: Line(
            lambda images: rebuilt(images).clamp(0, 1).flatten(1), lambda images: images
        ),
        PCA: Line(pca.encode, lambda codes: pca.decode(codes).flatten(1)),
        UNTRAINED: Line(of(untrained).encode, behind),
        **{arm: of(model) for arm, model in networks.items()},
    }


def tsne(points: Examples, seed: int, perplexity: float = 30.0) -> Points:
    """A map by t-SNE; scikit-learn's, with 500 iterations."""
    from sklearn.manifold import TSNE

    maker = TSNE(perplexity=perplexity, max_iter=500, random_state=seed)
    return torch.from_numpy(maker.fit_transform(points.flatten(1).numpy())).float()


def neighbours(
    seed: Seed, code: Examples, labels: Tensor, *, mapped: bool = True
) -> dict[str, Number]:
    """How the classes lie in a code, and in its map where one is made."""

    def right(points: Examples) -> Number:
        votes = neighbour_accuracy(points, labels, NEIGHBOURS)
        return percent(int(votes.sum()), len(votes))

    found: dict[str, Number] = {IN_CODE: right(code), BETWEEN: 100 * between(code, labels)}
    if mapped:
        places = tsne(code, seed.number)
        found[IN_MAP] = right(places)
        found[KEPT] = 100 * neighbours_kept(code, places, NEIGHBOURS).mean().item()
    return found


def between(points: Examples, labels: Tensor) -> float:
    r"""Share of the variance that is between the class means.

    $\sum_c n_c \|m_c - m\|^2 / \sum_i \|z_i - m\|^2$: 1 where each class is a point, and 0 where
    all classes have one mean.
    """
    flat = points.flatten(1).double()
    centred = flat - flat.mean(dim=0)
    part = sum(
        (labels == one).sum() * centred[labels == one].mean(dim=0).square().sum()
        for one in labels.unique()
    )
    return float(part / centred.square().sum())


RECIPE = Recipe(
    caption=(
        "Codes of test digits, judged by numbers: the share of digits whose class a vote of their "
        "10 nearest neighbours gives, in the code and in its map by t-SNE; the share of the 10 "
        "nearest neighbours in the code that are among the 10 nearest in the map; and the share "
        "of the code's variance that is between the class means. Below: straight lines between "
        "the codes of two digits, decoded at 11 places and judged by a classifier, and the energy "
        "distance between the images half-way and digits. Mean and 95 % interval over training "
        "seeds, each with its own test digits and pairs."
    ),
    config=Config(),
    quick={
        **{"train": 300, "judged": 500, "test": 120, "pairs": 40, "width": 100},
        **{"hidden": 60, "code": 8, "block_epochs": 2, "epochs": 3, "judge_epochs": 2},
    },
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            beats(
                DENOISING, other, column, group, text=f"{group}, {where}: denoising beats {other}"
            )
            for group in (STACK, NARROW)
            for where, column in (("code", IN_CODE), ("map", IN_MAP))
            for other in (PLAIN, PIXELS)
        ),
        *(beats(DENOISING, UNTRAINED, IN_CODE, group) for group in (STACK, NARROW)),
        beats(DENOISING, PLAIN, BETWEEN, STACK, text="the source's: denoising separates classes"),
        *(
            beats(
                DENOISING, other, HELD, SAME, text=f"denoising holds the class more often: {other}"
            )
            for other in (PLAIN, PIXELS, REBUILT, PCA, UNTRAINED)
        ),
        *(
            beats(other, DENOISING, THIRD, OTHER, text=f"{other} passes third classes more often")
            for other in (PLAIN, PIXELS, REBUILT, PCA, UNTRAINED)
        ),
        *(
            beats(
                other, DENOISING, DISTANCE, group, text=f"{group}: {other} is farther from digits"
            )
            for group in (SAME, OTHER)
            for other in (PLAIN, PIXELS, REBUILT)
        ),
    ],
)
