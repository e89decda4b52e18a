"""Glow on digits: how its noise is drawn, and what a code of the whole image adds to it.

Training the networks of one seed takes about ten minutes of one core.
"""

import math
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from dlc_support.data import Split, mnist
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import MLP, DiscreteFlow, Glow
from dlc_support.models.dequantiser import Dequantiser
from dlc_support.objectives import BitsPerDimension, Classification
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational.pixel_counts import (
    counted_nats,
    grey_levels,
    neighbours,
    places,
)
from dlc_support.shapes import Images, PerExample
from dlc_support.tables import (
    Network,
    Networks,
    Number,
    Recipe,
    Rows,
    Seed,
    Unseeded,
    beats,
    over_images,
)
from dlc_support.training.seeds import derived_seed, seeded

GLOW, CODED = "Glow", "Glow with a code"
UNIFORM, LEARNED = "uniform noise, short run", "learned noise, short run"
CLASSIFIER = "classifier"
FLAT, ONE = "uniform model", "one histogram"
HISTOGRAMS, COUNTS = "histogram at each place", "counts given 4 neighbours"
ALL = "bits/dim, all test digits"
BITS, FLOW, NOISE, CODE = "bits/dim", "density", "noise", "code"
SECONDS = "training / s"
PARTS = {"flow": FLOW, "dequantisation": NOISE, "kl": CODE}
KEPT, DISTANCE = "class kept / %", "RMS change"
TAKEN = "class of the giver / %"
BROKEN = "overflow / %"
NOTHING, FINE, COARSE, GLOBAL = "nothing", "fine latents", "coarse latents", "code z"
EVERYTHING = "everything"
UNTRAINED, BLOCKS = "untrained Glow", "blocks, no network"
TEST_DRAW, SWAP_DRAW = 601, 602  # places in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """One pass in small batches, 1500 steps: what some minutes of one core allow."""

    train: int = 48_000
    short: int = 6_400  # digits that the short runs see
    test: int = 2_000
    swapped: int = 500
    steps: tuple[int, ...] = (3, 4)
    width: int = 32
    latents: int = 16
    hidden: int = 256
    epochs: int = 1
    batch_size: int = 32
    lr: float = 6e-3
    classifier_lr: float = 1e-3


def flow(config: Config, *, learned: bool = True, latents: int = 0) -> DiscreteFlow:
    """The one design of all rows."""
    code = MLP((784, config.hidden, 2 * latents)) if latents else None
    glow = Glow(1, 28, config.steps, config.width, condition=latents)
    return DiscreteFlow(glow, Dequantiser() if learned else None, code, latents=latents)


def coded(config: Config) -> DiscreteFlow:
    """The same flow, given a code of the image."""
    return flow(config, latents=config.latents)


def uniform(config: Config) -> DiscreteFlow:
    """The same flow on uniform noise."""
    return flow(config, learned=False)


def classifier(config: Config) -> MLP:
    """784-256-10."""
    return MLP((784, config.hidden, 10))


NETWORKS = Networks(
    "flows",
    {
        GLOW: Network(flow, BitsPerDimension()),
        CODED: Network(coded, BitsPerDimension()),
        UNIFORM: Network(uniform, BitsPerDimension(), epochs=1),
        LEARNED: Network(flow, BitsPerDimension(), epochs=1),
        CLASSIFIER: Network(classifier, Classification(), epochs=1, lr="classifier_lr"),
    },
)


