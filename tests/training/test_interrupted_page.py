"""A page whose kernel dies in a long cell goes on from its checkpoint when it is run again."""

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import v4

SETUP = """
import os, signal
from dataclasses import dataclass
from pathlib import Path
import torch
from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import Denoising
from dlc_support.training import CheckpointConfig, Runtime, fit, runs, seeded

@dataclass(frozen=True)
class LosesItsMachineOnce(Denoising):
    def __call__(self, model, batch, generator):
        lost = Path("lost")
        if batch.progress >= 0.5 and not lost.exists():
            lost.touch()
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        return super().__call__(model, batch, generator)

points = Split(torch.randn(40, 2, generator=torch.Generator().manual_seed(0)))
"""
TRAIN = """
with seeded(0):
    model = torch.nn.Linear(2, 2)
history = fit(
    model, LosesItsMachineOnce(GaussianNoise(0.1)), points, epochs=10, batch_size=10,
    checkpoint=CheckpointConfig(runs("page"), steps=3), runtime=Runtime("cpu"), progress=False,
)
"""
SHOW = "history.resumed_at, history.steps, float(model.weight.sum())"


def run_page(folder):
    """Runs all cells in a fresh kernel, as a reader would; the last cell's value."""
    page = v4.new_notebook(cells=[v4.new_code_cell(source) for source in (SETUP, TRAIN, SHOW)])
    client = NotebookClient(
        page, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}
    )
    client.execute()
    (value,) = (out for out in page.cells[2].outputs if out.output_type == "execute_result")
    return value["data"]["text/plain"]


@pytest.mark.filterwarnings("default")  # the notebook client's own are not ours to judge
def test_a_page_that_is_run_again_goes_on_from_its_checkpoint(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    with pytest.raises(DeadKernelError):
        run_page(tmp_path)
    resumed_at, steps, again = run_page(tmp_path).strip("()").split(", ")
    # Killed in step 20, with a checkpoint every 3 steps.
    assert (resumed_at, steps) == ("18", "40")

    monkeypatch.setenv("DLC_DATA", str(tmp_path / "other"))
    assert run_page(tmp_path) == f"(None, 40, {again})"
