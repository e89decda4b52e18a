import os
import sys

import torch

from dlc_support.grading.quiet import as_graded


def test_a_block_sees_the_surroundings_of_a_submission_and_leaves_no_trace(monkeypatch, capsys):
    monkeypatch.setenv("DLC_BUDGET", "full")
    monkeypatch.setenv("DLC_MIRROR", "somewhere")
    threads, state = torch.get_num_threads(), torch.random.get_rng_state()
    with as_graded():
        sys.stdout.write("not shown")
        assert os.environ["DLC_BUDGET"] == "quick"
        assert os.environ["DLC_OFFLINE"] == "1"
        assert "DLC_MIRROR" not in os.environ
        assert torch.get_num_threads() == 1
        torch.rand(3)
    assert os.environ["DLC_BUDGET"] == "full"
    assert os.environ["DLC_MIRROR"] == "somewhere"
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.random.get_rng_state(), state)
    assert capsys.readouterr().out == ""
