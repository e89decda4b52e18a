"""What every figure promises: one body over all members."""

from types import SimpleNamespace

import matplotlib
import pytest
import torch
from matplotlib.figure import Figure
from matplotlib.text import Text

from dlc_support.plotting import (
    image_grid,
    image_panels,
    image_rows,
    interval_plot,
    loss_curves,
    posterior_panel,
)
from dlc_support.plotting.style import INK, MUTED, PAPER, ROLES, SERIES

GENERATOR = torch.Generator().manual_seed(0)
DIGITS = torch.rand(5, 1, 6, 6, generator=GENERATOR)
POINTS = torch.rand(9, 2, generator=GENERATOR)
POSTERIOR = SimpleNamespace(clean=POINTS, observation=torch.ones(2), mean=POINTS.mean(0))
INTERVAL = SimpleNamespace(mean=20.0, low=19.0, high=22.0)

MEMBERS = {
    "image_rows": (
        lambda: image_rows({"Clean": DIGITS}, errors={"Error": DIGITS - 0.5}, title="Test set"),
        ["Clean", "Error", "Test set", "0"],
    ),
    "image_grid": (
        lambda: image_grid({"Original": DIGITS, "Erased": DIGITS}, columns=3, title="Test set"),
        ["Original", "Erased", "Test set"],
    ),
    "image_panels": (
        lambda: image_panels(
            [{"Clean": DIGITS[:1], "Small": DIGITS[:1, :, :3]}], title="Test set"
        ),
        ["Clean", "Small", "Test set"],
    ),
    "loss_curves": (
        lambda: loss_curves({"training": [3.0, 2.0], "validation": [4.0, 3.0]}, title="Run"),
        ["training", "validation", "epoch", "loss", "Run"],
    ),
    "posterior_panel": (
        lambda: posterior_panel(
            {"far": POSTERIOR}, clean=POINTS, exact={"far": torch.zeros(2)}, title="Toy"
        ),
        ["far", "Toy", "their mean", "exact mean"],
    ),
    "interval_plot": (
        lambda: interval_plot(
            {"dense": {"blur": INTERVAL}, "a network with a long name " * 2: {"blur": INTERVAL}},
            unit="PSNR (dB)",
            reference=0.0,
            title="Table",
        ),
        ["dense", "blur", "PSNR (dB)", "Table"],
    ),
}
everyone = pytest.mark.parametrize(("draw", "texts"), MEMBERS.values(), ids=MEMBERS)


def visible_texts(figure):
    figure.draw_without_rendering()
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


@everyone
def test_a_figure_comes_back_with_its_words_on_it(draw, texts):
    figure = draw()
    assert isinstance(figure, Figure)
    shown = {text.get_text() for text in visible_texts(figure)}
    assert set(texts) <= shown


@everyone
def test_nothing_global_changes(draw, texts):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    before, state = dict(matplotlib.rcParams), torch.get_rng_state()
    draw().draw_without_rendering()
    assert dict(matplotlib.rcParams) == before
    assert torch.equal(torch.get_rng_state(), state)
    assert pyplot.get_fignums() == []


@everyone
def test_a_notebook_gets_one_sharp_picture_of_moderate_size(draw, texts):
    figure = draw()
    data, metadata = figure._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"}
    assert data["image/png"].startswith(b"\x89PNG")
    assert len(data["image/png"]) < 200_000
    width = metadata["image/png"]["width"]
    assert 1.4 < figure.get_size_inches()[0] * figure.dpi / width < 2.1
    assert width <= 720


@everyone
def test_the_look_does_not_depend_on_the_readers_settings(draw, texts):
    with matplotlib.rc_context({"text.color": "white", "axes.facecolor": "black"}):
        changed = draw()
    assert changed.png() == draw().png()


@everyone
def test_every_word_can_be_read_on_the_card(draw, texts):
    figure = draw()
    assert matplotlib.colors.to_hex(figure.get_facecolor()) == PAPER
    for text in visible_texts(figure):
        assert contrast(text.get_color(), PAPER) >= 4.5, text.get_text()


@everyone
def test_no_word_leaves_the_picture(draw, texts):
    figure = draw()
    figure.draw_without_rendering()
    drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert drawn.x0 >= 0
    assert drawn.y0 >= 0
    assert drawn.x1 <= width
    assert drawn.y1 <= height


def test_tensors_with_a_graph_can_be_drawn():
    clean = DIGITS.clone().requires_grad_()
    image_rows({"a": clean * 2}, errors={"b": clean - 1})
    loss_curves({"a": torch.ones(2, requires_grad=True) * 2})


def luminance(colour):
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in matplotlib.colors.to_rgb(colour)
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_say():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    "colour", sorted({INK, MUTED, *(role.colour for role in (*ROLES, *SERIES))})
)
def test_every_colour_that_words_may_wear_is_readable_on_the_card(colour):
    assert contrast(colour, PAPER) >= 4.5
