"""What a page's first cell says."""

import importlib.util
from pathlib import Path

import torch

from dlc_support import __version__
from dlc_support.training.budget import current_budget
from dlc_support.training.runs import keep_in_drive, kept_in
from dlc_support.training.runtime import Runtime
from dlc_support.words import counted


def start(*, drive: bool) -> None:
    """Prints versions, device, budget, the folder of runs, and what to click for a GPU."""
    where = keep_in_drive() if drive else kept_in()
    print(report(where=_from_home(where), colab=on_colab()))  # noqa: T201 - what the cell is for


def _from_home(folder: Path) -> str:
    # Recorded pages are read by others: the name of somebody's home is nothing to them.
    home = Path.home()
    return (
        f"~/{folder.relative_to(home).as_posix()}" if folder.is_relative_to(home) else str(folder)
    )


def report(*, where: str, colab: bool) -> str:
    """The text of `setup()`."""
    device = Runtime().torch_device()
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else ""
    threads = counted(torch.get_num_threads(), "thread")
    lines = [
        f"dlc-support {__version__}, torch {torch.__version__}",
        f"device: {device}" + (f" ({name})" if name else f", {threads}"),
        f"budget: {current_budget()} (set DLC_BUDGET to quick or full to change it)",
        f"data and runs: {where}",
    ]
    if colab and device.type == "cpu":
        lines.append("no GPU here: Runtime > Change runtime type > T4 GPU, then run this again")
    return "\n".join(lines)


def on_colab() -> bool:
    """True inside Google Colab."""
    # A module inside a package that is missing cannot be asked for: the package comes first.
    return bool(importlib.util.find_spec("google") and importlib.util.find_spec("google.colab"))
