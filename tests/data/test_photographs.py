"""Photographs: from a folder, from a known set in the mirror, or embedded and announced."""

import os

import numpy as np
import pytest
import torch
from PIL import Image

from dlc_support.data import Photographs, data_directory, photographs
from dlc_support.provenance import describe_data, is_embedded


def fill(folder, count: int = 3) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        array = np.full((10 + number, 20, 3), 50 * number, np.uint8)
        Image.fromarray(array).save(folder / f"{number}.png")


def test_a_folder_of_the_user_gives_floats_of_mixed_sizes(tmp_path) -> None:
    fill(tmp_path / "mine")
    mine = photographs(tmp_path / "mine", channels=1)
    assert (mine.name, len(mine), mine.titles) == ("mine", 3, ["0", "1", "2"])
    assert mine.sides == [(10, 20), (11, 20), (12, 20)]
    assert [one.shape for one in mine] == [(1, 1, 10 + n, 20) for n in range(3)]
    assert mine[2].dtype == torch.float32
    assert mine[2].max().item() == pytest.approx(100 / 255)
    assert photographs(str(tmp_path / "mine")).shapes[0] == (3, 10, 20)


def test_what_is_skipped_in_a_folder_is_counted_and_said_once(tmp_path, capsys) -> None:
    fill(tmp_path / "mine")
    assert len(photographs(tmp_path / "mine")) == 3
    assert capsys.readouterr().out == ""
    for name in ("a.heic", "b.HEIC", "c.cr2", "notes", ".hidden"):
        (tmp_path / "mine" / name).touch()
    for _ in range(2):
        assert len(photographs(tmp_path / "mine")) == 3
    said = "mine: 3 pictures; skipped 4 other files (1 .cr2, 2 .heic, 1 without an ending)\n"
    assert capsys.readouterr().out.endswith(said)


def test_the_memory_of_one_photograph_reaches_its_reader(tmp_path) -> None:
    fill(tmp_path / "mine")
    assert photographs(tmp_path / "mine", memory=5).pictures.memory == 5


def test_a_known_set_is_found_in_the_mirror_and_then_in_the_data_directory(
    tmp_path, monkeypatch
) -> None:
    fill(data_directory() / "Kodak24", 2)
    assert len(photographs("Kodak24")) == 2
    fill(tmp_path / "mirror" / "Kodak24", 4)
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(tmp_path / "mirror"))
    found = photographs("Kodak24")
    assert len(found) == 4
    assert describe_data(found).startswith("Kodak24: 24 photographs")
    assert len(photographs("Kodak24", embedded=False)) == 4


def test_a_mirror_in_the_web_is_not_taken_for_a_folder(monkeypatch, capsys) -> None:
    monkeypatch.setitem(os.environ, "DLC_MIRROR", "https://example.org/data")
    assert "embedded" in photographs("Set5").name
    assert "example.org" not in capsys.readouterr().out


def test_a_missing_set_is_announced_once_and_replaced_by_its_part(capsys) -> None:
    stands_in = photographs("BSD68", channels=1)
    assert stands_in.name == "embedded photographs test"
    assert is_embedded(describe_data(stands_in))
    said = capsys.readouterr().out
    assert "BSD68 is not there" in said
    assert "DLC_MIRROR" in said
    assert photographs("Train400", channels=1).name == "embedded photographs train"
    capsys.readouterr()
    photographs("BSD68", channels=3)
    assert capsys.readouterr().out == ""


def test_a_missing_set_is_an_error_where_it_is_asked_for_alone() -> None:
    with pytest.raises(ValueError, match=r"BSD68 is not there: looked for .*DLC_MIRROR"):
        photographs("BSD68", embedded=False)


def test_a_path_that_is_wrong_is_never_replaced(tmp_path) -> None:
    with pytest.raises(ValueError, match="directory that is there"):
        photographs(tmp_path / "nowhere")


def test_without_a_folder_the_embedded_ones_come_unannounced(capsys) -> None:
    assert len(photographs(channels=3, part="test")) == 2
    assert photographs().name == "embedded photographs train"
    assert capsys.readouterr().out == ""


def test_some_can_be_taken_by_number_or_by_size(tmp_path) -> None:
    fill(tmp_path / "mine")
    for mine in (photographs(tmp_path / "mine"), photographs(tmp_path / "mine").each(lambda p: p)):
        assert mine.take(2).sides == [(10, 20), (11, 20)]
        assert mine.select([2, 0]).sides == [(12, 20), (10, 20)]
        assert mine.at_least(11).sides == [(11, 20), (12, 20)]
        with pytest.raises(ValueError, match="at least one photograph"):
            mine.at_least(13)


def test_changing_each_gives_a_list_in_memory() -> None:
    pictures = photographs(channels=1)
    halved = pictures.each(lambda picture: picture[:, ::2, ::2])
    height, width = pictures.sides[0]
    assert halved.sides[0] == (-(-height // 2), -(-width // 2))


@pytest.mark.parametrize(
    ("pictures", "message"),
    [
        ([], "at least one photograph"),
        ([torch.zeros(1, 4, 4)], "must be uint8"),
        ([torch.zeros(4, 4, dtype=torch.uint8)], r"\(C, H, W\)"),
        ([torch.zeros(2, 4, 4, dtype=torch.uint8)], "1 or 3 channels"),
        ([torch.zeros(c, 4, 4, dtype=torch.uint8) for c in (1, 3)], "all grey or all in colour"),
    ],
)
def test_what_is_no_photograph_is_refused(pictures, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Photographs(pictures)
