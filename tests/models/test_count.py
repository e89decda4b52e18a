import pytest

from dlc_support.models.count import check_counts


def test_the_first_count_below_one_is_named():
    check_counts(filters=1, hidden=32)
    with pytest.raises(ValueError, match="hidden must be at least 1, got -3"):
        check_counts(filters=1, hidden=-3)
