"""Baselines for undersampled scans: known answers, and agreement with the samples."""

import pytest
import torch

from dlc_support.corruptions.spectrum import SpectrumMask
from dlc_support.evaluation.metrics import mse
from dlc_support.evaluation.undersampling import (
    LeastTotalVariation,
    divergence,
    gradient,
)


def scanned(clean, share=0.4, seed=0):
    return SpectrumMask(share).scan(clean, torch.Generator().manual_seed(seed))


def blocks():
    clean = torch.zeros(2, 1, 10, 9, dtype=torch.float64)
    clean[0, :, 2:7, 3:6] = 1.0
    clean[1, :, 1:6, 2:8] = 0.5
    return clean


def variation(images):
    return torch.linalg.vector_norm(gradient(images), dim=0).sum((1, 2, 3))


def test_the_divergence_is_less_the_adjoint_of_the_gradient():
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(2, 1, 5, 7, generator=generator, dtype=torch.float64)
    field = torch.rand(2, 2, 1, 5, 7, generator=generator, dtype=torch.float64)
    inner = (gradient(images) * field).sum()
    assert inner.item() == pytest.approx(-(images * divergence(field)).sum().item())


def test_zero_filling_leaves_unmeasured_frequencies_at_zero():
    scan = scanned(blocks())
    spectrum = torch.fft.fft2(scan.zero_filled)
    assert spectrum[~scan.measured].abs().max() < 1e-10
    torch.testing.assert_close(spectrum[scan.measured], scan.samples[scan.measured])


def test_the_least_variation_recovers_blocks_from_some_of_their_frequencies():
    clean = blocks()
    scan = scanned(clean, share=0.5)
    restored = LeastTotalVariation(300)(scan.unbiased, scan)
    assert (mse(scan.zero_filled, clean) > 0.01).all()
    assert (mse(restored, clean) < 1e-8).all()


def test_it_agrees_with_the_samples_and_varies_less_than_the_truth_or_as_much():
    clean = blocks()
    scan = scanned(clean, share=0.25)
    restored = LeastTotalVariation(300)(scan.unbiased, scan)
    torch.testing.assert_close(
        torch.fft.fft2(restored)[scan.measured], scan.samples[scan.measured]
    )
    assert (variation(restored) <= variation(clean) * 1.001).all()
    assert (variation(restored) < variation(scan.zero_filled)).all()


def test_the_step_changes_the_way_but_not_the_end():
    scan = scanned(blocks(), share=0.25)
    ends = [LeastTotalVariation(400, step)(scan.unbiased, scan) for step in (0.05, 0.15)]
    torch.testing.assert_close(variation(ends[0]), variation(ends[1]), rtol=2e-3, atol=0)


def test_with_everything_measured_nothing_is_left_to_choose():
    clean = blocks()
    scan = scanned(clean, share=1.0)
    torch.testing.assert_close(LeastTotalVariation(2)(scan.unbiased, scan), clean)


def test_it_says_what_it_is_told_and_keeps_the_precision():
    member = LeastTotalVariation(2)
    scan = scanned(blocks().float())
    restored = member(scan.unbiased, scan)
    assert member.given == "the samples"
    assert restored.dtype == torch.float32
    assert restored.shape == (2, 1, 10, 9)


def test_impossible_settings_are_refused():
    with pytest.raises(ValueError, match="iterations must be at least 1, got 0"):
        LeastTotalVariation(0)
    with pytest.raises(ValueError, match=r"step must be > 0, got 0\.0"):
        LeastTotalVariation(step=0.0)
