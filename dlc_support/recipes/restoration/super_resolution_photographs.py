"""Photographs at two, three and four times the side: interpolations, EDSR's baseline, an MDSR.

Training takes about 40 minutes on one core with bfloat16, the rest of `run` a few minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from dlc_support.data import (
    MixedScales,
    Patches,
    Photographs,
    joined,
    photographs,
    resolutions,
    upscaled,
    without,
)
from dlc_support.evaluation import Convention, Denoiser, denoiser, self_ensemble, ssim
from dlc_support.models import EDSR, MDSR
from dlc_support.objectives import Regression
from dlc_support.provenance import describe_data
from dlc_support.tables import Claim, Network, Networks, Recipe, Rows, Seed, beats, over_images
from dlc_support.training.seeds import derived_seed

TRAIN, TEST = ("T91", "BSDS500-train"), "Set5"
SCALES = (2, 3, 4)
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos")
ALONE, SHARED = "EDSR baseline", "MDSR, 16 blocks"
ENSEMBLE = ", self-ensemble"
LUMA, RGB, SSIM, GAIN = "luma PSNR / dB", "RGB PSNR / dB", "luma SSIM", "gain on luma / dB"
TEST_DRAW = 301  # place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """Networks, loss and batch size are the source's, patches half as wide.

    The source made 300 000 steps.
    """

    steps: int = 3_500  # of the network for x2
    shared_steps: int = 360  # of the one for all scales, which begins with what that has learned
    batch_size: int = 16
    size: int = 24  # side of the small patches
    blocks: int = 16  # residual blocks of each trunk
    features: int = 64  # channels of the feature maps
    lr: float = 1e-3
    shared_lr: float = 5e-4
    ema: float = 0.99
    embedded: bool = False  # take the embedded photographs, whatever else is there


def shared_start(config: Config, alone: EDSR) -> MDSR:
    """The network for all scales as its training begins: at x2 it answers as the one for x2 alone.

    Head, trunk, tail and the upsampling for x2 are those of the trained network; the blocks before
    the trunk begin as the identity, and the upsampling for x3 and x4 is new. The paper, too, lets
    networks for x3 and x4 begin with one for x2.

    Source:
        Lim et al. (2017), section 3.2.
    """
    model = MDSR(scales=SCALES, blocks=config.blocks, features=config.features)
    for part in ("head", "trunk", "tail"):
        getattr(model, part).load_state_dict(getattr(alone, part).state_dict())
    model.upsampling["x2"].load_state_dict(alone.upsampling.state_dict())
    for blocks in model.before.values():
        for block in blocks:
            nn.init.zeros_(block.branch[-1].weight)
            nn.init.zeros_(block.branch[-1].bias)
    return model


NETWORKS = Networks(
    "super_resolution_photographs",
    {
        ALONE: Network(
            lambda config: EDSR(scale=2, blocks=config.blocks, features=config.features),
            Regression("l1"),
            epochs=1,
            ema="ema",
        ),
        SHARED: Network(shared_start, Regression("l1"), epochs=1, lr="shared_lr", ema="ema"),
    },
)


def train_photographs(config: Config) -> Photographs:
    """What the networks learn from, without what is in the test set as well."""
    sets = (photographs(name, embedded=config.embedded or None) for name in TRAIN)
    return without(joined(*sets), test_photographs(config))


def test_photographs(config: Config) -> Photographs:
    """What they are tested on."""
    return photographs(TEST, embedded=config.embedded or None)


def trained(seed: Seed, name: str) -> EDSR | MDSR:
    """`ALONE` or `SHARED`; the second begins with what the first has learned."""
    config = seed.config
    if name == ALONE:
        return seed.network(ALONE, patches(config, 2, config.steps, seed.number))
    mixed = {scale: patches(config, scale, config.shared_steps, seed.number) for scale in SCALES}
    return seed.network(SHARED, MixedScales(mixed), after=trained(seed, ALONE))


def patches(config: Config, scale: int, steps: int, seed: int) -> Patches:
    """As many patches as the run takes, of photographs large enough; none is seen twice."""
    enough = train_photographs(config).at_least(config.size * scale)
    small, large = resolutions(enough, scale)
    count, place = steps * config.batch_size, derived_seed(seed, scale)
    return Patches(large, config.size, count=count, seed=place, small=small, scale=scale)


def run(seed: Seed) -> Rows:
    """PSNR and SSIM of every method at every scale."""
    test = test_photographs(seed.config)
    networks = {name: trained(seed, name) for name in NETWORKS.each}
    rows = {}
    for scale in SCALES:
        pairs = list(zip(*resolutions(test, scale), strict=True))
        ways = restorers(scale, networks)
        before = scored(ways["bicubic"], pairs, scale)[LUMA]
        for name, way in ways.items():
            each = scored(way, pairs, scale)
            each[GAIN] = each[LUMA].double() - before
            rows[f"x{scale}", name] = over_images(each, seed.number, TEST_DRAW)
    return rows


def restorers(scale: int, networks: Mapping[str, nn.Module] | None = None) -> dict[str, Denoiser]:
    """What enlarges by a scale, by name: interpolations, and of the networks those that can."""
    found = {way: partial(upscaled, factor=scale, method=way) for way in INTERPOLATIONS}
    for name, network in (networks or {}).items():
        model = network.at(scale) if isinstance(network, MDSR) else network
        if model.scale == scale:
            found[name] = denoiser(model)
            found[name + ENSEMBLE] = self_ensemble(denoiser(model))
    return found


def scored(restorer: Denoiser, pairs: list, scale: int) -> dict[str, Tensor]:
    """The numbers of each pair of a small and a large picture, (1, 3, H, W), by column."""
    luma, rgb = Convention.benchmark(scale), Convention(crop=scale)
    columns = {
        LUMA: luma,
        RGB: rgb,
        SSIM: lambda one, large: ssim(luma.prepared(one), luma.prepared(large)),
    }
    made = [(restorer(small), large) for small, large in pairs]
    return {name: torch.cat([judge(*two) for two in made]) for name, judge in columns.items()}


# Other networks than ours: luma on Set5, both as Lim et al. (2017) give them.
OTHERS = {
    "VDSR": {
        ("x2", ALONE, LUMA): 37.53,
        ("x3", SHARED, LUMA): 33.66,
        ("x4", SHARED, LUMA): 31.35,
    },
    "EDSR, 32 blocks, 256 features": {("x2", ALONE, LUMA): 38.11},
}
PROTOCOL = (
    "Test pictures: the whole five of Set5, without as many border pixels as the scale; our "
    "outputs are rounded to bytes.",
    f"Training at x2: ours {Config.steps} steps of {Config.batch_size} patches of "
    f"{Config.size}x{Config.size} small pixels, from 290 photographs; the published EDSR baseline "
    "300 000 steps of 16 patches of 48x48, from the 800 photographs of DIV2K.",
    f"Training at x3 and x4: one network for all scales, {Config.shared_steps} steps after x2.",
)

RECIPE = Recipe(
    caption=(
        "Set5 made smaller (bicubic, antialiased, bytes) and enlarged again. PSNR and SSIM of "
        "luma (BT.601, studio range) and PSNR of RGB, of bytes, without as many border pixels as "
        "the scale; means over the five pictures, with their 95 % interval over pictures. The "
        "gain is over bicubic interpolation, on luma. The source trained on DIV2K for 300 000 "
        "steps, ours is a course-size run."
    ),
    config=Config(),
    quick={
        **{"embedded": True, "blocks": 2, "features": 24, "batch_size": 8, "size": 16},
        **{"steps": 400, "shared_steps": 240, "lr": 3e-3, "shared_lr": 1e-3, "ema": 0.9},
    },
    data=lambda config: describe_data(train_photographs(config), test_photographs(config)),
    networks=NETWORKS,
    run=run,
    claims=[
        Claim("x2: EDSR baseline gains at least 2.5 dB", ("x2", ALONE, GAIN), 2.5),
        beats(ALONE + ENSEMBLE, ALONE, LUMA, "x2"),
        beats(ALONE, SHARED, LUMA, "x2"),
        *(
            beats(*pair, LUMA, f"x{scale}")
            for scale in SCALES
            for pair in ((SHARED, "lanczos"), (SHARED + ENSEMBLE, SHARED))
        ),
    ],
    # Bicubic interpolation as the papers on super-resolution give it for Set5; the EDSR baseline
    # as OpenMMLab trained it (the model zoo of MMagic, edsr_x2c64b16_1x16_300k_div2k).
    published={
        ("x2", ALONE, RGB): 35.76,
        ("x2", "bicubic", LUMA): 33.66,
        ("x3", "bicubic", LUMA): 30.39,
        ("x4", "bicubic", LUMA): 28.42,
    },
)
