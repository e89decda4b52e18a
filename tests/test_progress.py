import pytest

from dlc_support.progress import progress_bar


@pytest.mark.parametrize(("show", "seen"), [(True, True), (False, False), (None, False)])
def test_a_bar_is_shown_where_it_is_wanted(show, seen, capsys):
    assert list(progress_bar(range(3), show=show, desc="rooms")) == [0, 1, 2]
    assert ("rooms" in capsys.readouterr().err) == seen


def test_the_bar_can_be_switched_off_from_outside(monkeypatch):
    given = []
    monkeypatch.setattr("tqdm.auto.tqdm", lambda **settings: given.append(settings))
    for show in (True, False, None):
        progress_bar(show=show)
    # tqdm reads TQDM_DISABLE only where the call does not say `disable`.
    assert "disable" not in given[0]
    assert [settings["disable"] for settings in given[1:]] == [True, None]


def test_a_caller_can_move_the_bar():
    with progress_bar(total=4, initial=1, leave=False) as bar:
        bar.update(2)
        assert (bar.n, bar.total) == (3, 4)
