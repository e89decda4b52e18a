"""Ratings: four formats of one list, divisions, and a generated set whose law is known."""

import zipfile

import pytest
import torch
from torch import Generator

from dlc_support.data import Ratings, data_directory, low_rank_ratings, movielens, read_ratings
from dlc_support.data import ratings as module
from dlc_support.data.downloads import DownloadError

ROWS = [("7", "20", "3", "881250949"), ("3", "20", "4.5", "891717742"), ("7", "5", "1", "878887")]
FORMATS = {
    "u.data": "\n".join("\t".join(row) for row in ROWS),
    "ratings.dat": "\n".join("::".join(row) for row in ROWS),
    "ratings.csv": "\n".join(["userId,movieId,rating,timestamp", *map(",".join, ROWS)]),
    "ml.inter": "\n".join(
        ["user_id:token\titem_id:token\trating:float\ttimestamp:float", *map("\t".join, ROWS)]
    ),
}


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_gives_the_same_ratings(tmp_path, name):
    path = tmp_path / name
    path.write_text(FORMATS[name] + "\n", encoding="utf-8")
    found = read_ratings(path)
    assert found.users.tolist() == [1, 0, 1]
    assert found.items.tolist() == [1, 1, 0]
    assert found.values.tolist() == [3.0, 4.5, 1.0]
    assert (found.name, found.shape) == (name, (2, 2))


@pytest.mark.parametrize("text", ["7 20 3\n", "a\tb\tc\nx\ty\tz\n"])
def test_another_format_is_refused_by_name(tmp_path, text):
    path = tmp_path / "odd.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"odd\.txt must"):
        read_ratings(path)


def test_the_table_holds_each_rating_where_it_belongs():
    ratings = low_rank_ratings(20, 30, per_user=8)
    rows = torch.arange(50)
    entries, known = ratings.table(rows)
    assert known.sum() == 50
    assert torch.equal(entries[ratings.items[rows], ratings.users[rows]], ratings.values[rows])
    assert (entries[~known] == 0).all()


def test_the_parts_are_a_division_of_all_ratings():
    ratings = low_rank_ratings(20, 30, per_user=10)
    parts = ratings.parts((0.05, 0.1), Generator().manual_seed(0))
    assert [len(part) for part in parts] == [170, 10, 20]
    assert torch.cat(parts).sort().values.tolist() == list(range(200))
    with pytest.raises(ValueError, match="below 1 together"):
        ratings.parts((0.5, 0.5), Generator())


def test_lists_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="equally many"):
        Ratings(torch.zeros(2, dtype=torch.long), torch.zeros(1, dtype=torch.long), torch.ones(2))


def test_without_noise_the_generated_table_has_biases_and_the_rank_asked_for(monkeypatch):
    monkeypatch.setattr(torch.Tensor, "round", lambda self: self)
    monkeypatch.setattr(torch.Tensor, "clamp", lambda self, *_: self)
    made = low_rank_ratings(25, 30, rank=3, per_user=30, noise=0.0)
    table, known = made.table(torch.arange(len(made)))
    assert known.all()
    centred = table - table.mean(0) - table.mean(1, keepdim=True) + table.mean()
    values = torch.linalg.svdvals(centred)
    assert values[2] > 1
    assert values[3] < 1e-4
    assert not torch.equal(
        table, low_rank_ratings(25, 30, per_user=30, seed=1).table(torch.arange(len(made)))[0]
    )


def test_popular_items_have_more_ratings_and_nobody_rates_twice():
    made = low_rank_ratings(100, 60, per_user=20)
    pairs = torch.stack([made.users, made.items])
    assert pairs.unique(dim=1).shape[1] == len(made)
    counts = torch.bincount(made.items, minlength=60)
    assert counts[:20].sum() > 1.5 * counts[40:].sum()


def test_nothing_is_downloaded_unless_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(module, "fetch", lambda *_: pytest.fail("a download"))
    assert movielens().name == "generated ratings"


def test_the_owners_archive_is_unpacked_checked_and_kept(monkeypatch, tmp_path):
    archive = tmp_path / "ml-100k.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("ml-100k/u.data", FORMATS["u.data"])
    monkeypatch.setenv("DLC_MIRROR", str(tmp_path))
    monkeypatch.setattr(module, "ARCHIVE_HASH", f"md5:{_md5(archive)}")
    with pytest.raises(DownloadError, match="is not MovieLens 100k"):
        movielens(embedded=False)
    monkeypatch.setattr(module, "CONTENT", module.content(movielens_as_it_is()))
    found = movielens()
    assert (found.name, len(found)) == ("MovieLens 100k", 3)
    assert [path.name for path in (data_directory() / "MovieLens").glob("u.*")] == ["u.data"]


def movielens_as_it_is():
    return read_ratings(data_directory() / "MovieLens" / "u.data")


def _md5(path):
    import hashlib

    return hashlib.md5(path.read_bytes()).hexdigest()


def test_the_content_does_not_depend_on_the_order_of_the_list():
    made = low_rank_ratings(10, 12, per_user=5)
    order = torch.randperm(len(made), generator=Generator().manual_seed(0))
    turned = Ratings(made.users[order], made.items[order], made.values[order])
    assert module.content(turned) == module.content(made)
    other = Ratings(made.users, made.items, 6 - made.values)
    assert module.content(other) != module.content(made)
