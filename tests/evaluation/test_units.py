from math import log, pi

import pytest
import torch

from dlc_support.evaluation import units
from dlc_support.evaluation.conventions import Convention
from dlc_support.evaluation.metrics import decibels, mse, psnr


@pytest.mark.parametrize("peak", [1, 2.0, 255])
@pytest.mark.parametrize("value", [7.5, 30.0, 58.9])
def test_psnr_and_its_error_convert_both_ways(value, peak):
    error = units.mse_from_psnr(value, peak=peak)
    assert units.psnr_from_mse(error, peak=peak) == pytest.approx(value)
    assert error == pytest.approx(peak**2 * units.mse_from_psnr(value))


def test_the_errors_of_a_textbook_value():
    assert units.mse_from_psnr(20) == pytest.approx(0.01)
    assert units.mse_from_psnr(20, peak=255) == pytest.approx(650.25)
    assert units.psnr_from_mse(0) == float("inf")
    assert units.mse_from_sse(101.96, 784) == pytest.approx(0.13005, abs=1e-5)


def test_a_wrong_range_costs_what_it_says():
    generator = torch.Generator().manual_seed(0)
    clean, restored = torch.rand(2, 1, 3, 8, 8, generator=generator).unbind()
    doubled = [2 * images - 1 for images in (restored, clean)]
    wrong = decibels(mse(*doubled)).item()
    right = decibels(mse(*doubled), peak=2.0).item()
    assert units.psnr_at_peak(wrong, told=1, meant=2) == pytest.approx(right, abs=1e-4)
    assert right - wrong == pytest.approx(6.0206, abs=1e-3)
    back = units.psnr_at_peak(right, told=2, meant=1)
    assert back == pytest.approx(wrong, abs=1e-4)


