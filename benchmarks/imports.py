"""What importing the package costs beyond `import torch`, in processes of their own."""

import json
import subprocess
import sys

from benchmarks.clock import Time
from benchmarks.row import Row, Target, row

FOLDERS = ("corruptions", "data", "models", "objectives", "training", "evaluation")
PROGRAM = """
import json, sys, time
taken = []
for statement in sys.argv[1:]:
    wall, cpu = time.perf_counter(), time.process_time()
    exec(statement)
    taken.append([1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu)])
print(json.dumps(taken))
"""
STATEMENTS = {
    "import torch": "import torch",
    "import dlc_support": "import dlc_support",
    "and what pages import of it": f"from dlc_support import {', '.join(FOLDERS)}",
}


def run(rounds: int = 5) -> list[Row]:
    """Milliseconds of the package, and of its folders after it, once torch is there."""
    times: dict[str, list[Time]] = {name: [] for name in STATEMENTS}
    for _ in range(rounds):
        for name, time in zip(STATEMENTS, _fresh(), strict=True):
            times[name].append(time)
    _, package, folders = STATEMENTS
    return [
        row("imports", name, "ms", times[name], times, target=target)
        for name, target in ((package, Target(at_most=50.0)), (folders, Target()))
    ]


def _fresh() -> list[Time]:
    command = [sys.executable, "-c", PROGRAM, *STATEMENTS.values()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [Time(*pair) for pair in json.loads(done.stdout)]
