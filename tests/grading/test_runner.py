import io
import json
import subprocess
import sys

from dlc_support.grading.runner import receive, send
from tests.labs.walls import NEEDED

SETTINGS = {"uid": 0, "memory": 2**30, "file": 2**20, "seconds": 60, "preload": []}


def test_messages_come_through_a_pipe_one_by_one():
    pipe = io.BytesIO()
    for message in ({"a": 1}, {"b": "ä\ud800"}):
        send(pipe, message)
    pipe.seek(0)
    assert receive(pipe) == {"a": 1}
    assert receive(pipe) == {"b": "ä\ud800"}
    assert receive(pipe) is None


@NEEDED
def test_the_program_runs_cells_and_prints_nothing_of_theirs():
    requests = io.BytesIO()
    for number, source in enumerate(
        [
            "hex = hex\nprint('loud')\nimport os\nos.write(1, b'louder')",
            "import sys\nsys.stdin.readline()[0]",
            "a = __name__",
        ]
    ):
        send(requests, {"token": str(number), "source": source, "probe": False, "before": ""})
    send(requests, {"token": "3", "source": "probe = dict(a=a)", "probe": True, "before": "a = 2"})
    send(requests, {"token": "4"})
    given = {"call": "hex", "given": [[10], {"dict": {}}], "gradients": False}
    send(requests, {"token": "5", **given})
    send(requests, {"token": "6", **given, "call": "no_such_name"})
    done = subprocess.run(
        [sys.executable, "-m", "dlc_support.grading.runner", json.dumps(SETTINGS)],
        input=requests.getvalue(),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    replies = io.BytesIO(done.stdout)
    assert receive(replies) == {"ready": True}
    found = [receive(replies) for _ in range(7)]
    assert [one["token"] for one in found] == list("0123456")
    assert [one["error"] for one in found[:4]] == ["", "IndexError", "", ""]
    assert found[3]["probe"] == {"dict": {"a": 2}}
    assert found[5]["value"] == "0xa"
    assert (found[6]["error"], "text" in found[6]) == ("KeyError", False)
    assert receive(replies) is None
