"""Photographs at two, three and four times the side: interpolations, EDSR's baseline, an MDSR.

Training takes about 40 minutes on one core with bfloat16, the rest of `run` a few minutes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch
from torch import Generator, Tensor, nn

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
from dlc_support.evaluation import (
    Convention,
    Interval,
    bootstrap,
    denoiser,
    paired_bootstrap,
    self_ensemble,
    ssim,
)
from dlc_support.models import EDSR, MDSR
from dlc_support.objectives import Regression
from dlc_support.recipes.claim import Claim
from dlc_support.recipes.table import Values
from dlc_support.training import Adam, Checkpoint, Cosine, History, fit, runs, seeded
from dlc_support.training.seeds import derived_seed

NAME = "super-resolution-photographs"
CAPTION = (
    "Set5 made smaller (bicubic, antialiased, bytes) and enlarged again. PSNR and SSIM of luma "
    "(BT.601, studio range) and PSNR of RGB, of bytes, without as many border pixels as the "
    "scale; means over the five pictures, with their 95 % interval over pictures. The gain is "
    "over bicubic interpolation, on luma. The source trained on DIV2K for 300 000 steps, ours is "
    "a course-size run."
)
TRAIN, TEST = ("T91", "BSDS500-train"), "Set5"
SCALES = (2, 3, 4)
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos")
ALONE, SHARED = "EDSR baseline", "MDSR, 16 blocks"
ENSEMBLE = ", self-ensemble"
LUMA, RGB, SSIM, GAIN = "luma PSNR / dB", "RGB PSNR / dB", "luma SSIM", "gain on luma / dB"
TEST_DRAW = 301  # place in the paths of derived seeds

Restorer = Callable[[Tensor], Tensor]


def row(scale: int, method: str) -> str:
    """Name of a row of the table."""
    return f"x{scale}: {method}"


# Bicubic interpolation as the papers on super-resolution give it for Set5.
PAPER: Mapping[str, Mapping[str, float]] = {
    row(2, "bicubic"): {LUMA: 33.66},
    row(3, "bicubic"): {LUMA: 30.39},
    row(4, "bicubic"): {LUMA: 28.42},
}


def _claims() -> Iterator[Claim]:
    def claim(scale: int, better: str, worse: str) -> Claim:
        text = f"x{scale}: {better} beats {worse}"
        return Claim(text, (row(scale, better), LUMA), (row(scale, worse), LUMA))

    yield Claim("x2: EDSR baseline gains at least 2.5 dB", (row(2, ALONE), GAIN), 2.5)
    yield claim(2, ALONE + ENSEMBLE, ALONE)
    yield claim(2, ALONE, SHARED)
    for scale in SCALES:
        yield claim(scale, SHARED, "lanczos")
        yield claim(scale, SHARED + ENSEMBLE, SHARED)


CLAIMS = tuple(_claims())


@dataclass(frozen=True)
class Config:
    """Settings of the table; the defaults are those of the recorded one.

    Networks, loss and batch size are the source's, patches half as wide; it made 300 000 steps.

    Attributes:
        steps: Steps of the network for x2.
        shared_steps: Steps of the network for all scales, which begins with what the network for
            x2 has learned.
        batch_size: Patches a step.
        size: Side of the small patches.
        blocks: Residual blocks of each trunk.
        features: Channels of the feature maps.
        lr: First learning rate of Adam, which falls along half a cosine after a warm-up of 5 %.
        shared_lr: That of the network for all scales.
        ema: Decay of the average of the weights, which is what is tested.
        embedded: Take the embedded photographs, whatever else is there.
    """

    steps: int = 3_500
    shared_steps: int = 360
    batch_size: int = 16
    size: int = 24
    blocks: int = 16
    features: int = 64
    lr: float = 1e-3
    shared_lr: float = 5e-4
    ema: float = 0.99
    embedded: bool = False

    def quick(self) -> "Config":
        """Small networks on the embedded photographs, for some steps."""
        small = {"blocks": 2, "features": 24, "batch_size": 8, "size": 16}
        spent = {"steps": 400, "shared_steps": 240, "lr": 3e-3, "shared_lr": 1e-3, "ema": 0.9}
        return replace(self, embedded=True, **small, **spent)


def data(config: Config) -> str:
    """Names and sources of the photographs."""
    from dlc_support.provenance import describe_data

    return describe_data(train_photographs(config), test_photographs(config))


def train_photographs(config: Config) -> Photographs:
    """What the networks learn from, without what is in the test set as well."""
    sets = (photographs(name, embedded=config.embedded or None) for name in TRAIN)
    return without(joined(*sets), test_photographs(config))


def test_photographs(config: Config) -> Photographs:
    """What they are tested on."""
    return photographs(TEST, embedded=config.embedded or None)


def run(config: Config, seed: int, folder: Path) -> Values:
    """PSNR and SSIM of every method at every scale, for one seed.

    Args:
        config: The settings.
        seed: Fixes the networks' weights, patches and their order.
        folder: Not used: the networks are kept where the chapter finds them.
    """
    test = test_photographs(config)
    networks = _networks(config, seed)
    values: dict[str, Mapping[str, float | Interval]] = {}
    for scale in SCALES:
        pairs = list(zip(*resolutions(test, scale), strict=True))
        before = scored(restorers(scale)["bicubic"], pairs, scale)[LUMA]
        for name, restorer in restorers(scale, networks).items():
            each = scored(restorer, pairs, scale)
            values[row(scale, name)] = _intervals(each, before, seed)
    return values


def restorers(scale: int, networks: Mapping[str, nn.Module] | None = None) -> dict[str, Restorer]:
    """What enlarges by a scale, by name: interpolations, and of the networks those that can.

    Args:
        scale: Output pixels per input pixel, along a side.
        networks: Trained networks by name; an `MDSR` is asked for the scale.
    """
    found: dict[str, Restorer] = {
        name: partial(upscaled, factor=scale, method=name) for name in INTERPOLATIONS
    }
    for name, network in (networks or {}).items():
        model = network.at(scale) if isinstance(network, MDSR) else network
        if model.scale == scale:
            found[name] = denoiser(model)
            found[name + ENSEMBLE] = self_ensemble(denoiser(model))
    return found


def scored(
    restorer: Restorer, pairs: list[tuple[Tensor, Tensor]], scale: int
) -> dict[str, Tensor]:
    """The numbers of each picture, by column.

    Args:
        restorer: Enlarges small pictures.
        pairs: Small and large pictures, each (1, 3, H, W).
        scale: Output pixels per input pixel; as many border pixels do not count.
    """
    luma, rgb = Convention.benchmark(scale), Convention(crop=scale)
    made = [(restorer(small), large) for small, large in pairs]
    likeness = [ssim(luma.prepared(one), luma.prepared(large)) for one, large in made]
    return {
        LUMA: torch.cat([luma(one, large) for one, large in made]),
        RGB: torch.cat([rgb(one, large) for one, large in made]),
        SSIM: torch.cat(likeness),
    }


def _intervals(each: dict[str, Tensor], before: Tensor, seed: int) -> dict[str, Interval]:
    def generator() -> Generator:
        return Generator().manual_seed(derived_seed(seed, TEST_DRAW))

    found = {column: bootstrap(values, generator()) for column, values in each.items()}
    return {**found, GAIN: paired_bootstrap(each[LUMA], before, generator())}


def _networks(config: Config, seed: int) -> dict[str, nn.Module]:
    return {name: trained(name, config, seed=seed)[0] for name in (ALONE, SHARED)}


def trained(name: str, config: Config, *, seed: int) -> tuple[EDSR | MDSR, History]:
    """A trained network, and how that went; at once where it is kept already.

    Args:
        name: `ALONE` or `SHARED`; the second begins with the first's weights, and trains it where
            it is not there yet.
        config: The settings.
        seed: Fixes first weights, patches and their order.
    """
    together = name == SHARED
    model = shared_start(config, seed) if together else _alone(config, seed)
    steps = config.shared_steps if together else config.steps
    patches = {
        scale: _patches(config, scale, steps, seed) for scale in (SCALES if together else (2,))
    }
    history = fit(
        model,
        Regression("l1"),
        MixedScales(patches) if together else patches[2],
        epochs=1,
        batch_size=config.batch_size,
        optimizer=Adam(config.shared_lr if together else config.lr),
        schedule=Cosine(warmup=0.05),
        ema=config.ema,
        seed=seed,
        checkpoint=Checkpoint(runs("super_resolution_photographs"), seconds=60.0),
        progress=False,
    )
    return model, history


def _alone(config: Config, seed: int) -> EDSR:
    with seeded(seed):
        return EDSR(scale=2, blocks=config.blocks, features=config.features)


def shared_start(config: Config, seed: int) -> MDSR:
    """The network for all scales as its training begins: at x2 it answers as the one for x2 alone.

    Head, trunk, tail and the upsampling for x2 are those of the trained network; the blocks before
    the trunk begin as the identity, and the upsampling for x3 and x4 is new. The paper, too, lets
    networks for x3 and x4 begin with one for x2.

    Source:
        Lim et al. (2017), section 3.2.
    """
    alone, _ = trained(ALONE, config, seed=seed)
    with seeded(seed):
        model = MDSR(scales=SCALES, blocks=config.blocks, features=config.features)
    for part in ("head", "trunk", "tail"):
        getattr(model, part).load_state_dict(getattr(alone, part).state_dict())
    model.upsampling["x2"].load_state_dict(alone.upsampling.state_dict())
    for blocks in model.before.values():
        for block in blocks:
            nn.init.zeros_(block.branch[-1].weight)
            nn.init.zeros_(block.branch[-1].bias)
    return model


def _patches(config: Config, scale: int, steps: int, seed: int) -> Patches:
    """As many patches as the run takes, of photographs large enough; none is seen twice."""
    enough = train_photographs(config).at_least(config.size * scale)
    small, large = resolutions(enough, scale)
    return Patches(
        large,
        config.size,
        count=steps * config.batch_size,
        seed=derived_seed(seed, scale),
        small=small,
        scale=scale,
    )
