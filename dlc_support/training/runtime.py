"""Where and how a run computes: device, precision, memory layout, compilation."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

from dlc_support.models.model import cpu_faster, is_exact

Precision = Literal["auto", "float32", "bf16"]


def accelerator() -> torch.device | None:
    """The current accelerator with its index, None where there is none."""
    if not torch.accelerator.is_available():
        return None
    kind = torch.accelerator.current_accelerator()
    return torch.device(kind.type, torch.accelerator.current_device_index())


def native_bf16(device: torch.device) -> bool:
    """True where the processor multiplies bfloat16 itself; emulated it would be slower."""
    if device.type == "cuda":
        return torch.cuda.get_device_capability(device) >= (8, 0)
    if device.type == "cpu":
        return torch.cpu._is_avx512_bf16_supported()  # no public question exists
    return False


@dataclass(frozen=True)
class Runtime:
    """How a run computes; `"auto"` is decided for the machine and the model at hand.

    Attributes:
        device: `"auto"` is the current accelerator if there is one, else the CPU. (With several
            processes, each first calls `torch.accelerator.set_device_index(local_rank)`.)
        precision: `"auto"` is bf16 on a GPU that has it natively, else float32; on a CPU with
            native bf16 it is bf16 for the models that say they are faster so (`cpu_faster`).
            Models and objectives that need exact arithmetic say `exact = True` and always get
            float32.
        channels_last: Memory layout of images; `"auto"` is on for GPUs in bf16, and on a CPU for
            the models that say they are faster so.
        compile: Compile objective and model with `torch.compile`, whatever the objective calls of
            the model (`forward`, `encode`, `decode`). What cannot be compiled, such as draws from
            a generator, runs between the compiled parts as it is. Needs a C++ compiler.

    A model says in `cpu_faster` what was measured of it (see `models.Model`); `benchmarks/` prints
    the table behind it.
    """

    device: str = "auto"
    precision: Precision = "auto"
    channels_last: bool | Literal["auto"] = "auto"
    compile: bool = False

    def __post_init__(self) -> None:
        if self.precision not in ("auto", "float32", "bf16"):
            raise ValueError(
                f"precision must be 'auto', 'float32' or 'bf16', got {self.precision!r}"
            )
        if self.channels_last not in ("auto", True, False):
            raise ValueError(
                f"channels_last must be 'auto', True or False, got {self.channels_last!r}"
            )

    def torch_device(self) -> torch.device:
        """The device that is meant, with its index.

        Raises:
            ValueError: If the named device is not there.
        """
        there = accelerator()
        if self.device == "auto":
            return there or torch.device("cpu")
        try:
            device = torch.device(self.device)
        except RuntimeError as error:
            raise ValueError(_no_such(self.device, there)) from error
        if device.type == "cpu":
            return torch.device("cpu")
        if there is None or device.type != there.type:
            raise ValueError(_no_such(self.device, there))
        if (device.index or 0) >= torch.accelerator.device_count():
            raise ValueError(_no_such(self.device, there))
        return there if device.index is None else device

    def uses_bf16(self, model: nn.Module) -> bool:
        """True when the forward pass of this model runs in bfloat16."""
        if is_exact(model) or self.precision == "float32":
            return False
        device = self.torch_device()
        if self.precision == "bf16" or not native_bf16(device):
            return self.precision == "bf16"
        return device.type != "cpu" or "bf16" in cpu_faster(model)

    def memory_format(self, model: nn.Module) -> torch.memory_format:
        """The layout for this model's images."""
        wanted = self.channels_last
        if wanted == "auto":
            on_cpu = self.torch_device().type == "cpu"
            measured = "channels_last" in cpu_faster(model)
            wanted = measured if on_cpu else self.uses_bf16(model)
        return torch.channels_last if wanted else torch.contiguous_format

    def place(self, model: nn.Module) -> None:
        """Moves a model to the device, in the layout for its images."""
        model.to(device=self.torch_device(), memory_format=self.memory_format(model))

    def autocast(self, model: nn.Module, objective: object = None) -> AbstractContextManager:
        """The context in which this model's forward pass and loss run.

        Float32 where the model or the objective says `exact = True`: a likelihood is wrong in its
        second digit in bf16.
        """
        if getattr(objective, "exact", False) or not self.uses_bf16(model):
            return nullcontext()
        return torch.autocast(self.torch_device().type, torch.bfloat16)


def _no_such(name: object, there: torch.device | None) -> str:
    others = "" if there is None else f" or {there.type!r}"
    return f"device {str(name)!r} is not available here; use 'auto' or 'cpu'{others}"
