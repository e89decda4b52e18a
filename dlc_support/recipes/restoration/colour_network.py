"""Colour photographs without the subsampled chroma of their files: what a network then learns.

Training the three networks takes 17 minutes on one core of a busy computer, testing three.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Generator, Tensor

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import (
    Patches,
    Photographs,
    chroma_subsampled,
    cropped,
    photographs,
    resolutions,
)
from dlc_support.evaluation import Denoiser, Identity, bootstrap, psnr
from dlc_support.models import ResidualUNet, UNet
from dlc_support.objectives import Denoising
from dlc_support.pixels import to_bytes
from dlc_support.provenance import describe_data
from dlc_support.recipes.restoration import noise2noise_runs as runs
from dlc_support.recipes.restoration.noise2noise_runs import BLIND, PSNR, Scores, Sets, Spent
from dlc_support.tables import (
    Claim,
    Network,
    Networks,
    Number,
    Recipe,
    Rows,
    Seed,
    Unseeded,
    beats,
    cell,
)
from dlc_support.training.seeds import derived_seed
from dlc_support.weights import restorer, weights

LEVELS = (0, 5, 10, 25, 50)  # standard deviations of the noise that is tested, in 1/255
KODAK, SET5, SUBSAMPLED = "Kodak24", "Set5", "Set5, subsampled"
NOISY, EACH, OLD = "noisy", "grey network, each channel", "trained on JPEG files"
NEW = "trained on reduced photographs"
PLAIN, AGAIN = "pair, full chroma", "pair, subsampled chroma"
CHANGE, DIFFERENCE = "reduced minus JPEG files", "pair, subsampled minus full"
LOWEST, GAIN, SHARE = "lowest PSNR / dB", "least gain / dB", "share of subsampling"
ONCE_MORE = "subsampled once more"


@dataclass(frozen=True)
class Config(Spent):
    """Settings of the table beyond a run's own."""

    steps: int = 5000
    epochs: int = 8
    lr: float = 5e-4
    ema: float = 0.999
    short: int = 1000  # steps of each network of the pair
    short_ema: float = 0.99
    test: int = 24  # test photographs of each set, the first ones
    side: int = 256  # they are cut to at most this height and width, in pixels


def started(_: Config) -> ResidualUNet:
    """The network as its training begins: the identity, on features that JPEG files have taught.

    All layers but the last have the weights of the network that learned from noisy targets; the
    last begins at 0, since it is to say something else.
    """
    model = ResidualUNet(3)
    last = {key: value for key, value in model.state_dict().items() if "dec_conv1c" in key}
    model.load_state_dict(weights("unet-noise2noise") | last)
    return model


LOSS = Denoising(BLIND, loss="l1")
PASSES = 2  # over the patches of the pair
PAIR = Network(started, LOSS, epochs=PASSES, betas=(0.9, 0.99), ema="short_ema")
NETWORKS = Networks(
    "colour_network",
    {
        NEW: Network(started, LOSS, betas=(0.9, 0.99), ema="ema"),
        PLAIN: PAIR,
        AGAIN: PAIR,
    },
)


def reduced(photographs: Photographs) -> Photographs:
    """Photographs at half the height and width: bicubic, antialiased, bytes.

    A file under 4:2:0 has one value of chroma for each block of 2x2 pixels, and so for each pixel
    of what is left.
    """
    return resolutions(photographs, 2)[0]


def subsampled(photographs: Photographs) -> Photographs:
    """Photographs with subsampled chroma, in bytes, cropped to even sides."""

    def subsample(picture: Tensor) -> Tensor:
        made = to_bytes(chroma_subsampled(cropped(picture[None], 2).float() / 255))
        return (255 * made[0]).round().to(torch.uint8)

    return photographs.each(subsample)


def learned_from() -> Sets:
    """The photographs of the colour runs of Noise2Noise, reduced."""
    parts = runs.sets(3)
    return replace(parts, train=reduced(parts.train), valid=reduced(parts.valid))


def tested_on(config: Config) -> dict[str, Photographs]:
    """The test photographs by set."""
    kodak, set5 = (
        runs.middle(photographs(name).take(config.test), config.side) for name in (KODAK, SET5)
    )
    return {KODAK: kodak, SET5: set5, SUBSAMPLED: subsampled(set5)}


def trained(seed: Seed, name: str, parts: Sets) -> UNet:
    """A network of `NETWORKS`; the pair sees the same patches, with and without their chroma."""
    if name == NEW:
        return runs.trained(seed, NEW, parts)
    config, place = seed.config, derived_seed(seed.number, 1)
    seen = subsampled(parts.train) if name == AGAIN else parts.train
    count = config.short * config.batch_size // PASSES
    return seed.network(name, Patches(seen, config.size, count=count, seed=place))


def run(seed: Seed) -> Rows:
    """PSNR of each set after subsampling, and that of each network at each level of noise."""
    parts, tests = learned_from(), tested_on(seed.config)
    rows = {(ONCE_MORE, name): found for name, found in _once_more(tests)}
    networks = {name: trained(seed, name, parts) for name in NETWORKS.each}
    for name, test in tests.items():
        ways = {**denoisers(), **networks}
        if name == KODAK:  # the pair is compared on pictures that are not subsampled
            ways = {key: way for key, way in ways.items() if key not in (PLAIN, AGAIN)}
        for level in LEVELS:
            group = group_of(name, level)
            rows |= {
                (group, way): found for way, found in _compared(ways, test, level, seed.number)
            }
    return rows


def group_of(name: str, level: int) -> str:
    """The rows of a test set at a level of noise."""
    return f"{name}, sigma {level}"


