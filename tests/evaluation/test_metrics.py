import pytest
import torch

from dlc_support.evaluation.metrics import BYTE_CEILING, mse, psnr, sse


def images(count=3, seed=0, **kwargs):
    return torch.rand(count, 2, 4, 5, generator=torch.Generator().manual_seed(seed), **kwargs)


def test_a_constant_error_of_a_tenth_is_twenty_decibels():
    clean = images()
    torch.testing.assert_close(psnr(clean + 0.1, clean), torch.full((3,), 20.0))


def test_bytes_and_unit_images_have_the_same_psnr():
    clean, restored = images(), images(seed=1)
    torch.testing.assert_close(
        psnr(255 * restored, 255 * clean, peak=255.0), psnr(restored, clean)
    )


def test_equal_images_have_infinite_psnr():
    assert psnr(images(), images()).tolist() == [float("inf")] * 3


def test_the_ceiling_is_what_rounding_to_bytes_leaves():
    clean = torch.rand(1, 1, 400, 400, generator=torch.Generator().manual_seed(0))
    rounded = (clean * 255).round() / 255
    assert psnr(rounded, clean).item() == pytest.approx(BYTE_CEILING, abs=0.05)
    clean = torch.zeros(3, 1, 2, 2)
    restored = clean + torch.tensor([0.0, 1e-5, 0.1]).reshape(3, 1, 1, 1)
    capped = psnr(restored, clean, ceiling=BYTE_CEILING)
    torch.testing.assert_close(capped, torch.tensor([BYTE_CEILING, BYTE_CEILING, 20.0]))
    assert psnr(clean * torch.nan, clean, ceiling=BYTE_CEILING).isnan().all()


def test_the_mean_of_psnrs_is_at_least_the_psnr_of_the_mean_error():
    clean = torch.zeros(2, 1, 2, 2)
    restored = clean + torch.tensor([0.1, 0.01]).reshape(2, 1, 1, 1)
    torch.testing.assert_close(psnr(restored, clean), torch.tensor([20.0, 40.0]))
    assert -10 * mse(restored, clean).mean().log10() < 30


def test_each_example_has_its_own_value():
    clean = torch.zeros(2, 1, 2, 2)
    restored = clean.clone()
    restored[1, 0, 0, 0] = 2.0
    assert sse(restored, clean).tolist() == [0.0, 4.0]
    assert mse(restored, clean).tolist() == [0.0, 1.0]


def test_points_are_examples_too():
    assert mse(torch.zeros(1, 2), torch.tensor([[3.0, 4.0]])).tolist() == [12.5]


@pytest.mark.parametrize("metric", [sse, mse, psnr])
def test_shapes_that_would_broadcast_are_refused(metric):
    with pytest.raises(ValueError, match="same shape"):
        metric(images(3), images(1))
    with pytest.raises(ValueError, match="same shape"):
        metric(torch.zeros(4, 1), torch.zeros(4))


def test_a_peak_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="peak must be > 0, got 0"):
        psnr(images(), images(), peak=0.0)


def test_half_precision_is_compared_in_single_precision():
    clean = torch.ones(1, 1, 100, 100, dtype=torch.bfloat16)
    value = mse(clean - 0.125, clean)
    assert value.dtype == torch.float32
    assert value.item() == 0.125**2


def test_double_precision_is_kept():
    clean = images(dtype=torch.float64)
    torch.testing.assert_close(
        mse(clean + 1e-9, clean), torch.full((3,), 1e-18, dtype=torch.float64), rtol=1e-5, atol=0
    )
