import pytest
import torch
from torch import Generator

from dlc_support.evaluation import brightness, mse, relative_mse


def test_noise_of_the_references_does_not_count():
    generator = Generator().manual_seed(0)
    clean = torch.rand(4, 3, 32, 32, generator=generator) + 0.5
    estimate = clean + 0.02
    one, other = (clean + 0.05 * torch.randn(clean.shape, generator=generator) for _ in range(2))
    exact = (0.0004 / (clean.square() + 0.01)).flatten(1).mean(dim=1)
    naive = ((estimate - one).square() / (clean.square() + 0.01)).flatten(1).mean(dim=1)
    share = (relative_mse(estimate, one, other) - exact) / (naive - exact)
    assert (share.abs() < 0.25).all()
    assert (naive > exact + 0.002).all()


def test_with_clean_references_of_radiance_one_it_is_the_mean_squared_error():
    clean = torch.ones(2, 3, 4, 4)
    estimate = torch.rand(2, 3, 4, 4, generator=Generator().manual_seed(0))
    torch.testing.assert_close(relative_mse(estimate, clean, clean), mse(estimate, clean) / 1.01)


def test_twice_the_radiance_is_twice_as_bright_whatever_the_lamps_show():
    reference = torch.rand(2, 3, 4, 4, generator=Generator().manual_seed(0))
    reference[:, :, 0, 0] = 50.0
    estimate = 2 * reference
    estimate[:, :, 0, 0] = 0.0
    torch.testing.assert_close(brightness(estimate, reference), torch.tensor([2.0, 2.0]))
    assert (brightness(estimate, reference, below=100.0) < 1).all()


def test_shapes_that_would_broadcast_are_refused():
    images, one = torch.ones(2, 3, 4, 4), torch.ones(1, 3, 4, 4)
    for wrong in ((images, one, images), (images, images, one)):
        with pytest.raises(ValueError, match="same shape"):
            relative_mse(*wrong)
    with pytest.raises(ValueError, match="same shape"):
        brightness(images, one)
