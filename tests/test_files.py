import os

import pytest

from dlc_support.files import replacing, write_whole


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path):
    path = write_whole(tmp_path / "new folder" / "file.txt", "first\r\n")
    write_whole(path, b"second\n")
    assert path.read_bytes() == b"second\n"
    assert names(path.parent) == ["file.txt"]


def fails_half_way(path):
    with replacing(path) as draft:
        draft.write_text("half of the sec")
        raise KeyError


def test_what_fails_half_way_leaves_the_previous_file_and_no_draft(tmp_path):
    path = write_whole(tmp_path / "file.txt", "first")
    with pytest.raises(KeyError):
        fails_half_way(path)
    assert path.read_text() == "first"
    assert names(tmp_path) == ["file.txt"]


def test_a_name_at_the_limit_of_the_file_system_has_room_for_its_draft(tmp_path):
    limit = os.pathconf(tmp_path, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
    assert write_whole(tmp_path / ("x" * limit), "whole").read_text() == "whole"


def test_two_drafts_of_one_file_do_not_meet(tmp_path):
    path = tmp_path / "file.txt"
    with replacing(path) as outer:
        outer.write_text("outer")
        with replacing(path) as inner:
            assert inner != outer
            inner.write_text("inner")
        assert path.read_text() == "inner"
    assert path.read_text() == "outer"
