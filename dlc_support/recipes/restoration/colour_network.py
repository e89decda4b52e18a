"""Colour photographs without the subsampled chroma of their files: what a network then learns.

Training the three networks takes 9 minutes on one core of a busy computer, testing as long.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
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
from dlc_support.recipes.restoration.noise2noise_runs import BLIND, PSNR, Sets, Spent
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
    over_images,
)
from dlc_support.training.seeds import derived_seed
from dlc_support.weights import restorer, weights

LEVELS = (0, 5, 10, 25, 50)  # standard deviations of the noise that is tested, in 1/255
KODAK, SET5, SUBSAMPLED = "Kodak24", "Set5", "Set5, subsampled"
NOISY, EACH, OLD = "noisy", "grey network, each channel", "trained on JPEG files"
NEW = "trained on reduced photographs"
PLAIN, AGAIN = "a little longer, reduced", "a little longer, subsampled"
DIFFERENCE = "subsampled minus reduced"
LOWEST, GAIN = "lowest PSNR / dB", "least gain / dB"
ONCE_MORE = "subsampled once more"
TEST_DRAW = 401  # place in the paths of derived seeds


@dataclass(frozen=True)
class Config(Spent):
    """Settings of the table beyond a run's own."""

    steps: int = 1200
    epochs: int = 2
    batch_size: int = 4
    lr: float = 5e-4
    ema: float = 0.99
    short: int = 100  # further steps of each network of the pair
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


def going_on(_: Config, trained: ResidualUNet) -> ResidualUNet:
    """A copy of a trained network."""
    return deepcopy(trained)


LOSS = Denoising(BLIND, loss="l1")
NETWORKS = Networks(
    "colour_network",
    {
        NEW: Network(started, LOSS, betas=(0.9, 0.99), ema="ema"),
        PLAIN: Network(going_on, LOSS, epochs=1, betas=(0.9, 0.99), ema=0.9),
        AGAIN: Network(going_on, LOSS, epochs=1, betas=(0.9, 0.99), ema=0.9),
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
    """A network of `NETWORKS`; the pair goes on from the first, with other patches."""
    if name == NEW:
        return runs.trained(seed, NEW, parts)
    config, place = seed.config, derived_seed(seed.number, 1)
    seen = subsampled(parts.train) if name == AGAIN else parts.train
    count = config.short * config.batch_size
    patches = Patches(seen, config.size, count=count, seed=place)
    return seed.network(name, patches, after=trained(seed, NEW, parts))


def run(seed: Seed) -> Rows:
    """What subsampling costs each set, and the PSNR of each network at each level of noise."""
    parts, tests = learned_from(), tested_on(seed.config)
    rows = {(ONCE_MORE, name): found for name, found in _costs(tests)}
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


def decibels(restored: Denoiser | UNet, test: Photographs, level: int, seed: int) -> Tensor:
    """PSNR of each test photograph, restored from noise that is not clipped."""
    noise = GaussianNoise(level / 255)
    noisy = (runs.corrupted(test, number, seed, noise) for number in range(len(test)))
    pairs = zip(noisy, test, strict=True)
    return torch.cat([psnr(runs.estimate(restored, one), clean) for one, clean in pairs])


def _compared(
    ways: Mapping[str, Denoiser | UNet], test: Photographs, level: int, seed: int
) -> Iterator[tuple[str, dict[str, Number]]]:
    scores = {name: decibels(way, test, level, seed) for name, way in ways.items()}
    for name, found in scores.items():
        if level == 0 and name == NOISY:
            continue  # it is the clean photograph
        numbers = {**over_images({PSNR: found}, seed, TEST_DRAW), LOWEST: found.min().item()}
        if level > 0:
            numbers[GAIN] = (found - scores[NOISY]).min().item()
        yield name, numbers
    if AGAIN in scores:
        apart = scores[AGAIN].double() - scores[PLAIN]
        yield DIFFERENCE, over_images({PSNR: apart}, seed, TEST_DRAW)


def _costs(tests: Mapping[str, Photographs]) -> Iterator[tuple[str, dict[str, Number]]]:
    """PSNR of photographs after one more subsampling, as they are and reduced."""
    learn = runs.sets(3).train
    for name, found in {runs.SETS[3][0]: learn, **tests}.items():
        for title, each in ((name, found), (f"{name}, reduced", reduced(found))):
            yield title, {PSNR: Unseeded(bootstrap(cost(each), Generator().manual_seed(0)))}


def cost(photographs: Photographs) -> Tensor:
    """PSNR of each photograph after its chroma is subsampled."""
    pairs = zip(photographs, subsampled(photographs), strict=True)
    return torch.cat([psnr(other, cropped(one, 2)) for one, other in pairs])


RECIPE = Recipe(
    caption=(
        "PSNR of restored colour photographs at five levels of noise (sigma in 1/255), and of "
        "photographs whose chroma is subsampled once more. Noise is not clipped; outputs are "
        "clipped and rounded to 256 levels; PSNR is over red, green and blue, averaged over "
        "photographs. The least gain is that of the photograph that gains least over its noisy "
        "input. Reduced photographs have half the height and width. Networks are blind to the "
        "level. The pair goes on from the new one for some steps, which differ in the chroma of "
        "the training photographs alone. Brackets: 95 % interval over photographs."
    ),
    config=Config(),
    quick={
        **{"steps": 8, "epochs": 1, "batch_size": 2, "size": 32, "ema": 0.5, "watched": 4},
        **{"short": 4, "test": 2, "side": 64},
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
        beats(PLAIN, AGAIN, PSNR, group_of(SET5, 0)),
        beats(AGAIN, PLAIN, PSNR, group_of(SUBSAMPLED, 10)),
    ],
    # Lehtinen et al. (2018), table 1: noisy targets, trained on ImageNet, whole photographs.
    published={cell(group_of(KODAK, 25), NEW, PSNR): 32.39},
)