def run(seed: Seed) -> Rows:
    """Bits per dimension of every model, and what a change of each part of the latents does."""
    digits = mnist()
    train, test = digits.train.take(seed.config.train), digits.test.take(seed.config.test)
    rows: dict[str | tuple[str, str], dict[str, Number]] = {}
    rows |= counted(train, digits.test, seed.config.test)
    data = {name: train.take(seed.config.short) for name in (UNIFORM, LEARNED)}
    data |= {GLOW: train, CODED: train}
    for name, seen in data.items():
        found = bits(seed.network(name, seen), test, seed.number)
        seconds = seed.histories[name].seconds
        rows[name] = {**over_images(found, seed.number, TEST_DRAW), SECONDS: seconds}
    named = seed.network(CLASSIFIER, train)
    pairs = partners(test.take(seed.config.swapped), seed.number)
    models = {name: seed.network(name, train) for name in (GLOW, CODED)}
    models[UNTRAINED] = untrained(seed, train)
    mixed = {name: exchanged(model, *pairs, seed.number) for name, model in models.items()}
    for name, parts in (mixed | {BLOCKS: exchanged_blocks(*pairs)}).items():
        for part, images in parts.items():
            rows[name, part] = over_images(judged(named, images, *pairs), seed.number, SWAP_DRAW)
    return {key if isinstance(key, tuple) else ("", key): row for key, row in rows.items()}


def bits(model: DiscreteFlow, test: Split, number: int) -> dict[str, PerExample]:
    """The bound of each image in bits per dimension, and its parts; one draw of the noise."""
    generator = Generator().manual_seed(derived_seed(number, TEST_DRAW))
    found: dict[str, list[Tensor]] = {name: [] for name in PARTS}
    with evaluating(model):
        for images in test.inputs.split(500):
            noise = torch.randn(len(images), *model.noise_shape, generator=generator)
            for name, nats in model.bound(images, noise).items():
                found[name].append(nats.double() / (model.pixels * math.log(2)))
    parts = {PARTS[name]: torch.cat(values) for name, values in found.items()}
    return {BITS: sum(parts.values(), torch.zeros(len(test))), **parts}


def counted(train: Split, test: Split, first: int) -> dict[str, dict[str, Number]]:
    """What counting gives on the first test digits, and on all; no seed changes it."""
    seen, asked = grey_levels(train.inputs), grey_levels(test.inputs)
    rows: dict[str, dict[str, Number]] = {FLAT: {BITS: math.log2(256)}}
    for name, context in {ONE: torch.zeros_like, HISTOGRAMS: places, COUNTS: neighbours}.items():
        nats = counted_nats(seen, asked, (context(seen), context(asked)))
        bits = nats / (asked[0].numel() * math.log(2))
        found = over_images({BITS: bits[:first], ALL: bits}, 0)
        rows[name] = {
            column: number if isinstance(number, float) else Unseeded(number)
            for column, number in found.items()
        }
    return rows


def untrained(seed: Seed, train: Split) -> DiscreteFlow:
    """Glow with its first weights, its actnorms set by the first batch."""
    with seeded(seed.number), torch.no_grad():
        model = flow(seed.config)
        images = train.inputs[: seed.config.batch_size]
        model.bound(images, torch.randn(len(images), *model.noise_shape))
    return model


def partners(test: Split, number: int) -> tuple[Split, Split]:
    """Digits, and for each one another digit of another class."""
    generator = Generator().manual_seed(derived_seed(number, SWAP_DRAW))
    order = torch.randperm(len(test), generator=generator)
    other = order.clone()
    for place, row in enumerate(order.tolist()):
        fits = (test.labels[order.roll(-place)] != test.labels[row]).nonzero()
        other[place] = order.roll(-place)[fits[0, 0]]
    return test.select(order), test.select(other)


def exchanged(model: DiscreteFlow, own: Split, giver: Split, number: int) -> dict[str, Images]:
    """Digits that are rebuilt with one part of their latents taken from the givers.

    The latents of the flow at a pixel whose row and column are even come from the last level,
    the coarse ones; the rest left at the first.
    """
    generator = Generator().manual_seed(derived_seed(number, SWAP_DRAW, 1))
    with evaluating(model):
        sides = [latents(model, part.inputs, generator) for part in (own, giver)]
        local, code = zip(*sides, strict=True)
        coarse = coarse_places(model.flow)
        mixed = {
            NOTHING: (local[0], code[0]),
            FINE: (torch.where(coarse, local[0], local[1]), code[0]),
            COARSE: (torch.where(coarse, local[1], local[0]), code[0]),
        }
        if model.latents:
            mixed[GLOBAL] = (local[0], code[1])
        return {part: model.decode(*pair) for part, pair in mixed.items()}


