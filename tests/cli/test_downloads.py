import pytest

from dlc_support.data import data_directory, embedded_digits, low_rank_ratings


@pytest.fixture
def downloaded():
    """A file in the place of MNIST."""
    file = data_directory() / "MNIST" / "raw" / "images"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(2_000_000))
    return file


def test_data_lists_what_is_there(dlc, downloaded):
    assert dlc("data") == (0, "MNIST: 2.0 MB\n")


def test_clear_asks_and_takes_no_for_an_answer(dlc, downloaded):
    status, text = dlc("data", "--clear", answer="n\n")
    assert status == 1
    assert "Remove MNIST (2.0 MB)" in text
    assert downloaded.is_file()


def test_clear_removes_after_a_yes(dlc, downloaded):
    status, text = dlc("data", "--clear", answer="y\n")
    assert status == 0
    assert "removed 2.0 MB" in text
    assert not downloaded.exists()


def test_clear_does_not_ask_where_yes_was_said(dlc, downloaded):
    assert dlc("data", "--clear", "--yes") == (0, "removed 2.0 MB\n")


def test_clear_without_data_says_so(dlc):
    assert "no data set in" in dlc("data", "--clear")[1]


def test_a_fetch_calls_the_data_set_and_counts(dlc, monkeypatch):
    digits = embedded_digits()
    asked = []
    monkeypatch.setattr("dlc_support.data.mnist", lambda **how: asked.append(how) or digits)
    status, text = dlc("data", "mnist")
    assert status == 0
    assert asked == [{"embedded": False}]
    assert f"{len(digits.train)}, {len(digits.valid)}, {len(digits.test)} (train" in text


def test_a_data_set_that_does_not_exist_is_a_line_with_those_that_do(dlc):
    assert dlc("data", "cifar") == (
        1,
        "dlc: name must be one of ['mnist', 'movielens'], got 'cifar'\n",
    )


def test_the_owners_terms_come_before_their_ratings(dlc, monkeypatch):
    asked = []
    made = low_rank_ratings(5, 6, per_user=2)
    monkeypatch.setattr("dlc_support.data.movielens", lambda **how: asked.append(how) or made)
    status, text = dlc("data", "movielens")
    assert status == 0
    assert asked == [{"embedded": False}]
    assert text.index("Harper and Konstan") < text.index("10 ratings")


def test_clear_with_a_name_is_refused(dlc):
    assert dlc("data", "mnist", "--clear")[0] == 1
