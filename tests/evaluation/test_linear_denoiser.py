import pytest
import torch

from dlc_support.evaluation.denoiser import Denoiser
from dlc_support.evaluation.linear_denoiser import linear_denoisers


def pairs(count=200, noise=0.5):
    generator = torch.Generator().manual_seed(0)
    mix = torch.randn(3, 3, generator=generator, dtype=torch.float64)
    clean = torch.randn(count, 3, generator=generator, dtype=torch.float64) @ mix + 2
    return clean, clean + noise * torch.randn(clean.shape, generator=generator).double() - 1


def error(restore, clean, corrupted):
    return (restore(corrupted) - clean).square().sum(1).mean()


def test_it_is_a_denoiser_that_says_what_it_is_told():
    (found,) = linear_denoisers(*pairs())
    assert isinstance(found, Denoiser)
    assert found.given == "training pairs"


def test_without_a_ridge_it_is_least_squares_with_an_intercept():
    clean, corrupted = pairs()
    design = torch.cat([corrupted, torch.ones(len(corrupted), 1).double()], dim=1)
    expected = design @ torch.linalg.lstsq(design, clean).solution
    (found,) = linear_denoisers(clean, corrupted, ridges=[1e-12])
    torch.testing.assert_close(found(corrupted), expected)


def test_with_a_ridge_it_solves_the_regularised_normal_equations():
    clean, corrupted = pairs()
    x, y = clean - clean.mean(0), corrupted - corrupted.mean(0)
    gram = y.T @ y / len(y) + 0.3 * torch.eye(3, dtype=torch.float64)
    expected = y @ torch.linalg.solve(gram, y.T @ x / len(y)) + clean.mean(0)
    _, found = linear_denoisers(clean, corrupted, ridges=[0.1, 0.3])
    assert found.ridge == 0.3
    torch.testing.assert_close(found(corrupted), expected)


def test_no_change_of_its_matrix_lowers_the_error():
    clean, corrupted = pairs()
    (found,) = linear_denoisers(clean, corrupted, ridges=[1e-12])
    least = error(found, clean, corrupted)
    for place in range(9):
        found.weight.view(-1)[place] += 0.01
        assert error(found, clean, corrupted) > least
        found.weight.view(-1)[place] -= 0.01


def test_on_gaussian_data_it_tends_to_the_posterior_mean():
    generator = torch.Generator().manual_seed(0)
    clean = torch.randn(100_000, 1, generator=generator)
    corrupted = clean + 0.5 * torch.randn(clean.shape, generator=generator)
    (found,) = linear_denoisers(clean, corrupted)
    assert found.weight.item() == pytest.approx(1 / 1.25, abs=4 * 0.4 / 100_000**0.5)


def test_images_keep_their_shape_and_precision():
    images = torch.rand(20, 1, 4, 3, generator=torch.Generator().manual_seed(0))
    (found,) = linear_denoisers(images, images, ridges=[1e-10])
    torch.testing.assert_close(found(images), images, rtol=0, atol=1e-4)


def test_what_does_not_fit_is_refused():
    clean, corrupted = pairs()
    with pytest.raises(ValueError, match="same shape"):
        linear_denoisers(clean, corrupted[:5])
    with pytest.raises(ValueError, match="ridge must be > 0, got 0"):
        linear_denoisers(clean, corrupted, ridges=[0.0])
    with pytest.raises(ValueError, match="at least 2 examples, got 1"):
        linear_denoisers(clean[:1], corrupted[:1])
