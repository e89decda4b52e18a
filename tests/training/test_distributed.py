"""Two processes under torchrun against one that emulates two shards."""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import distributed

from dlc_support.training.distributed import average_numbers, first_decides, replicated, world

SCRIPT = Path(__file__).with_name("two_processes.py")
needs_gloo = pytest.mark.skipif(
    not (distributed.is_available() and distributed.is_gloo_available()),
    reason="this PyTorch has no gloo",
)


def test_without_a_group_a_process_is_alone():
    model = torch.nn.Linear(1, 1)
    assert world() == (0, 1)
    assert replicated(model, torch.device("cpu")) == model.forward
    assert average_numbers({"total": 0.1}, torch.device("cpu")) == {"total": 0.1}
    assert first_decides(True) is True


@pytest.fixture(scope="module")
def script():
    """The script as a module: what one process does to emulate two."""
    spec = importlib.util.spec_from_file_location("two_processes", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two_processes")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    launch = ["-m", "torch.distributed.run", "--nproc_per_node=2", "--nnodes=1", "--node_rank=0"]
    where = ["--master_addr=127.0.0.1", f"--master_port={port}"]
    loopback = {"GLOO_SOCKET_IFNAME": "lo"} if sys.platform == "linux" else {}
    done = subprocess.run(
        [sys.executable, *launch, *where, SCRIPT, folder],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", **loopback},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def ranks(folder):
    return [torch.load(folder / f"rank{rank}.pt") for rank in range(2)]


def emulated(script, name):
    with torch.random.fork_rng():
        return script.twenty_steps(name, shards=2)


def furthest(first, second):
    """The largest difference between two lists of weights or of losses by name."""
    return max(
        float((torch.as_tensor(one[name]) - torch.as_tensor(two[name])).abs().max())
        for one, two in zip(first, second, strict=True)
        for name in one
    )


def mean_losses(ranks, name):
    pairs = zip(*(seen[name]["losses"] for seen in ranks), strict=True)
    return [{key: (one[key] + two[key]) / 2 for key in one} for one, two in pairs]


@needs_gloo
@pytest.mark.parametrize("name", ["sgd", "players"])
def test_in_double_precision_two_processes_are_two_shards(ranks, script, name):
    alone = emulated(script, name)
    assert len(alone["losses"]) == 20
    for seen in ranks:
        assert furthest(seen[name]["weights"], alone["weights"]) < 1e-10
    assert furthest(mean_losses(ranks, name), alone["losses"]) < 1e-10


@needs_gloo
def test_with_adam_in_single_precision_the_losses_agree(ranks, script):
    alone = emulated(script, "adam")
    assert furthest(mean_losses(ranks, "adam"), alone["losses"]) < 1e-5


@needs_gloo
def test_one_shard_is_another_run(ranks, script):
    with torch.random.fork_rng():
        whole = script.twenty_steps("sgd", shards=1)
    assert furthest(ranks[0]["sgd"]["weights"], whole["weights"]) > 1e-3


@needs_gloo
def test_the_processes_hold_the_same_weights(ranks):
    for name in ("sgd", "adam", "players"):
        assert furthest(ranks[0][name]["weights"], ranks[1][name]["weights"]) == 0.0


@needs_gloo
def test_a_number_of_shards_that_is_not_that_of_the_processes_is_refused(ranks):
    assert ranks[0]["refusal"] == "shards must be the number of processes, 2, got 3"


@needs_gloo
@pytest.mark.parametrize("name", ["steps", "clock", "again"])
def test_fit_gives_every_process_the_same_history_and_weights(ranks, name):
    one, two = (seen["fit"][name] for seen in ranks)
    assert one["history"] == two["history"]
    assert furthest([one["weights"]], [two["weights"]]) == 0.0
    assert one["history"]["steps"] == 20


@needs_gloo
def test_fit_keeps_one_checkpoint_for_all_and_finds_it_complete(ranks, folder):
    for name in ("steps", "clock"):
        names = sorted(path.name for path in (folder / name).glob("*.pt"))
        assert len(names) == 2
        assert names[0].removesuffix(".previous.pt") == names[1].removesuffix(".pt")
    first, again = (ranks[0]["fit"][name] for name in ("clock", "again"))
    assert again["history"]["resumed_at"] == 20
    assert furthest([first["weights"]], [again["weights"]]) == 0.0
    assert first["history"]["train"] == again["history"]["train"]