def denoisers() -> dict[str, Denoiser | UNet]:
    """What the new network is compared with; none of them is trained here."""
    grey, _ = restorer("unet-grey")
    old, _ = restorer("unet-noise2noise")
    return {NOISY: Identity(), EACH: partial(each_channel, grey), OLD: old}


def each_channel(grey: UNet, noisy: Tensor) -> Tensor:
    """A colour photograph, each channel restored by itself."""
    return runs.estimate(grey, noisy.transpose(0, 1)).transpose(0, 1)


def scored(restored: Denoiser | UNet, test: Photographs, level: int, seed: int) -> Scores:
    """PSNR of each test photograph, restored from noise that is not clipped.

    Without noise it is also how much of what subsampling removes is gone from the output.
    """
    noise = GaussianNoise(level / 255)
    made = [
        runs.estimate(restored, runs.corrupted(test, number, seed, noise))
        for number in range(len(test))
    ]
    found = {PSNR: torch.cat([psnr(one, clean) for one, clean in zip(made, test, strict=True)])}
    if level == 0:
        triples = zip(made, test, subsampled(test), strict=True)
        found[SHARE] = torch.cat([share_removed(*each) for each in triples])
    return found


def share_removed(output: Tensor, given: Tensor, halved: Tensor) -> Tensor:
    r"""$\langle o - g, s - g \rangle / \lVert s - g \rVert^2$ of each image.

    It is 0 where the output $o$ is the picture $g$ that was given, 1 where it is the subsampled
    picture $s$, and it does not see what else the output has changed (at right angles to $s - g$).
    """
    given = cropped(given, 2)
    change, removed = ((one - given).flatten(1).double() for one in (cropped(output, 2), halved))
    return ((change * removed).sum(dim=1) / removed.square().sum(dim=1)).float()


def _compared(
    ways: Mapping[str, Denoiser | UNet], test: Photographs, level: int, seed: int
) -> Iterator[tuple[str, dict[str, Number]]]:
    scores = {name: scored(way, test, level, seed) for name, way in ways.items()}
    for name, found in scores.items():
        if level == 0 and name == NOISY:
            continue  # it is the clean photograph
        numbers = {**runs.numbers(found, seed), LOWEST: found[PSNR].min().item()}
        if level > 0:
            numbers[GAIN] = (found[PSNR] - scores[NOISY][PSNR]).min().item()
        yield name, numbers
    yield CHANGE, runs.numbers(scores[NEW], seed, minus=scores[OLD])
    if AGAIN in scores:
        yield DIFFERENCE, runs.numbers(scores[AGAIN], seed, minus=scores[PLAIN])


def _once_more(tests: Mapping[str, Photographs]) -> Iterator[tuple[str, dict[str, Number]]]:
    """PSNR of photographs after one more subsampling, as they are and reduced."""
    learn = runs.sets(3).train
    for name, found in {runs.SETS[3][0]: learn, **tests}.items():
        for title, each in ((name, found), (f"{name}, reduced", reduced(found))):
            values = bootstrap(psnr_once_more(each), Generator().manual_seed(0))
            yield title, {PSNR: Unseeded(values)}


def psnr_once_more(photographs: Photographs) -> Tensor:
    """PSNR of each photograph after its chroma is subsampled: the higher, the less is lost."""
    pairs = zip(photographs, subsampled(photographs), strict=True)
    return torch.cat([psnr(other, cropped(one, 2)) for one, other in pairs])


RECIPE = Recipe(
    caption=(
        "PSNR of restored colour photographs at five levels of noise (sigma in 1/255), and of "
        "photographs whose chroma is subsampled once more. Noise is not clipped; outputs are "
        "clipped and rounded to 256 levels; PSNR is over red, green and blue, averaged over "
        "photographs. The least gain is that of the photograph that gains least over its noisy "
        "input. The share of subsampling is 0 where an output is the clean photograph, and 1 "
        "where all that subsampling would remove is gone. Reduced photographs have half the "
        "height and width. Networks are blind to the level. The two networks of the pair differ "
        "in the chroma of their training photographs alone. Brackets: 95 % interval over "
        "photographs."
    ),
    config=Config(),
    quick={
        **{"steps": 8, "epochs": 1, "batch_size": 2, "size": 32, "ema": 0.5, "watched": 4},
        **{"short": 4, "short_ema": 0.5, "test": 2, "side": 64},
    },
    data=lambda _: describe_data(runs.sets(3).train, *map(photographs, (KODAK, SET5))),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            beats(NEW, worse, PSNR, group_of(name, level))
            for name in (KODAK, SET5)
            for level in LEVELS[1:]
            for worse in (NOISY, EACH)
        ),
        *(
            Claim(
                f"{group_of(name, level)}: no photograph is worse than its input",
                cell(group_of(name, level), NEW, GAIN),
                0.0,
            )
            for name in (KODAK, SET5)
            for level in LEVELS[1:]
        ),
        *(
            Claim(f"{name}: 40 dB without noise", cell(group_of(name, 0), NEW, LOWEST), 40.0)
            for name in (KODAK, SET5)
        ),
        beats(OLD, NEW, SHARE, group_of(SET5, 0)),
        beats(AGAIN, PLAIN, SHARE, group_of(SET5, 0)),
        beats(PLAIN, AGAIN, PSNR, group_of(SET5, 0)),
        beats(AGAIN, PLAIN, PSNR, group_of(SUBSAMPLED, 10)),
    ],
    # README of the code of Lehtinen et al. (2018): clean and noisy targets, trained on ImageNet,
    # whole photographs.
    published={
        cell(group_of(KODAK, 25), NEW, PSNR): 32.38,
        cell(group_of(KODAK, 25), OLD, PSNR): 32.39,
    },
)
