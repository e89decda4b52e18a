from itertools import pairwise

import pytest

from dlc_support.plotting.label import spread


def test_places_that_are_apart_stay_where_they_are():
    assert spread([3.0, 1.0, 2.0], 1.0) == [3.0, 1.0, 2.0]


@pytest.mark.parametrize(
    "places", [[0.0, 0.0, 0.0], [0.0, 0.3, 0.9, 1.2, 5.0], [1.0, 0.99, 0.5, 3.0, 2.4]]
)
def test_crowded_places_move_apart_in_order_and_keep_their_mean(places):
    moved = spread(places, 1.0)
    order = sorted(range(len(places)), key=places.__getitem__)
    steps = [moved[b] - moved[a] for a, b in pairwise(order)]
    assert min(steps) >= 1.0 - 1e-9
    assert sum(moved) == pytest.approx(sum(places))


def test_nothing_has_nowhere_to_go():
    assert spread([], 1.0) == []
