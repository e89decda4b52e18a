import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from dlc_support.corruptions import GaussianBlur

GENERATOR = torch.Generator()


def image(*shape):
    return torch.rand(
        2, 1, *shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0)
    )


@pytest.mark.parametrize("sigma", [0.7, 2.0, 4.0])
def test_the_blur_agrees_with_scipy_on_a_black_surround(sigma):
    clean = image(28, 21)
    expected = gaussian_filter(
        clean.numpy(), sigma, axes=(2, 3), mode="constant", cval=0.0, truncate=12
    )
    blurred = GaussianBlur(sigma)(clean, GENERATOR)
    np.testing.assert_allclose(blurred.numpy(), expected, atol=1e-12)


def test_light_in_the_middle_is_kept_and_at_the_border_lost():
    point = torch.zeros(2, 1, 41, 41, dtype=torch.float64)
    point[0, 0, 20, 20] = point[1, 0, 0, 20] = 1.0
    kept, cut = GaussianBlur(2.0)(point, GENERATOR).sum((1, 2, 3))
    assert kept.item() == pytest.approx(1.0, abs=1e-12)
    centre = GaussianBlur(2.0).matrix(41)[20, 20].item()
    assert cut.item() == pytest.approx(0.5 + centre / 2, abs=1e-12)


def test_two_blurs_are_one_with_the_root_of_the_summed_squares():
    point = torch.zeros(1, 1, 61, 61)
    point[0, 0, 30, 30] = 1.0
    twice = GaussianBlur(4.0)(GaussianBlur(3.0)(point, GENERATOR), GENERATOR)
    torch.testing.assert_close(twice, GaussianBlur(5.0)(point, GENERATOR), atol=1e-6, rtol=0)


def test_the_matrix_holds_the_kernel_in_its_middle_row():
    row = GaussianBlur(1.0).matrix(7)[3]
    assert row[3] / row[2] == pytest.approx(np.exp(0.5))
    assert torch.equal(row, row.flip(0))


def test_a_small_sigma_is_normalised_too():
    assert GaussianBlur(0.2).matrix(9)[4].sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("sigma", [0.3, 0.5999, 0.6001, 1.0, 20.0])
def test_the_kernel_is_normalised_over_all_whole_numbers(sigma):
    offsets = np.arange(-500, 501)
    total = np.exp(-0.5 * (offsets / sigma) ** 2).sum()
    assert GaussianBlur(sigma).matrix(3)[1, 1].item() == pytest.approx(1 / total, rel=1e-13)


def test_the_generator_is_left_as_it_is():
    generator = torch.Generator().manual_seed(3)
    state = generator.get_state()
    GaussianBlur(2.0)(image(8, 8), generator)
    assert torch.equal(generator.get_state(), state)


def test_a_blur_first_used_in_inference_mode_can_train_later():
    sigma = 1.2345  # a level that nothing else has put into the cache
    with torch.inference_mode():
        GaussianBlur(sigma)(torch.ones(1, 1, 6, 6), GENERATOR)
    clean = torch.ones(1, 1, 6, 6, requires_grad=True)
    GaussianBlur(sigma)(clean, GENERATOR).sum().backward()
    assert clean.grad.min() > 0


def test_vectors_are_refused():
    with pytest.raises(ValueError, match=r"clean must be images .* got shape \(3, 5\)"):
        GaussianBlur(1.0)(torch.ones(3, 5), GENERATOR)


def test_a_negative_sigma_is_refused():
    with pytest.raises(ValueError, match=r"sigma must be >= 0 and finite, got -2\.0"):
        GaussianBlur(-2.0)
