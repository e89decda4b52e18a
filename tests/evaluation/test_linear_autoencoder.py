"""The best linear autoencoders, against PCA, regression on draws, and small changes."""

import pytest
import torch
from sklearn.decomposition import PCA

from dlc_support.corruptions import GaussianBlur, GaussianNoise, RandomLevel, ZeroMask
from dlc_support.evaluation.denoiser import Denoiser
from dlc_support.evaluation.linear_autoencoder import LinearAutoencoder, linear_autoencoders

CORRUPTIONS = [None, GaussianNoise(0.7), ZeroMask(0.4)]


def examples(count=60, components=6):
    generator = torch.Generator().manual_seed(0)
    mix = torch.randn(components, components, generator=generator, dtype=torch.float64)
    spread = torch.randn(count, components, generator=generator, dtype=torch.float64)
    return spread @ mix + torch.linspace(-1, 2, components)


def draws(clean, corruption, times=1000):
    """Every example many times, each with its own draw."""
    repeated = clean.repeat(times, 1)
    return repeated, corruption(repeated, torch.Generator().manual_seed(1))


def error(restore, clean, corrupted):
    return (restore(corrupted) - clean).square().sum(1)


def test_without_a_corruption_it_is_principal_component_analysis():
    clean = examples()
    for size, found in zip((1, 3, 6), linear_autoencoders(clean, (1, 3, 6)), strict=True):
        pca = PCA(size).fit(clean.numpy())
        expected = torch.from_numpy(pca.inverse_transform(pca.transform(clean.numpy())))
        torch.testing.assert_close(found(clean), expected)
        torch.testing.assert_close(found.encoder, found.decoder.T)


@pytest.mark.parametrize("corruption", CORRUPTIONS[1:], ids=str)
def test_at_full_width_it_is_least_squares_on_draws(corruption):
    clean, corrupted = draws(examples(), corruption)
    (found,) = linear_autoencoders(examples(), [6], corruption)
    design = torch.cat([corrupted, torch.ones(len(corrupted), 1).double()], dim=1)
    fitted = design @ torch.linalg.lstsq(design, clean).solution
    assert (found(corrupted) - fitted).square().mean().sqrt() < 0.01 * clean.std()


@pytest.mark.parametrize("corruption", CORRUPTIONS[1:], ids=str)
def test_no_small_turn_of_encoder_or_decoder_lowers_the_error(corruption):
    clean, corrupted = draws(examples(), corruption)
    (found,) = linear_autoencoders(examples(), [2], corruption)
    least, generator = error(found, clean, corrupted), torch.Generator().manual_seed(2)
    for _ in range(10):
        parts = [
            part + 0.1 * part.std() * torch.randn(part.shape, generator=generator).double()
            for part in (found.encoder, found.decoder)
        ]
        turned = LinearAutoencoder(*parts, found.input_mean, found.mean)
        more = error(turned, clean, corrupted) - least
        assert more.mean() > 4 * more.std() / len(more) ** 0.5


def test_gaussian_noise_keeps_the_principal_axes_and_shrinks_the_code():
    clean, noise = examples(), GaussianNoise(0.7)
    (plain,), (found,) = (linear_autoencoders(clean, [3], one) for one in (None, noise))
    variances = plain.encode(clean).var(dim=0, correction=0)
    shrunk = variances / (variances + 0.7**2)
    torch.testing.assert_close(found.encoder.abs(), (shrunk[:, None] * plain.encoder).abs())
    torch.testing.assert_close(found.decoder.abs(), plain.decoder.abs())


def test_masking_is_a_ridge_as_strong_as_each_components_mean_square():
    clean, p = examples(), 0.4
    (found,) = linear_autoencoders(clean, [6], ZeroMask(p))
    centred = clean - clean.mean(0)
    covariance = centred.T @ centred / len(clean)
    ridge = p * clean.square().mean(0).diag()
    expected = covariance @ torch.linalg.inv((1 - p) * covariance + ridge)
    torch.testing.assert_close(found.decoder @ found.encoder, expected)


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=str)
def test_a_wider_code_is_never_worse_and_explains_the_largest_share_first(corruption):
    clean, corrupted = draws(examples(), corruption or GaussianNoise(0.0), times=500)
    found = linear_autoencoders(examples(), range(1, 7), corruption)
    errors = [error(one, clean, corrupted).mean().item() for one in found]
    assert errors == sorted(errors, reverse=True)
    falls = torch.tensor(errors).diff().neg()
    assert (falls.diff() <= 1e-3 * falls[0]).all()


def test_images_keep_their_shape_and_precision_and_dead_pixels_their_value():
    images = torch.rand(20, 1, 3, 3, generator=torch.Generator().manual_seed(0))
    images[:, :, 0, 0] = 0.25
    (found,) = linear_autoencoders(images, [9])
    assert isinstance(found, Denoiser)
    assert found.encode(images).shape == (20, 9)
    torch.testing.assert_close(found(images), images, rtol=0, atol=1e-5)
    (masked,) = linear_autoencoders(0 * images, [2], ZeroMask(0.5))
    assert torch.equal(masked(images), 0 * images)


def test_what_does_not_fit_is_refused():
    clean = examples()
    with pytest.raises(ValueError, match="at least 2 examples, got 1"):
        linear_autoencoders(clean[:1], [1])
    with pytest.raises(ValueError, match="sizes must be at most 6 components"):
        linear_autoencoders(clean, [7])
    with pytest.raises(ValueError, match=r"sizes\[0\] must be at least 1, got 0"):
        linear_autoencoders(clean, [0])
    for other in (GaussianBlur(1.0), RandomLevel(GaussianNoise, 0.1, 0.2)):
        with pytest.raises(TypeError, match="corruption must be None, GaussianNoise or ZeroMask"):
            linear_autoencoders(clean, [1], other)
    with pytest.raises(ValueError, match="clean must be grey images or vectors"):
        linear_autoencoders(torch.rand(5, 3, 2, 2), [1], ZeroMask(0.5))
