import pytest
import torch

from dlc_support.plotting import BASELINE, CORRUPTED, loss_curves


def test_the_curves_are_the_values_over_epochs_counted_from_one():
    figure = loss_curves({"training": torch.tensor([3.0, 2.0, 1.5]), "corrupted": [4.0, 4.0, 4.0]})
    training, corrupted = figure.axes[0].lines
    assert training.get_xydata().tolist() == [[1, 3], [2, 2], [3, 1.5]]
    assert corrupted.get_color() == CORRUPTED.colour


def test_values_may_stand_at_other_places():
    figure = loss_curves(
        {"training": [3.0, 2.0, 1.0, 0.5], "validation": [2.5, 1.0]}, at={"validation": [2, 4]}
    )
    assert figure.axes[0].lines[1].get_xydata().tolist() == [[2, 2.5], [4, 1]]


def test_the_axes_say_what_they_show():
    figure = loss_curves({"a": [1.0]}, axes_names=("step", "nats per image"), log=True)
    axes = figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("step", "nats per image")
    assert axes.get_yscale() == "log"


def test_a_role_can_be_asked_for():
    (line,) = loss_curves({"mean image": [1.0, 1.0]}, roles={"mean image": BASELINE}).axes[0].lines
    assert line.get_color() == BASELINE.colour
    assert line.get_marker() == BASELINE.marker


def test_each_name_stands_beside_the_end_of_its_curve_and_none_on_another():
    curves = {"one": [9.0, 5.0], "two": [8.0, 5.01], "three": [7.0, 1.0]}
    figure = loss_curves(curves)
    figure.draw_without_rendering()
    boxes = {text.get_text(): text.get_window_extent() for text in figure.axes[0].texts}
    assert boxes["two"].y0 >= boxes["one"].y1 - 1
    end = figure.axes[0].transData.transform((2, 1.0))
    assert boxes["three"].y0 < end[1] < boxes["three"].y1
    assert boxes["three"].x0 > end[0]


@pytest.mark.parametrize(
    ("curves", "arguments", "message"),
    [
        ({}, {}, "at least one curve, got none"),
        ({"a": []}, {}, "'a' must have one value for each"),
        (
            {"a": [1.0, 2.0]},
            {"at": {"a": [1]}},
            "'a' must have one value for each of its 1 places",
        ),
        ({"a": [1.0]}, {"at": {"b": [1]}}, r"at names curves that are not there: \['b'\]"),
        ({"a": [0.0]}, {"log": True}, "'a' must be positive on a logarithmic scale"),
    ],
)
def test_values_that_do_not_fit_are_refused(curves, arguments, message):
    with pytest.raises(ValueError, match=message):
        loss_curves(curves, **arguments)
