import pytest
import torch
from skimage.restoration import richardson_lucy

from dlc_support.corruptions.blur import GaussianBlur
from dlc_support.evaluation.deblurring import RichardsonLucy, SeparableBlur, Wiener
from dlc_support.evaluation.denoiser import Denoiser
from dlc_support.evaluation.metrics import mse, psnr

BLUR = GaussianBlur(1.0)


def pictures(count=2, height=14, width=11):
    generator = torch.Generator().manual_seed(0)
    clean = torch.rand(count, 1, height, width, generator=generator, dtype=torch.float64)
    return clean, BLUR(clean, generator)


@pytest.mark.parametrize("member", [Wiener(BLUR, 1e-3), RichardsonLucy(BLUR, 20)])
def test_members_are_denoisers_that_are_told_the_kernel(member):
    clean, blurred = pictures()
    assert isinstance(member, Denoiser)
    assert isinstance(BLUR, SeparableBlur)
    assert member.given == "the kernel"
    restored = member(blurred)
    assert mse(restored, clean).max() < mse(blurred, clean).min()
    assert restored.min() >= 0
    assert restored.max() <= 1
    assert member(blurred.float()).dtype == torch.float32


def test_wiener_solves_the_regularised_normal_equations():
    _, blurred = pictures()
    operator = torch.kron(BLUR.matrix(14), BLUR.matrix(11))
    gram = operator.T @ operator + 0.01 * torch.eye(14 * 11, dtype=torch.float64)
    expected = torch.linalg.solve(gram, operator.T @ blurred.flatten(1).T).T.clamp(0, 1)
    torch.testing.assert_close(Wiener(BLUR, 0.01)(blurred).flatten(1), expected)


def test_without_noise_and_in_double_precision_wiener_inverts_the_blur():
    clean, blurred = pictures()
    assert psnr(Wiener(BLUR, 1e-20)(blurred), clean).min() > 60


def test_richardson_lucy_agrees_with_scikit_image_away_from_the_border():
    clean = torch.zeros(1, 1, 41, 41, dtype=torch.float64)
    clean[0, 0, 18:22, 19:24] = 0.7
    blurred = BLUR(clean, torch.Generator())
    row = BLUR.matrix(17)[8]
    expected = richardson_lucy(
        blurred[0, 0].numpy(), torch.outer(row, row).numpy(), num_iter=10, filter_epsilon=1e-12
    )
    found = RichardsonLucy(BLUR, 10)(blurred)[0, 0, 12:29, 12:29]
    torch.testing.assert_close(found, torch.from_numpy(expected)[12:29, 12:29], rtol=0, atol=1e-5)


def test_richardson_lucy_keeps_the_light_that_the_observation_shows():
    _, blurred = pictures()
    restored = RichardsonLucy(BLUR, 3)(0.5 * blurred)
    again = BLUR(restored, torch.Generator())
    torch.testing.assert_close(again.sum(), 0.5 * blurred.sum(), rtol=1e-6, atol=0)


def test_a_clean_constant_stays_what_it_is():
    flat = torch.full((1, 1, 9, 9), 0.5, dtype=torch.float64)
    torch.testing.assert_close(RichardsonLucy(BLUR, 5)(BLUR(flat, torch.Generator())), flat)


def test_settings_outside_their_domain_are_refused():
    with pytest.raises(ValueError, match="balance must be > 0, got 0"):
        Wiener(BLUR, 0.0)
    with pytest.raises(ValueError, match="iterations must be at least 1, got 0"):
        RichardsonLucy(BLUR, 0)
