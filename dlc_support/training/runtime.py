"""Where and how a run computes: device, precision, memory layout, compilation."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

Precision = Literal["auto", "float32", "bf16"]


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
        device: `"auto"` is the accelerator if there is one, else the CPU.
        precision: `"auto"` is bf16 on a GPU that has it natively, else float32; on a CPU with
            native bf16 it is bf16 for the models that say they are faster so (`cpu_faster`).
            Models that need exact arithmetic say `exact = True` and always get float32.
        channels_last: Memory layout of images; `"auto"` is on for GPUs in bf16, and on a CPU for
            the models that say they are faster so.
        compile: Compile the model with `torch.compile`.

    A model class says what was measured of it in `cpu_faster`, a frozenset of `"bf16"` and
    `"channels_last"`; `benchmarks/` prints the table behind it.
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
        if self.device == "auto":
            found = torch.accelerator.current_accelerator(check_available=True)
            if found is None:
                return torch.device("cpu")
            return torch.device(found.type, torch.accelerator.current_device_index())
        device = torch.device(self.device)
        there = torch.accelerator.current_accelerator(check_available=True)
        if device.type not in ("cpu", "meta") and (there is None or there.type != device.type):
            raise ValueError(
                f"device {self.device!r} is not available here; use 'auto' or 'cpu'"
                + ("" if there is None else f" or {there.type!r}")
            )
        return device

    def uses_bf16(self, model: nn.Module) -> bool:
        """True when the forward pass of this model runs in bfloat16."""
        if self.precision != "auto":
            return self.precision == "bf16"
        device = self.torch_device()
        if getattr(model, "exact", False) or not native_bf16(device):
            return False
        return device.type != "cpu" or "bf16" in getattr(model, "cpu_faster", ())

    def memory_format(self, model: nn.Module) -> torch.memory_format:
        """The layout for this model's images."""
        wanted = self.channels_last
        if wanted == "auto":
            on_cpu = self.torch_device().type == "cpu"
            measured = "channels_last" in getattr(model, "cpu_faster", ())
            wanted = measured if on_cpu else self.uses_bf16(model)
        return torch.channels_last if wanted else torch.contiguous_format

    def autocast(self, model: nn.Module) -> AbstractContextManager:
        """The context in which this model's forward pass and loss run."""
        if not self.uses_bf16(model):
            return nullcontext()
        return torch.autocast(self.torch_device().type, torch.bfloat16)
