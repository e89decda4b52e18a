"""The loss on measured samples: the clean risk on average, with less noise."""

import pytest
import torch
from torch import nn

from dlc_support.corruptions.spectrum import SpectrumMask
from dlc_support.data.split import Batch
from dlc_support.objectives.denoising import Denoising
from dlc_support.objectives.measured_spectrum import MeasuredSpectrum
from dlc_support.objectives.noise2noise import Noise2Noise

SPECTRUM = SpectrumMask(0.3)


class Constant(nn.Module):
    """Answers the same image to everything: its gradient is that of the loss at the answer."""

    def __init__(self, image):
        super().__init__()
        self.image = nn.Parameter(image)

    def forward(self, corrupted):
        return self.image.expand_as(corrupted)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def batch(count=1, size=(7, 8)):
    clean = torch.rand(1, 1, *size, generator=seeded(1))
    return Batch(clean.expand(count, -1, -1, -1))


def gradient(objective, model, rows, seed):
    model.zero_grad()
    objective(model, rows, seeded(seed)).total.backward()
    return model.image.grad.clone()


def test_its_mean_is_the_risk_with_clean_targets():
    rows, model = batch(20_000), Constant(torch.zeros(1, 1, 7, 8))
    clean = Denoising(SPECTRUM)(model, rows, seeded()).total.item()
    measured = MeasuredSpectrum(SPECTRUM)(model, rows, seeded()).total.item()
    assert measured == pytest.approx(clean, rel=0.02)
    noisy = Noise2Noise(SPECTRUM)(model, rows, seeded()).total.item()
    assert noisy > 1.2 * clean  # half the variance of its target on top


def test_its_gradient_is_on_average_that_of_clean_targets_and_noise2noise():
    rows, model = batch(20_000), Constant(torch.full((1, 1, 7, 8), 0.3))
    clean = gradient(Denoising(SPECTRUM), model, rows, 0)
    for objective in (MeasuredSpectrum(SPECTRUM), Noise2Noise(SPECTRUM)):
        assert (gradient(objective, model, rows, 0) - clean).abs().max() < 0.05


def test_at_the_truth_its_gradient_vanishes_and_that_of_noise2noise_does_not():
    rows = batch(4)
    model = Constant(rows.inputs[:1].clone())
    assert gradient(MeasuredSpectrum(SPECTRUM), model, rows, 0).abs().max() < 1e-5
    assert gradient(Noise2Noise(SPECTRUM), model, rows, 0).abs().max() > 0.05


def test_the_input_is_the_one_of_noise2noise():
    seen = []

    class Remembers(nn.Module):
        def forward(self, corrupted):
            seen.append(corrupted)
            return corrupted

    for objective in (MeasuredSpectrum(SPECTRUM), Noise2Noise(SPECTRUM), Denoising(SPECTRUM)):
        objective(Remembers(), batch(3), seeded(4))
    assert torch.equal(seen[0], seen[1])
    assert torch.equal(seen[0], seen[2])


def test_it_sees_nothing_of_what_the_second_scan_did_not_measure():
    rows, model = batch(), Constant(torch.zeros(1, 1, 7, 8))
    generator = seeded(9)
    SPECTRUM(rows.inputs, generator)  # the input's scan comes first
    second = SPECTRUM.scan(rows.inputs, generator)
    found = torch.fft.fft2(gradient(MeasuredSpectrum(SPECTRUM), model, rows, 9))
    assert found[~second.measured].abs().max() < 1e-5
    assert found[second.measured].abs().min() > 1e-5


def test_a_wrong_shape_is_refused():
    class Shrinks(nn.Module):
        def forward(self, corrupted):
            return corrupted[..., :1]

    with pytest.raises(ValueError, match=r"returned shape \(1, 1, 7, 1\) for a target"):
        MeasuredSpectrum(SPECTRUM)(Shrinks(), batch(), seeded())