def exchanged_blocks(own: Split, giver: Split) -> dict[str, Images]:
    """The exchange without a network: fine and coarse are Haar coefficients of blocks of 2x2.

    Coarse are the mean of a block and the difference of its columns, fine the other two.
    """
    signs = [[1.0, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
    haar = 0.5 * torch.tensor(signs)  # its own inverse
    first, other = (
        nn.functional.conv2d(nn.functional.pixel_unshuffle(part.inputs, 2), haar[:, :, None, None])
        for part in (own, giver)
    )
    mixed = {
        FINE: torch.cat([first[:, :2], other[:, 2:]], dim=1),
        COARSE: torch.cat([other[:, :2], first[:, 2:]], dim=1),
        EVERYTHING: other,
    }
    return {
        part: nn.functional.pixel_shuffle(nn.functional.conv2d(values, haar[:, :, None, None]), 2)
        for part, values in mixed.items()
    }


def latents(
    model: DiscreteFlow, images: Images, generator: Generator
) -> tuple[Images, Tensor | None]:
    """The flow's latents of images, and the means of their codes."""
    code = model.encode(images).mean if model.latents else None
    values, _ = model.dequantised(images, torch.randn(images.shape, generator=generator))
    return model.flow.encode(values, code)[0], code


def coarse_places(glow: Glow) -> Tensor:
    """True at the latents that come from the last level, in an image's shape."""
    sides = torch.zeros(1, *glow.shape)
    marked = nn.functional.pixel_unshuffle(sides, glow.squeeze)
    marked[:, : marked.shape[1] // 2] = 1
    return nn.functional.pixel_shuffle(marked, glow.squeeze)[0].bool()


def judged(named: nn.Module, images: Images, own: Split, giver: Split) -> dict[str, PerExample]:
    """What a classifier calls the images, and how far they are from the digits they came from.

    Where the inverse of a flow overflows, a pixel is infinite or no number: such pixels count as
    black here, and the images that have some are counted.
    """
    finite = images.isfinite()
    broken = (~finite).flatten(1).any(dim=1)
    images = torch.where(finite, images, 0.0).clamp(0, 1)
    with evaluating(named):
        called = named(images).argmax(dim=1)
    return {
        KEPT: 100.0 * (called == own.labels),
        TAKEN: 100.0 * (called == giver.labels),
        BROKEN: 100.0 * broken,
        DISTANCE: (images - own.inputs).square().flatten(1).mean(dim=1).sqrt(),
    }


RECIPE = Recipe(
    caption=(
        "Bits per dimension of test digits of 256 grey levels, bounds with one draw of noise and "
        "code, and their parts; and what becomes of a digit when a part of its latents is taken "
        "from a digit of another class. One training seed: intervals are over test images."
    ),
    config=Config(),
    quick={
        **{"train": 600, "short": 300, "test": 60, "swapped": 20, "steps": (2, 2), "width": 8},
        **{"latents": 4, "hidden": 32, "epochs": 2},
    },
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        beats(UNIFORM, LEARNED, BITS, text="learned noise: fewer bits than uniform noise"),
        beats(GLOW, CODED, BITS, text="a code of the image lowers the bits per dimension"),
        beats(GLOW, HISTOGRAMS, BITS, text="Glow needs more bits than a histogram at each place"),
        beats(GLOW, ONE, BITS, text="Glow needs more bits than one histogram for all places"),
        beats(GLOW, COUNTS, BITS, text="Glow needs more bits than counts given 4 neighbours"),
    ],
)
