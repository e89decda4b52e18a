"""On what the numbers were taken."""

import os
import platform
from pathlib import Path

import torch

from dlc_support.data.split import Split
from dlc_support.provenance import describe_data, device_name, provenance
from dlc_support.training.runtime import native_bf16


def processor() -> str:
    """The processor's own name where the system tells it, else its kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def load() -> float | None:
    """Mean number of processes that wanted to run in the last minute, where it is counted."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def circumstances(images: Split) -> dict:
    """Versions, processor, threads, device, load, data and day."""
    kept = provenance(budget="full", data=describe_data(images)).as_dict()
    del kept["budget"]
    return kept | {
        "processor": processor(),
        "cores": os.cpu_count(),
        "native bf16": native_bf16(torch.device("cpu")),
        "device": device_name(),
        "load before": load(),
    }
