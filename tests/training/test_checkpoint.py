import errno
import os
import pickle
import tempfile
import time
from pathlib import Path

import pytest
import torch

from dlc_support.training import CheckpointConfig, ForeignCheckpoint
from dlc_support.training.checkpoint import Checkpoint

NAME = "0123456789abcdef"


def checkpoint(folder, **settings):
    return Checkpoint(CheckpointConfig(folder, **settings), NAME)


def written(folder, *states):
    ours = checkpoint(folder)
    for state in states:
        ours.save({"history": state})
    return ours


def test_what_was_saved_is_loaded(tmp_path):
    values = torch.arange(3.0)
    written(tmp_path, {"steps": 3, "values": values, "list": [1.0, "x", None]})
    history = checkpoint(tmp_path).load()["history"]
    assert torch.equal(history.pop("values"), values)
    assert history == {"steps": 3, "list": [1.0, "x", None]}


def test_the_newest_is_loaded_and_the_one_before_is_kept(tmp_path):
    ours = written(tmp_path, 1, 2, 3)
    assert ours.load()["history"] == 3
    ours.path.unlink()
    assert ours.load()["history"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{NAME}.previous.pt"]


def test_nothing_is_loaded_where_nothing_is(tmp_path):
    ours = checkpoint(tmp_path / "new")
    assert ours.load() is None
    assert ours.notes == []


def test_a_newest_file_truncated_anywhere_means_the_one_before(tmp_path):
    ours = written(tmp_path, 1, 2)
    newest, previous = ours.path.read_bytes(), ours.previous.read_bytes()
    lengths = [*range(0, len(newest), 13), *range(8), *range(len(newest) - 30, len(newest))]
    for length in lengths:
        ours.path.write_bytes(newest[:length])
        ours.previous.write_bytes(previous)
        again = checkpoint(tmp_path)
        assert again.load()["history"] == 1, length
        assert "truncated" in again.notes[0]
        assert ours.previous.name in again.notes[1]


def test_a_damaged_file_counts_as_truncated(tmp_path):
    ours = written(tmp_path, torch.zeros(100), torch.ones(100))
    content = bytearray(ours.path.read_bytes())
    place = content.index(torch.ones(10).numpy().tobytes())
    content[place + 2] ^= 255
    ours.path.write_bytes(content)
    assert torch.equal(ours.load()["history"], torch.zeros(100))


def test_a_truncated_file_never_takes_the_place_of_the_good_one(tmp_path):
    ours = written(tmp_path, 1, 2)
    ours.path.write_bytes(ours.path.read_bytes()[:100])
    again = checkpoint(tmp_path)
    again.load()
    again.save({"history": 3})
    again.path.unlink()
    assert checkpoint(tmp_path).load()["history"] == 1


def test_when_both_are_truncated_the_run_begins_anew_and_says_so(tmp_path):
    ours = written(tmp_path, 1, 2)
    for path in (ours.path, ours.previous):
        path.write_bytes(path.read_bytes()[:200])
    again = checkpoint(tmp_path)
    assert again.load() is None
    assert "began anew" in again.notes[-1]
    assert len(again.notes) == 3


class Payload:
    """Unpickling it makes a folder: harmless, but seen."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize("zipped", [True, False])
def test_code_in_a_file_is_refused_and_not_executed(tmp_path, zipped):
    ours, trace = checkpoint(tmp_path), tmp_path / "trace"
    state = {"format": "dlc-support checkpoint 1", "fingerprint": NAME, "x": Payload(trace)}
    torch.save(state, ours.path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(ForeignCheckpoint, match="carries code; nothing in it was executed"):
        ours.load()
    assert not trace.exists()
    assert ours.path.exists()


FOREIGN = {
    "random bytes": bytes(torch.randint(256, (5000,), generator=torch.Generator().manual_seed(0))),
    "text": b"epoch,loss\n1,0.5\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a pickle": pickle.dumps({"format": "dlc-support checkpoint 1"}),
    "a pickle of a set": pickle.dumps({1, 2}),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_of_another_kind_is_refused_in_words(tmp_path, kind):
    ours = checkpoint(tmp_path)
    ours.path.write_bytes(FOREIGN[kind])
    with pytest.raises(ForeignCheckpoint, match=r"delete or move .*\.pt to train anew"):
        ours.load()
    assert ours.path.read_bytes() == FOREIGN[kind]


@pytest.mark.parametrize("seed", range(20))
def test_no_random_bytes_break_the_refusal(tmp_path, seed):
    ours = checkpoint(tmp_path)
    generator = torch.Generator().manual_seed(seed)
    ours.path.write_bytes(bytes(torch.randint(256, (300,), generator=generator)))
    with pytest.raises(ForeignCheckpoint):
        ours.load()


def test_other_files_of_torch_are_refused(tmp_path):
    ours = checkpoint(tmp_path)
    for content in (torch.nn.Linear(1, 1).state_dict(), [1, 2], torch.ones(3)):
        torch.save(content, ours.path)
        with pytest.raises(ForeignCheckpoint, match="something else than a checkpoint"):
            ours.load()


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    other = Checkpoint(CheckpointConfig(tmp_path), "f" * 16)
    other.save({"history": 1})
    other.path.rename(checkpoint(tmp_path).path)
    with pytest.raises(ForeignCheckpoint, match="belongs to another run"):
        checkpoint(tmp_path).load()


def test_a_foreign_newest_file_is_an_error_although_the_one_before_is_good(tmp_path):
    ours = written(tmp_path, 1, 2)
    ours.path.write_bytes(b"text")
    with pytest.raises(ForeignCheckpoint):
        checkpoint(tmp_path).load()


def test_a_failed_write_keeps_both_files_and_no_litter(tmp_path, monkeypatch):
    ours = written(tmp_path, 1, 2)

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        ours.save({"history": 3})
    monkeypatch.undo()
    assert checkpoint(tmp_path).load()["history"] == 2
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_fills_up_in_the_midst_of_a_write_is_said_in_words(tmp_path, monkeypatch):
    ours = written(tmp_path, 1)
    save = torch.save

    def full(state, file):
        with Path("/dev/full").open("wb") as nowhere:
            save(state, nowhere)

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(
        OSError, match=rf"could not be written in {tmp_path}: .*No space left.*same call of fit"
    ):
        ours.save({"history": torch.zeros(100_000)})
    monkeypatch.undo()
    assert checkpoint(tmp_path).load()["history"] == 1
    assert len(list(tmp_path.iterdir())) == 1


def entered(ours):
    with ours.locked():
        pass


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ValueError, match="checkpoint must be a folder that can be written, got"):
        entered(checkpoint(tmp_path / "file" / "runs"))


def test_a_folder_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    def denied(**settings):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", denied)
    with pytest.raises(ValueError, match=r"can be written, got .*Permission denied"):
        entered(checkpoint(tmp_path))


def test_a_drive_without_locks_can_hold_checkpoints(tmp_path, monkeypatch):
    def unknown(self, **settings):
        raise NotImplementedError

    monkeypatch.setattr("filelock.FileLock.acquire", unknown)
    entered(checkpoint(tmp_path))


def test_a_lock_clears_old_litter_and_leaves_nothing_but_itself(tmp_path):
    old, fresh, other = (tmp_path / name for name in (".1-a.part", ".2-b.part", "mine.part"))
    for path in (old, fresh, other):
        path.write_bytes(b"half")
    two_hours_ago = time.time() - 7200
    for path in (old, other):
        os.utime(path, (two_hours_ago, two_hours_ago))
    entered(checkpoint(tmp_path))
    left = {path.name for path in tmp_path.iterdir()} - {f"{NAME}.lock"}
    assert left == {fresh.name, other.name}


def test_litter_that_another_run_takes_away_meanwhile_is_nobodys_concern(tmp_path, monkeypatch):
    gone = tmp_path / ".1-a.part"
    monkeypatch.setattr(Path, "glob", lambda *_: iter([gone]))
    entered(checkpoint(tmp_path))


def test_by_steps_a_checkpoint_is_due_at_every_multiple(tmp_path):
    ours = checkpoint(tmp_path, steps=4)
    assert [done for done in range(1, 13) if ours.due(done)] == [4, 8, 12]


def test_by_the_clock_a_checkpoint_is_due_when_the_time_is_over(tmp_path, monkeypatch):
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    ours = Checkpoint(CheckpointConfig(tmp_path, seconds=30.0), NAME, _written=now)
    assert not ours.due(1)
    now = 130.0
    assert ours.due(2)
    ours.save({})
    assert not ours.due(3)


def test_intervals_that_make_no_sense_are_refused(tmp_path):
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        CheckpointConfig(tmp_path, steps=0)
    with pytest.raises(ValueError, match="seconds must be >= 0, got -1"):
        CheckpointConfig(tmp_path, seconds=-1.0)
