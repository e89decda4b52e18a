import pytest
import torch
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure

from dlc_support.plotting.plane import (
    ARROWS,
    BOUND,
    field_panel,
    field_row,
    field_table,
    point_pairs,
)


def points(count=5, seed=0):
    return torch.randn(count, 2, generator=torch.Generator().manual_seed(seed))


def flat(seen):
    return -seen.square().sum(dim=1) / 2


def quiver(axes):
    (arrows,) = (item for item in axes.collections if hasattr(item, "U"))
    return arrows


def test_an_arrow_ends_where_the_estimate_is():
    axes = Figure().subplots()
    field_panel(axes, lambda seen: seen / 2, flat)
    arrows = quiver(axes)
    start = torch.from_numpy(arrows.XY).float()
    step = torch.stack([torch.from_numpy(arrows.U), torch.from_numpy(arrows.V)], dim=1).float()
    assert len(start) == ARROWS**2
    torch.testing.assert_close(step, -start / 2)
    assert (arrows.scale, arrows.scale_units, arrows.angles) == (1, "xy", "xy")


def test_the_ground_is_darkest_where_the_density_is_largest():
    axes = Figure().subplots()
    field_panel(axes, lambda seen: seen, lambda seen: flat(seen - torch.tensor([0.5, 0])) * 2)
    (ground,) = (item for item in axes.collections if isinstance(item, ContourSet))
    box = ground.get_paths()[-1].get_extents()
    assert (box.x0 + box.x1) / 2 == pytest.approx(0.5, abs=0.05)
    assert (box.y0 + box.y1) / 2 == pytest.approx(0.0, abs=0.05)
    assert ground.levels[-1] == 0.0
    assert list(ground.colors) == sorted(ground.colors, reverse=True)


def test_a_table_has_a_row_for_each_denoiser_and_a_column_for_each_density():
    pair = {"learned": lambda seen: seen, "exact": lambda seen: seen / 2}
    figure = field_table([pair, pair, pair], [flat] * 3, titles=["a", "b", "c"])
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["a", "b", "c", "", "", ""]
    assert [axes.get_ylabel() for axes in figure.axes[::3]] == ["learned", "exact"]
    lengths = [abs(quiver(axes).U).max() for axes in (figure.axes[0], figure.axes[3])]
    assert lengths == pytest.approx([0, BOUND / 2])


def test_a_row_has_a_panel_for_each_denoiser():
    figure = field_row({"learned": lambda seen: seen, "exact": lambda seen: seen / 2}, flat)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["learned", "exact"]
    lengths = [abs(quiver(axes).U).max() for axes in figure.axes]
    assert lengths == pytest.approx([0, BOUND / 2])
    with pytest.raises(ValueError, match="denoisers must name at least one denoiser"):
        field_row({}, flat)


def test_tables_whose_columns_do_not_match_are_refused():
    with pytest.raises(ValueError, match="columns must have equal names, got"):
        field_table([{"a": flat}, {"b": flat}], [flat, flat], titles=["", ""])
    with pytest.raises(ValueError, match="columns must have equal names, got"):
        field_table([], [], titles=[])


def test_each_clean_point_is_joined_to_its_own_corrupted_one():
    clean, corrupted = points(), points(seed=1)
    (axes,) = point_pairs(clean, corrupted).axes
    for row, line in enumerate(axes.lines):
        ends = torch.from_numpy(line.get_xydata()).float()
        torch.testing.assert_close(ends, torch.stack([clean[row], corrupted[row]]))
    assert len(axes.lines) == len(clean)
    assert not point_pairs(clean, corrupted, joined=False).axes[0].lines


def test_pairs_of_different_numbers_are_refused():
    with pytest.raises(ValueError, match=r"same shape, got \(5, 2\) and \(4, 2\)"):
        point_pairs(points(), points(4))
