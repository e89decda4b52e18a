"""Records the weights that travel with the package: `python -m tools.weights`, or some by name.

They are the convolutional denoisers of the recipe `mnist-corruptions`, one for each condition,
the U-Nets of `noise2noise-photographs` that learned from noisy targets, the network of
`colour-network`, the network for x2 of `super-resolution-photographs`, the two networks of
`td-vae`, two of `flows`, and the small ones of the live figures; all of the first seed. Runs that
are complete are not repeated, so after the recipes this takes seconds.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from functools import partial
from typing import Literal

from torch import Generator, nn

from dlc_support.data import Splits, mnist, resolutions
from dlc_support.evaluation import denoiser, psnr
from dlc_support.models import EDSR, ConvAutoencoder, ResidualUNet, UNet
from dlc_support.provenance import describe_data
from dlc_support.recipes.denoising import mnist_corruptions as denoising
from dlc_support.recipes.restoration import colour_network as colour
from dlc_support.recipes.restoration import noise2noise_photographs as restoration
from dlc_support.recipes.restoration import super_resolution_photographs as enlarging
from dlc_support.recipes.restoration.noise2noise_runs import (
    BLIND,
    NOISY,
    PSNR,
    SETS,
    Spent,
    scored,
    sets,
    trained,
)
from dlc_support.recipes.variational import moving_digits_judged as judge
from dlc_support.recipes.variational import td_vae as moving
from dlc_support.tables import Seed
from dlc_support.training import History
from dlc_support.weights import Training
from tools import flow_weights, small_networks
from tools.saved import saved

DIGITS = 1000  # test digits, the first ones, that the number of a denoiser is measured on
MOVING = 1000  # test digits, the first ones, of which sequences are judged
PHOTOGRAPHS = 4  # that the number of a U-Net is measured on
SMALLEST = ("bird", "butterfly")  # pictures of Set5 that the number of EDSR is measured on
UNETS: dict[str, Literal[1, 3]] = {"unet-grey": 1, "unet-noise2noise": 3}


def measured(condition: str, model: nn.Module, digits: Splits) -> tuple[str, float]:
    """The number that the loaded weights of a condition reproduce, and what it is.

    Digits that the draw leaves as they are do not count: their PSNR is infinite.
    """
    drawn = denoising.draw(condition, digits.test.take(DIGITS), 0, denoising.TEST_DRAW)
    estimate = denoising.restored(model, denoising.CONVOLUTIONAL, drawn)
    changed = len(drawn.clean)
    which = f"the first {DIGITS} test digits"
    if changed < DIGITS:
        which = f"the {changed} of {which} that the corruption changes"
    return f"PSNR of {which} / dB", float(psnr(estimate, drawn.clean).mean())


def measured_on_photographs(channels: Literal[1, 3], model: UNet) -> float:
    """The number that the loaded weights of a U-Net reproduce."""
    return float(scored(model, sets(channels).test.take(PHOTOGRAPHS))[PSNR].mean())


def measured_on_set5(model: EDSR) -> float:
    """The number that the loaded weights of EDSR reproduce."""
    test = enlarging.test_photographs(enlarging.RECIPE.config)
    picked = test.select([test.titles.index(title) for title in SMALLEST])
    pairs = list(zip(*resolutions(picked, model.scale), strict=True))
    return float(enlarging.scored(denoiser(model), pairs, model.scale)[enlarging.LUMA].mean())


def digits(condition: str, name: str) -> float:
    """Records the denoiser of a condition."""
    there, config = mnist(embedded=False), denoising.RECIPE.config
    seed = Seed(denoising.NETWORKS, config, 0)
    network = condition, denoising.CONVOLUTIONAL
    model = seed.network(network, there.train.take(config.train))
    halved = _halved(ConvAutoencoder(), model)
    settings = {
        "model": "ConvAutoencoder()",
        "condition": condition,
        "corruption": repr(denoising.CONDITIONS[condition]),
        "epochs": config.convolutional_epochs,
        "batch_size": config.batch_size,
    }
    data = f"{there.name}: {there.train.source}"
    made = _made("mnist-corruptions", settings, seed.histories[network])
    return saved(halved, name, made, measured(condition, halved, there), data)


def photographs(channels: Literal[1, 3], name: str) -> float:
    """Records the U-Net for grey or for colour photographs."""
    config, parts = restoration.RECIPE.config, sets(channels)
    seed = Seed(restoration.NETWORKS, config, 0)
    model = trained(seed, (channels, NOISY), parts)
    halved = _halved(UNet(channels), model)
    settings = {
        "model": f"UNet({channels})",
        "corruption": repr(BLIND),
        "targets": "noisy",
        **{field.name: getattr(config, field.name) for field in fields(Spent)},
    }
    metric = f"PSNR of the first {PHOTOGRAPHS} photographs of {SETS[channels][1]} / dB"
    value = measured_on_photographs(channels, halved)
    made = _made("noise2noise-photographs", settings, seed.histories[channels, NOISY])
    return saved(halved, name, made, (metric, value), describe_data(parts.train, parts.test))


def colours(name: str) -> float:
    """Records the U-Net for colour photographs without subsampled chroma."""
    config, parts = colour.RECIPE.config, colour.learned_from()
    seed = Seed(colour.NETWORKS, config, 0)
    model = colour.trained(seed, colour.NEW, parts)
    halved = _halved(ResidualUNet(3), model)
    settings = {
        "model": "ResidualUNet(3)",
        "begun with": "unet-noise2noise",
        "corruption": repr(BLIND),
        "targets": "clean, photographs at half the side",
        "loss": "l1",
        **{field.name: getattr(config, field.name) for field in fields(Spent)},
    }
    metric = f"PSNR of the first {PHOTOGRAPHS} photographs of {SETS[3][1]} / dB"
    made = _made("colour-network", settings, seed.histories[colour.NEW])
    data = colour.RECIPE.data(config)
    return saved(halved, name, made, (metric, measured_on_photographs(3, halved)), data)


def enlarger(name: str) -> float:
    """Records EDSR's baseline for x2."""
    config = enlarging.RECIPE.config
    seed = Seed(enlarging.NETWORKS, config, 0)
    model = enlarging.trained(seed, enlarging.ALONE)
    halved = _halved(EDSR(scale=2), model)
    spent = {key: value for key, value in asdict(config).items() if "shared" not in key}
    settings = {"model": "EDSR(scale=2)", "loss": "l1", **spent}
    metric = f"luma PSNR of {' and '.join(SMALLEST)} of Set5 / dB"
    made = _made("super-resolution-photographs", settings, seed.histories[enlarging.ALONE])
    data = enlarging.RECIPE.data(config)
    return saved(halved, name, made, (metric, measured_on_set5(halved)), data)


