import pytest
import torch

from dlc_support.evaluation.overlap import grid_pattern, overlap_counts


def inside(counts, border):
    return set(counts[border:-border, border:-border].flatten().tolist())


@pytest.mark.parametrize(
    ("kernel", "stride", "expected"),
    [
        (3, 2, {1, 2, 4}),
        (5, 2, {4, 6, 9}),
        (5, 3, {1, 2, 4}),
        (4, 2, {4}),
        (6, 3, {4}),
        (2, 2, {1}),
        (5, 1, {25}),
    ],
)
def test_overlap_is_even_where_the_stride_divides_the_kernel_and_nowhere_else(
    kernel, stride, expected
):
    counts = overlap_counts((kernel, stride), side=8)
    assert counts.shape == (7 * stride + kernel,) * 2
    assert inside(counts, kernel) == expected


def test_the_ways_through_two_layers_are_counted_one_by_one():
    counts = torch.zeros(13, 13, dtype=torch.long)
    for first in range(3):  # pixel of the first layer's patch, along one side of one input pixel
        for second in range(4):
            counts[2 * first + second] += 1
    ways = counts[:, 0][:8]
    assert torch.equal(overlap_counts((3, 2), (4, 2), side=1), ways[:, None] * ways[None, :])


def test_the_digit_upscaler_has_an_image_of_28_pixels_with_uneven_ways():
    counts = overlap_counts((4, 1), (3, 2), (4, 2), (5, 1), (5, 1), side=1)
    assert counts.shape == (28, 28)
    assert torch.equal(counts, counts.T)
    middle = counts[14, 10:18]
    assert middle.unique().numel() > 1


def test_numbers_below_one_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        overlap_counts((0, 2))
    with pytest.raises(ValueError, match="at least 1"):
        overlap_counts((3, 2), side=0)
    with pytest.raises(ValueError, match="at least one"):
        overlap_counts()


def test_a_grid_is_found_under_noise_and_nothing_else_is():
    noise = torch.randn(40, 2, 31, 25, generator=torch.Generator().manual_seed(0))
    grid = torch.tensor([[0.3, -0.1, 0.0], [0.0, 0.0, -0.1], [-0.1, 0.0, 0.0]])
    drawn = noise + grid.repeat(11, 9)[:31, :25] + 5.0
    within = 4 / (40 * 2 * 80) ** 0.5
    torch.testing.assert_close(grid_pattern(drawn, 3), grid, atol=within, rtol=0)
    assert grid_pattern(noise, 3).abs().max() < within


@pytest.mark.parametrize("period", [1, 9])
def test_a_period_that_does_not_fit_is_refused(period):
    with pytest.raises(ValueError, match=f"period must be from 2 .* got {period}"):
        grid_pattern(torch.zeros(1, 1, 8, 8), period)
