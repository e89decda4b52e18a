"""Gradient energy and energy in a band, on images whose spectrum is known."""

import math
from itertools import pairwise

import pytest
import torch

from dlc_support.evaluation import band_energy, gradient_energy

SIDE = 24


def wave(along, across, amplitude=1.0):
    places = torch.arange(SIDE, dtype=torch.float64)
    phase = 2 * math.pi * (along * places[:, None] + across * places[None]) / SIDE
    return amplitude * phase.cos()[None, None]


def test_a_flat_image_has_neither():
    flat = torch.full((2, 1, 5, 7), 0.3)
    assert torch.equal(gradient_energy(flat), torch.zeros(2))
    torch.testing.assert_close(band_energy(flat, 0.01), torch.zeros(2), atol=1e-6, rtol=0)


def test_a_wave_lies_at_its_frequency_and_a_half_of_its_squared_amplitude_is_its_energy():
    image = wave(3, 4, amplitude=0.5)  # 5 / 24 cycles a pixel
    energy = torch.tensor([0.5 * 0.25 * SIDE**2], dtype=torch.float64)
    torch.testing.assert_close(band_energy(image, 5 / 24 - 1e-6, 5 / 24 + 1e-6), energy)
    assert band_energy(image, 5 / 24 + 1e-6).item() < 1e-9
    assert band_energy(image, 0.0, 5 / 24 - 1e-6).item() < 1e-9


def test_rings_that_cover_all_frequencies_hold_all_energy():
    images = torch.rand(4, 2, 9, 6, generator=torch.Generator().manual_seed(0))
    edges = [0.0, 0.1, 0.3, math.inf]
    rings = sum(band_energy(images, *edge) for edge in pairwise(edges))
    torch.testing.assert_close(rings, images.square().flatten(1).sum(dim=1))


def test_the_energy_of_a_step_is_its_height_squared_times_its_length():
    image = torch.zeros(1, 3, 6, 8)
    image[:, :, :, 4:] = 0.5
    torch.testing.assert_close(gradient_energy(image), torch.tensor([3 * 6 * 0.25]))
    assert torch.equal(gradient_energy(image.mT), gradient_energy(image))


def test_the_differences_of_a_wave_are_those_of_its_formula():
    # along a row of 24 pixels, four cycles of six pixels: cos takes 1, 1/2, -1/2, -1, -1/2, 1/2
    row = gradient_energy(wave(0, 4)) / SIDE
    inner = 4 * (4 * 0.25 + 2 * 1.0)  # four steps of 1/2 and two of 1 in each cycle ...
    assert row.item() == pytest.approx(inner - 0.25)  # ... but the last step leads out of the row


def test_a_band_that_holds_nothing_is_refused():
    with pytest.raises(ValueError, match=r"low must be >= 0 and below high, got low=0\.4 and"):
        band_energy(torch.zeros(1, 1, 4, 4), 0.4, 0.4)