def moving_pair() -> nn.ModuleDict:
    """The untrained TD-VAE and predictor of moving digits."""
    config = moving.RECIPE.config
    return nn.ModuleDict({"td_vae": moving.td_vae(config), "predictor": moving.predictor(config)})


def measured_on_moving(pair: nn.ModuleDict) -> float:
    """The number that the loaded weights of moving digits reproduce."""
    data = moving.held_out(moving.RECIPE.config, mnist(embedded=False).test.take(MOVING))
    forecast = judge.chained(pair["td_vae"], Generator().manual_seed(0), 1)
    numbers = judge.judged(forecast, data, judge.GIVEN, 0)
    return numbers[judge.direction(judge.NEAR)].mean


def moving_digits(name: str) -> float:
    """Records the two networks of moving digits."""
    config, there = moving.RECIPE.config, mnist(embedded=False)
    seed = Seed(moving.NETWORKS, config, 0)
    trained = nn.ModuleDict(
        {
            "td_vae": seed.network(moving.MODEL, moving.training(config, there.train)),
            "predictor": seed.network(
                moving.PREDICTOR, moving.training(config, there.train, ahead=1)
            ),
        }
    )
    halved = _halved(moving_pair(), trained)
    history = seed.histories[moving.MODEL]
    losses = {"loss": [round(value, 3) for value in history.train["total"]]}
    made = _made("td-vae", asdict(config) | losses, history)
    metric = f"right directions at +{judge.NEAR}, sequences of the first {MOVING} test digits"
    data = describe_data(there.train)
    return saved(halved, name, made, (metric, measured_on_moving(halved)), data)


def _halved(empty: nn.Module, model: nn.Module) -> nn.Module:
    """The model as it will be loaded: its weights rounded to half precision."""
    empty.load_state_dict({key: value.half() for key, value in model.state_dict().items()})
    return empty


def _made(recipe: str, settings: dict, history: History) -> Training:
    if history.other_code:
        sys.exit(f"other code than is here has trained {history.other_code}: train it anew")
    run = {"steps": history.steps, "seconds": round(history.seconds)}
    return Training(f"dlc reproduce {recipe}, seed 0", settings | run)


RECORDS: dict[str, Callable[[str], float]] = {
    f"mnist-{condition}".replace(" ", "-"): partial(digits, condition)
    for condition in denoising.CONDITIONS
} | {name: partial(photographs, channels) for name, channels in UNETS.items()}
RECORDS["unet-colour"] = colours
RECORDS["edsr-x2"] = enlarger
RECORDS["moving-digits"] = moving_digits
RECORDS |= small_networks.RECORDS | flow_weights.RECORDS


def main() -> None:
    """Writes one file for each name, and says what it holds."""
    asked = sys.argv[1:] or list(RECORDS)
    if unknown := [name for name in asked if name not in RECORDS]:
        sys.exit(f"there are no weights {unknown[0]!r}: choose from {', '.join(RECORDS)}")
    for name in asked:
        print(f"{name}: {RECORDS[name](name)}")


if __name__ == "__main__":
    main()
