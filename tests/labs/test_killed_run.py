"""A grading run that is killed leaves nothing running, and goes on where it stopped."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.labs import hostile, tiny
from tests.labs.walls import NEEDED, processes

pytestmark = NEEDED

# The odd number of megabytes marks these processes among others of this computer.
MARK = f'"memory": {259 * 2**20}'
SLOW = "import time\ntime.sleep(30)\ndef double(values):\n    return 2 * values"


def wait_until(happens: Callable[[], object], seconds: int) -> None:
    """Waits for something, and fails where it does not happen in time."""
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_killed_run_goes_on_where_it_stopped(tmp_path):
    master = tiny.write_master(tmp_path)
    (tmp_path / "class").mkdir()
    for number, answers in enumerate([{}, {"double": SLOW}, {}]):
        path = tmp_path / "class" / f"s{number}.ipynb"
        path.write_text(json.dumps(hostile.honest(master, **answers)), encoding="utf-8")
    command = [sys.executable, "-m", "dlc_support.cli", "grade", "--memory", "259"]
    command += [str(master), str(tmp_path / "class"), str(tmp_path / "out")]
    results = tmp_path / "out" / "results"

    # A socket's path has room for about a hundred letters.
    temporary = Path(tempfile.mkdtemp(prefix="killed-"))
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as run:
        try:
            wait_until(lambda: (results / "s0.json").is_file() and processes(MARK), 240)
        finally:
            run.kill()
    # A submission does not outlive its grader.
    wait_until(lambda: not processes(MARK), 20)
    assert sorted(path.name for path in results.iterdir()) == ["s0.json"]
    wait_until(lambda: not list(temporary.iterdir()), 20)
    first = (results / "s0.json").stat().st_mtime_ns

    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "3 submissions: 3 graded, 0 look, 0 unreadable" in done.stdout
    assert (results / "s0.json").stat().st_mtime_ns == first
    scores = [json.loads(path.read_text())["tasks"] for path in sorted(results.iterdir())]
    assert [sum(task["score"] for task in tasks) for tasks in scores] == [12, 12, 12]
