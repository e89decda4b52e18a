"""Two processes that train the same run in the same folder."""

import json
import os
import subprocess
import sys

SCRIPT = """
import json, sys
import torch
from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import Denoising
from dlc_support.training import CheckpointConfig, Runtime, fit, seeded

torch.set_num_threads(1)
points = Split(torch.randn(40, 2, generator=torch.Generator().manual_seed(0)))
with seeded(0):
    model = torch.nn.Linear(2, 2)
print("ready", flush=True)
sys.stdin.readline()
history = fit(
    model, Denoising(GaussianNoise(0.1)), points, epochs=20, batch_size=10, progress=False,
    checkpoint=CheckpointConfig(sys.argv[1], steps=1), runtime=Runtime("cpu"),
)
print(json.dumps([history.resumed_at, history.steps, model.weight.tolist()]), flush=True)
"""


def test_one_trains_and_the_other_waits_and_finds_it_complete(tmp_path):
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, tmp_path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    ends = [process.communicate(timeout=600) for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    (first, *one), (second, *other) = (json.loads(out) for out, _ in ends)
    assert one == other
    assert {first, second} == {None, 80}
    assert len(list(tmp_path.glob("*.pt"))) == 2
