"""The table of seven corruptions as the chapter shows it."""

from dlc_support.recipes.digit_overview import Overview, best_simple
from dlc_support.recipes.mnist_corruptions import (
    CONDITIONS,
    CONVOLUTIONAL,
    DENSE,
    PSNR,
    SSIM,
    SUBSET,
    VALIDATION,
    row,
)
from dlc_support.recipes.table import Table, example

SLOW, FAST = "inpainting (told the mask)", "linear (told training pairs)"


def _table(validation):
    values = {}
    for condition in CONDITIONS:
        for method in ("corrupted", DENSE, CONVOLUTIONAL):
            values[row(condition, method)] = {PSNR: [20.0, 21.0], SSIM: [0.5, 0.6]}
        values[row(condition, SLOW)] = {SUBSET: [22.0, 22.0], VALIDATION: validation}
        values[row(condition, FAST)] = {PSNR: [19.0, 19.0], VALIDATION: [21.0, 21.0]}
    here = example().provenance
    return Table("t", values, [0, 1], {"subset": 500}, [1.0, 1.0], here, {})


def test_the_best_baseline_is_chosen_on_validation_images():
    assert best_simple(_table([30.0, 30.0]), "blur 2") == row("blur 2", SLOW)
    assert best_simple(_table([10.0, 10.0]), "blur 2") == row("blur 2", FAST)


def test_a_slow_baseline_is_marked_as_seen_on_a_subset():
    cells = Overview(_table([30.0, 30.0]), PSNR).cells("blur 2")
    assert cells[-1] == f"22.00 ± 0.00* {SLOW}"


def test_the_line_names_its_condition_and_shows_mean_and_half_width():
    cells = Overview(_table([10.0, 10.0]), PSNR).cells("erasure 0.5")
    assert cells[0] == "erasure 0.5"
    assert cells[2] == "20.50 ± 6.35"  # Student's t with one degree of freedom: 12.7 * 0.5


def test_a_number_that_is_not_there_leaves_its_cell_empty():
    cells = Overview(_table([10.0, 10.0]), PSNR).cells("noise 0.1")
    assert cells[4] == ""


def test_every_condition_has_a_line():
    html = Overview(_table([10.0, 10.0]), SSIM)._repr_html_()
    assert html.count('<th scope="row">') == len(CONDITIONS)


def test_outside_a_clone_the_reader_is_told_where_the_table_is():
    assert "in the book" in Overview(None, PSNR)._repr_html_()
