"""The curves of expected losses."""

import pytest
import torch

from dlc_support.plotting import answer_risks


@pytest.fixture
def drawn():
    answers = torch.linspace(-1.0, 1.0, 21)
    draws = torch.tensor([-0.5, -0.5, 0.5])
    risks = {"squared error": (draws[:, None] - answers).square().mean(dim=0)}
    return answers, risks, draws


def test_each_curve_is_divided_by_its_own_minimum_and_the_axis_says_so(drawn):
    answers, risks, draws = drawn
    upper = answer_risks(answers, risks, draws).axes[0]
    heights = torch.as_tensor(upper.lines[0].get_ydata())
    assert heights.min() == 1.0
    torch.testing.assert_close(heights, risks["squared error"] / risks["squared error"].min())
    assert upper.get_ylabel() == "loss divided by its lowest value"


def test_the_lowest_point_is_marked_at_the_best_answer(drawn):
    answers, risks, draws = drawn
    mark = answer_risks(answers, risks, draws).axes[0].lines[1]
    assert float(mark.get_xdata()[0]) == float(answers[risks["squared error"].argmin()])


def test_every_loss_is_named(drawn):
    answers, risks, draws = drawn
    legend = answer_risks(answers, risks, draws).axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["squared error"]


def test_the_histogram_counts_every_draw(drawn):
    lower = answer_risks(*drawn).axes[1]
    assert sum(bar.get_height() for bar in lower.patches) == 3


def test_a_curve_of_another_length_is_refused(drawn):
    answers, _, draws = drawn
    with pytest.raises(ValueError, match="one value per answer"):
        answer_risks(answers, {"short": torch.ones(3)}, draws)


def test_no_curve_is_refused(drawn):
    answers, _, draws = drawn
    with pytest.raises(ValueError, match="at least one curve"):
        answer_risks(answers, {}, draws)
