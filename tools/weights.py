"""Records the weights that travel with the package: `python -m tools.weights`, or some by name.

They are the convolutional denoisers of the recipe `mnist-corruptions`, one for each condition,
the U-Nets of `noise2noise-photographs` that learned from noisy targets, and the network for x2
of `super-resolution-photographs`; all of the first seed. Runs that are complete are not repeated,
so after the recipes this takes seconds.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from functools import partial
from typing import Literal

import torch
from torch import nn

from dlc_support.data import Splits, mnist, resolutions
from dlc_support.evaluation import denoiser, psnr
from dlc_support.models import EDSR, ConvAutoencoder, UNet
from dlc_support.provenance import describe_data, provenance
from dlc_support.recipes import noise2noise_photographs as restoration
from dlc_support.recipes import super_resolution_photographs as enlarging
from dlc_support.recipes.mnist_corruptions import (
    CONDITIONS,
    CONVOLUTIONAL,
    TEST_DRAW,
    Config,
    draw,
    restored,
    trained,
)
from dlc_support.recipes.noise2noise_runs import BLIND, SETS, Spent, scored, sets
from dlc_support.training import History
from dlc_support.weights import Training, save_weights, weights

METRIC = "PSNR of the first 1000 test digits / dB"
PHOTOGRAPHS = 4  # that the number of a U-Net is measured on
SMALLEST = ("bird", "butterfly")  # pictures of Set5 that the number of EDSR is measured on
UNETS: dict[str, Literal[1, 3]] = {"unet-grey": 1, "unet-colour": 3}


def measured(condition: str, model: nn.Module, digits: Splits) -> float:
    """The number that the loaded weights of a condition reproduce."""
    drawn = draw(condition, digits.test.take(1000), 0, TEST_DRAW)
    return float(psnr(restored(model, CONVOLUTIONAL, drawn), drawn.clean).mean())


def measured_on_photographs(channels: Literal[1, 3], model: UNet) -> float:
    """The number that the loaded weights of a U-Net reproduce."""
    return float(scored(model, sets(channels).test.take(PHOTOGRAPHS)).psnr.mean())


def measured_on_set5(model: EDSR) -> float:
    """The number that the loaded weights of EDSR reproduce."""
    test = enlarging.test_photographs(enlarging.Config())
    picked = test.select([test.titles.index(title) for title in SMALLEST])
    pairs = list(zip(*resolutions(picked, model.scale), strict=True))
    return float(enlarging.scored(denoiser(model), pairs, model.scale)[enlarging.LUMA].mean())


def digits(condition: str, name: str) -> float:
    """Records the denoiser of a condition."""
    there, config = mnist(embedded=False), Config()
    model, history = trained(
        condition, CONVOLUTIONAL, config, seed=0, split=there.train.take(config.train)
    )
    halved = _halved(ConvAutoencoder(), model)
    settings = {
        "model": "ConvAutoencoder()",
        "condition": condition,
        "corruption": repr(CONDITIONS[condition]),
        "epochs": config.convolutional_epochs,
        "batch_size": config.batch_size,
    }
    value = measured(condition, halved, there)
    data = f"{there.name}: {there.train.source}"
    made = _made("mnist-corruptions", settings, history)
    return _save(halved, name, made, (METRIC, value), data)


def photographs(channels: Literal[1, 3], name: str) -> float:
    """Records the U-Net for grey or for colour photographs."""
    config, parts = restoration.Config(), sets(channels)
    model, history = restoration.network(channels, "noisy", config)
    halved = _halved(UNet(channels), model)
    settings = {
        "model": f"UNet({channels})",
        "corruption": repr(BLIND),
        "targets": "noisy",
        **{field.name: getattr(config, field.name) for field in fields(Spent)},
    }
    metric = f"PSNR of the first {PHOTOGRAPHS} photographs of {SETS[channels][1]} / dB"
    value = measured_on_photographs(channels, halved)
    made = _made(restoration.NAME, settings, history)
    return _save(halved, name, made, (metric, value), describe_data(parts.train, parts.test))


def enlarger(name: str) -> float:
    """Records EDSR's baseline for x2."""
    config = enlarging.Config()
    model, history = enlarging.trained(enlarging.ALONE, config, seed=0)
    halved = _halved(EDSR(scale=2), model)
    spent = {key: value for key, value in asdict(config).items() if "shared" not in key}
    settings = {"model": "EDSR(scale=2)", "loss": "l1", **spent}
    metric = f"luma PSNR of {' and '.join(SMALLEST)} of Set5 / dB"
    made = _made(enlarging.NAME, settings, history)
    return _save(halved, name, made, (metric, measured_on_set5(halved)), enlarging.data(config))


def _halved(empty: nn.Module, model: nn.Module) -> nn.Module:
    """The model as it will be loaded: its weights rounded to half precision."""
    empty.load_state_dict({key: value.half() for key, value in model.state_dict().items()})
    return empty


def _made(recipe: str, settings: dict, history: History) -> Training:
    run = {"steps": history.steps, "seconds": round(history.seconds)}
    return Training(f"dlc reproduce {recipe}, seed 0", settings | run)


def _save(
    halved: nn.Module, name: str, made: Training, metric: tuple[str, float], data: str
) -> float:
    circumstances = provenance(budget="full", data=data)
    value = round(metric[1], 3)
    save_weights(halved, name, made=made, metric=(metric[0], value), provenance=circumstances)
    for key, kept in weights(name).items():
        assert torch.equal(kept, halved.state_dict()[key])
    return value


RECORDS: dict[str, Callable[[str], float]] = {
    f"mnist-{condition}".replace(" ", "-"): partial(digits, condition) for condition in CONDITIONS
} | {name: partial(photographs, channels) for name, channels in UNETS.items()}
RECORDS["edsr-x2"] = enlarger


def main() -> None:
    """Writes one file for each name, and says what it holds."""
    asked = sys.argv[1:] or list(RECORDS)
    if unknown := [name for name in asked if name not in RECORDS]:
        sys.exit(f"there are no weights {unknown[0]!r}: choose from {', '.join(RECORDS)}")
    for name in asked:
        print(f"{name}: {RECORDS[name](name)} dB")


if __name__ == "__main__":
    main()