def errors(correlation, count=200_000):
    """Errors of three channels with equal variances and one correlation."""
    independent = torch.randn(4, count, generator=torch.Generator().manual_seed(0))
    shared = correlation**0.5 * independent[3]
    return (shared + (1 - correlation) ** 0.5 * independent[:3]).reshape(1, 3, count // 400, 400)


@pytest.mark.parametrize("correlation", [0.0, 0.4, 1.0])
def test_luma_gains_what_the_correlation_of_the_errors_says(correlation):
    clean = torch.full((1, 3, 500, 400), 0.5)
    restored = clean + 0.02 * errors(correlation)
    gained = [
        float(Convention("raw", channels)(restored, clean))
        for channels in ("all", "luma", "studio luma")
    ]
    assert gained[1] - gained[0] == pytest.approx(units.luma_gain(correlation), abs=0.05)
    assert gained[2] - gained[1] == pytest.approx(units.studio_gain(), abs=1e-3)


@pytest.mark.parametrize("value", [30.0, 45.0, 52.0])
def test_rounding_costs_what_it_says(value):
    generator = torch.Generator().manual_seed(0)
    clean = 0.2 + 0.6 * torch.rand(1, 1, 500, 400, generator=generator)
    noise = units.mse_from_psnr(value) ** 0.5 * torch.randn(clean.shape, generator=generator)
    restored = clean + noise
    measured = psnr((255 * restored).round() / 255, clean).item()
    assert measured == pytest.approx(units.rounded_psnr(value), abs=0.03)
    assert units.rounded_psnr(value) < value


@pytest.mark.parametrize("dimensions", [784, 3072])
def test_the_uniform_model_of_bytes_has_eight_bits(dimensions):
    assert units.bits_per_dimension(0.0, dimensions) == 8.0
    # On [-1, 1] the density is 2^-D and a level twice as wide: the same 8 bits.
    nats = dimensions * log(2)
    assert units.bits_per_dimension(nats, dimensions, width=2 / 256) == pytest.approx(8.0)
    # And as a model of whole numbers: -log(1 / 256) for each.
    whole = dimensions * log(256)
    assert units.bits_per_dimension(whole, dimensions, width=1) == pytest.approx(8.0)


def test_rescaling_the_data_with_its_density_leaves_the_bits():
    values = torch.randn(1000, 5, generator=torch.Generator().manual_seed(0))
    for scale in (1.0, 0.1, 17.0):
        density = torch.distributions.Normal(0.0, scale)
        nats = -density.log_prob(scale * values).sum(1).mean().item()
        bits = units.bits_per_dimension(nats, 5, width=scale / 256)
        expected = (0.5 * log(2 * pi) + 0.5 * values.square().mean().item()) / log(2) + 8
        assert bits == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("width", [1 / 256, 2 / 256, 1])
def test_bits_and_nats_convert_both_ways(width):
    nats = units.nats_per_image(3.35, 3072, width=width)
    assert units.bits_per_dimension(nats, 3072, width=width) == pytest.approx(3.35)
    assert units.nats_per_image(0.1652, 784, width=1) == pytest.approx(89.8, abs=0.05)


def test_the_nats_of_a_gaussian_decoder_are_its_negative_log_likelihood():
    generator = torch.Generator().manual_seed(0)
    clean, mean = torch.rand(2, 50, generator=generator, dtype=torch.float64).unbind()
    error = (clean - mean).square().mean().item()
    for sigma in (0.2, 1.0, error**0.5):
        expected = -torch.distributions.Normal(mean, sigma).log_prob(clean).sum().item()
        assert units.gaussian_nats(error, 50, sigma=sigma) == pytest.approx(expected)
    best = units.gaussian_nats(error, 50)
    assert best == pytest.approx(units.gaussian_nats(error, 50, sigma=error**0.5))
    assert best < min(units.gaussian_nats(error, 50, sigma=s * error**0.5) for s in (0.9, 1.1))


def test_a_decibel_is_a_sixth_of_a_bit():
    bits = [
        units.bits_per_dimension(units.gaussian_nats(units.mse_from_psnr(value), 784), 784)
        for value in (30.0, 31.0)
    ]
    assert bits[0] - bits[1] == pytest.approx(0.1661, abs=1e-4)


TERMS = {  # what a loss holds, as a multiple of half the squared error
    "half_sse": lambda sse, _: 0.5 * sse,
    "sse": lambda sse, _: sse,
    "mse": lambda sse, dimensions: sse / dimensions,
    "nats": lambda sse, _: 0.5 * sse,
    "mean_nats": lambda sse, dimensions: 0.5 * sse / dimensions,
}


@pytest.mark.parametrize("name", TERMS)
@pytest.mark.parametrize("divergence", ["sum", "mean"])
def test_a_loss_is_a_multiple_of_the_one_with_its_beta(name, divergence):
    dimensions, latents, weight = 784, 10, 0.7
    beta = units.kl_weight(
        weight, dimensions, reconstruction=name, divergence=divergence, latents=latents
    )
    ratios = []
    for sse, kl in ((100.0, 20.0), (60.0, 35.0), (90.0, 3.0)):
        averaged = kl if divergence == "sum" else kl / latents
        written = TERMS[name](sse, dimensions) + weight * averaged
        ratios.append(written / (0.5 * sse + beta * kl))
    assert ratios[1:] == pytest.approx(ratios[:1] * 2)


def test_a_mean_squared_error_makes_the_same_weight_half_the_dimensions_stronger():
    assert units.kl_weight(1.0, 784, reconstruction="mse") == 392.0
    assert units.kl_weight(1.0, 3 * 64 * 64, reconstruction="mse") == 6144.0
    assert units.kl_weight(4.0, 784, reconstruction="half_sse") == 4.0


def test_the_best_linear_code_has_the_same_weight_in_all_units():
    # One latent of variance v behind x = a z: under half the squared error and beta the optimum
    # is that of probabilistic PCA with noise variance beta, a^2 = v - beta.
    variance, dimensions, weight = 2.0, 8, 0.1
    beta = units.kl_weight(weight, dimensions, reconstruction="mse")
    gain = (variance - beta) ** 0.5
    best = torch.tensor([gain, gain / variance, (beta / variance) ** 0.5], dtype=torch.float64)
    gain, code, spread = best.requires_grad_().unbind()
    sse = variance * (1 - gain * code) ** 2 + gain**2 * spread**2
    kl = 0.5 * (variance * code**2 + spread**2 - 1) - torch.log(spread)
    for loss in (sse / dimensions + weight * kl, 0.5 * sse + beta * kl):
        (slope,) = torch.autograd.grad(loss, best, retain_graph=True)
        assert slope.abs().max() < 1e-12
    (slope,) = torch.autograd.grad(0.5 * sse + weight * kl, best)
    assert slope.abs().max() > 0.1


def test_the_decoder_of_a_beta():
    assert units.decoder_sigma(0.25) == 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: units.psnr_from_mse(-1.0), "mse must be >= 0, got -1.0"),
        (lambda: units.psnr_from_mse(0.1, peak=0), "peak must be > 0, got 0"),
        (lambda: units.mse_from_psnr(20.0, peak=-1), "peak must be > 0, got -1"),
        (lambda: units.mse_from_sse(1.0, 0), "dimensions must be > 0, got 0"),
        (lambda: units.psnr_at_peak(20.0, told=0, meant=1), "told must be > 0, got 0"),
        (lambda: units.luma_gain(-0.6), r"correlation must lie in \[-0.5, 1\], got -0.6"),
        (lambda: units.bits_per_dimension(1.0, 4, width=0), "width must be > 0, got 0"),
        (lambda: units.nats_per_image(1.0, 0), "dimensions must be > 0, got 0"),
        (lambda: units.decoder_sigma(0), "beta must be > 0, got 0"),
        (lambda: units.gaussian_nats(0.0, 4), "mse must be > 0, got 0.0"),
        (lambda: units.gaussian_nats(0.1, 4, sigma=0), "sigma must be > 0, got 0"),
        (
            lambda: units.kl_weight(1.0, 4, reconstruction="sse", latents=0),
            "latents must be > 0, got 0",
        ),
    ],
)
def test_impossible_numbers_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_unknown_reductions_are_refused():
    with pytest.raises(ValueError, match=r"reconstruction must be one of .* got 'rmse'"):
        units.kl_weight(1.0, 4, reconstruction="rmse")
    with pytest.raises(ValueError, match=r"divergence must be one of .* got 'max'"):
        units.kl_weight(1.0, 4, reconstruction="mse", divergence="max")
