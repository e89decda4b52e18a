"""Recorded weights: small, in half precision, with their circumstances and a hash beside them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from dlc_support.files import write_whole
from dlc_support.models import EDSR, ResidualUNet, UNet
from dlc_support.provenance import Provenance

FOLDER = Path(__file__).parent / "recorded"
LIMIT = 3_000_000  # bytes of one file: they travel with the package
METADATA = {"format": "dlc-support weights 1"}
# The weights that restore photographs of any size: the model, and the channels that it takes.
RESTORERS: Mapping[str, tuple[Callable[[], nn.Module], int]] = {
    "unet-grey": (lambda: UNet(1), 1),
    "unet-colour": (lambda: ResidualUNet(3), 3),
    "unet-noise2noise": (lambda: UNet(3), 3),
    "edsr-x2": (lambda: EDSR(scale=2), 3),
}
# Standard deviations of the white Gaussian noise that they were trained on.
NOISE: Mapping[str, tuple[float, float]] = {
    "unet-grey": (0.0, 50 / 255),
    "unet-colour": (0.0, 50 / 255),
    "unet-noise2noise": (0.0, 50 / 255),
    "edsr-x2": (0.0, 0.0),
}


@dataclass(frozen=True)
class Training:
    """What trained a model.

    Attributes:
        by: The page or the call.
        config: Its settings.
    """

    by: str
    config: Mapping[str, Any]


@dataclass(frozen=True)
class Origin:
    """What recorded weights are, kept as JSON beside them.

    Attributes:
        made: What trained them.
        metric: Name of a number that the loaded model reproduces, such as `"test PSNR / dB"`.
        value: That number.
        provenance: Versions, device, threads, budget, data, day.
        sha256: Of the file with the weights.
    """

    made: Training
    metric: str
    value: float
    provenance: Provenance
    sha256: str


def weights(name: str, *, folder: Path | None = None) -> dict[str, Tensor]:
    """Recorded weights, as float32, for `model.load_state_dict`.

    Args:
        name: Which; an unknown name is answered with those that are there.
        folder: Where they lie, inside the package where it is None.

    Raises:
        ValueError: If there are none of this name, or the file is not the recorded one.
    """
    from safetensors.torch import load

    content = _path(name, folder).read_bytes()
    if sha256(content).hexdigest() != origin(name, folder=folder).sha256:
        raise ValueError(f"{_path(name, folder)} is not what was recorded: its hash differs")
    return {key: _single(value) for key, value in load(content).items()}


def origin(name: str, *, folder: Path | None = None) -> Origin:
    """Where recorded weights come from, and a number that they reproduce.

    Raises:
        ValueError: If there are none of this name.
    """
    path = _path(name, folder).with_suffix(".json")
    content = json.loads(path.read_text(encoding="utf-8"))
    content["made"] = Training(**content["made"])
    content["provenance"] = Provenance(**content["provenance"])
    return Origin(**content)


def restorer(name: str, *, folder: Path | None = None) -> tuple[nn.Module, int]:
    """A trained network for photographs of any size, and the channels that it takes: 1 or 3.

    Args:
        name: Which; an unknown name is answered with those that are there.
        folder: Where the weights lie, inside the package where it is None.

    Raises:
        ValueError: If there is none of this name, or the file is not the recorded one.
    """
    there = [known for known in RESTORERS if known in _recorded(folder or FOLDER)]
    if name not in there:
        raise ValueError(f"model must be one of {there}, got {name!r}")
    build, channels = RESTORERS[name]
    model = build()
    model.load_state_dict(weights(name, folder=folder))
    return model.eval(), channels


def save_weights(
    model: nn.Module,
    name: str,
    *,
    made: Training,
    metric: tuple[str, float],
    provenance: Provenance,
    folder: Path | None = None,
) -> Path:
    """Records a model's weights as float16, at most 3 MB.

    Args:
        model: The trained model.
        name: File name without ending.
        made: What trained it.
        metric: Name and value of a number that the loaded model must reproduce.
        provenance: The circumstances (`dlc_support.provenance.provenance`).
        folder: Where the files go, inside the package where it is None.

    Raises:
        ValueError: If the file would be larger than 3 MB, or float16 cannot hold a weight.
    """
    from safetensors.torch import save

    content = save({key: _half(key, value) for key, value in _state(model).items()}, METADATA)
    if len(content) > LIMIT:
        raise ValueError(f"model must fit in {LIMIT} bytes as float16, got {len(content)}")
    path = (folder or FOLDER) / f"{name}.safetensors"
    write_whole(path, content)
    about = {
        "made": {"by": made.by, "config": dict(made.config)},
        "metric": metric[0],
        "value": metric[1],
        "provenance": provenance.as_dict(),
        "sha256": sha256(content).hexdigest(),
    }
    write_whole(path.with_suffix(".json"), json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    return path


def _path(name: str, folder: Path | None) -> Path:
    where = folder or FOLDER
    if name not in (there := _recorded(where)):
        raise ValueError(f"name must be one of {there}, got {name!r}")
    return where / f"{name}.safetensors"


def _recorded(where: Path) -> list[str]:
    return sorted(path.stem for path in where.glob("*.safetensors"))


def _state(model: nn.Module) -> dict[str, Tensor]:
    state = model.state_dict()
    return {key: value.detach().cpu().contiguous() for key, value in state.items()}


def _half(key: str, value: Tensor) -> Tensor:
    if not value.is_floating_point():
        return value
    half = value.half()
    if not half.isfinite().all():
        raise ValueError(f"{key} must be finite in float16, got {float(value.abs().max()):g}")
    return half


def _single(value: Tensor) -> Tensor:
    return value.float() if value.dtype == torch.float16 else value
