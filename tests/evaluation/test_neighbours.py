import pytest
import torch
from torch import Generator

from dlc_support.evaluation import nearest, neighbour_accuracy, neighbours_kept


def points(count: int = 60, size: int = 5, seed: int = 0) -> torch.Tensor:
    return torch.randn(count, size, generator=Generator().manual_seed(seed))


def test_the_nearest_are_those_of_scikit_learn():
    from sklearn.neighbors import NearestNeighbors

    some = points()
    found = NearestNeighbors(n_neighbors=7).fit(some.numpy()).kneighbors(return_distance=False)
    assert torch.equal(nearest(some, 7), torch.from_numpy(found))


def test_a_point_is_no_neighbour_of_itself_even_among_copies():
    some = torch.zeros(5, 2)
    assert (nearest(some, 4) != torch.arange(5)[:, None]).all()


def test_the_accuracy_is_that_of_leaving_one_out():
    from sklearn.model_selection import LeaveOneOut, cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier

    some = points()
    labels = (some[:, 0] + 0.3 * some[:, 1] > 0).long() + (some[:, 2] > 1).long()
    predicted = cross_val_predict(
        KNeighborsClassifier(5), some.numpy(), labels.numpy(), cv=LeaveOneOut()
    )
    expected = (torch.from_numpy(predicted) == labels).double()
    assert torch.equal(neighbour_accuracy(some, labels, 5), expected)
    assert 0.5 < expected.mean() < 1


def test_separate_classes_are_told_and_shuffled_labels_are_chance():
    labels = torch.arange(300) % 3
    apart = points(300) + 20 * labels[:, None]
    assert neighbour_accuracy(apart, labels).mean() == 1
    shuffled = labels[torch.randperm(300, generator=Generator().manual_seed(1))]
    assert abs(neighbour_accuracy(apart, shuffled).mean() - 1 / 3) < 0.1


def test_turning_moving_and_scaling_keep_all_neighbours():
    some = points()
    turn = torch.linalg.qr(points(5, 5, seed=1)).Q
    assert neighbours_kept(some, 3 * some @ turn + 1).mean() == 1


def test_unrelated_places_keep_as_many_neighbours_as_chance():
    kept = neighbours_kept(points(500), points(500, 2, seed=1), 20)
    assert kept.mean().item() == pytest.approx(20 / 499, abs=0.01)


def test_images_are_flattened():
    some = points(20, 16)
    assert torch.equal(nearest(some.view(20, 1, 4, 4), 3), nearest(some, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nearest(points(5), 5), "less than the 5 points"),
        (lambda: nearest(points(5), 0), "neighbours"),
        (lambda: nearest(points(5) * torch.nan, 2), "finite"),
        (lambda: neighbour_accuracy(points(5), torch.zeros(4).long(), 2), "each of 5"),
        (lambda: neighbours_kept(points(5), points(6), 2), "5 and 6"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
