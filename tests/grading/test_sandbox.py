import json
import os
import sys

import pytest

from dlc_support.grading import sandbox
from dlc_support.grading.sandbox import Limits, NoSandbox, command, environment, job_user
from tests.labs.walls import NEEDED


@pytest.mark.parametrize("name", ["timeout", "wall", "memory", "file", "answer"])
def test_limits_are_positive(name):
    with pytest.raises(ValueError, match=f"{name} must be > 0, got 0"):
        Limits(**{name: 0})


def test_without_bubblewrap_the_grader_refuses_and_says_what_none_means(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda _: None)
    with pytest.raises(NoSandbox, match=r"apt-get install bubblewrap.*--sandbox none.*rights"):
        command("bubblewrap", Limits(), ())


@NEEDED
def test_root_and_others_get_walls_of_the_same_kind(monkeypatch):
    for user, apart in ((0, "--unshare-pid"), (1000, "--unshare-all")):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        words = command("bubblewrap", Limits(file=3), ["numpy"])
        assert apart in words
        for wanted in ("--die-with-parent", "--clearenv", "--remount-ro"):
            assert wanted in words
        assert words[words.index("--tmpfs") - 1] == str(3 * 2**20)
        settings = json.loads(words[-1])
        assert settings["preload"] == ["numpy"]
        assert (settings["uid"] > 60_000) is (user == 0)
        assert ("--unshare-user" in words) is False


@NEEDED
def test_nothing_of_the_repository_but_the_package_is_bound():
    words = command("bubblewrap", Limits(), ())
    bound = [words[n + 1] for n, word in enumerate(words) if word == "--ro-bind"]
    root = str(sandbox.PACKAGE.parent)
    assert root not in bound
    assert str(sandbox.PACKAGE) in bound
    assert not any(root == one or root.startswith(f"{one}/") for one in bound)
    assert "--bind" not in words


def test_without_walls_only_python_is_started():
    assert command("none", Limits(), ())[0] == sys.executable


def test_a_submission_sees_no_variable_of_the_teachers(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "sesame")
    assert "sesame" not in str(environment())
    assert environment("/here")["HOME"] == "/here"
    assert environment()["OMP_NUM_THREADS"] == "1"


@NEEDED
def test_the_jobs_user_is_nobodys():
    import pwd

    assert job_user() not in {entry.pw_uid for entry in pwd.getpwall()}
