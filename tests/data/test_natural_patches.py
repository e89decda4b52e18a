"""Natural patches: whitened, and on the scale that the sources' noise levels belong to."""

from hashlib import sha256

import pytest
import torch

from dlc_support.data.natural_patches import VARIANCE, natural_patches, whitened
from dlc_support.data.photographs import Photographs, photographs

EMBEDDED = photographs(channels=1)


def waves(frequency: float, side: int = 96) -> torch.Tensor:
    """A photograph of one frequency, which the sides hold a whole number of times."""
    return torch.cos(2 * torch.pi * frequency * torch.arange(side)).expand(1, 1, side, side)


@pytest.mark.parametrize("frequency", [4 / 96, 16 / 96, 32 / 96])
def test_a_wave_is_multiplied_by_the_filter_at_its_frequency(frequency):
    flat = whitened(waves(frequency))
    gain = frequency * torch.exp(torch.tensor(-((frequency / 0.4) ** 4)))
    torch.testing.assert_close(flat, gain * waves(frequency)[..., 8:-8, 8:-8], atol=1e-6, rtol=0)


def test_the_brightness_of_a_photograph_does_not_matter():
    dark, bright = (whitened(level + waves(0.125)) for level in (0.0, 0.5))
    torch.testing.assert_close(dark, bright, atol=1e-6, rtol=0)


def test_a_spectrum_that_falls_with_the_frequency_becomes_flat():
    side, generator = 256, torch.Generator().manual_seed(0)
    r = torch.hypot(*torch.meshgrid(*[torch.fft.fftfreq(side)] * 2, indexing="ij"))
    noise = torch.fft.fft2(torch.randn(side, side, generator=generator))
    natural = torch.fft.ifft2(noise / r.clamp(min=1 / side)).real[None, None]
    power = torch.fft.fft2(whitened(natural)[0, 0]).abs().square()
    r = torch.hypot(*torch.meshgrid(*[torch.fft.fftfreq(len(power))] * 2, indexing="ij"))
    low, high = (power[(r > a) & (r <= b)].mean() for a, b in ((0.02, 0.05), (0.15, 0.2)))
    assert 0.8 < low / high < 1.25


def test_the_mean_variance_of_the_photographs_is_the_sources():
    patches = natural_patches(50_000, pictures=EMBEDDED).inputs
    assert patches.shape == (50_000, 1, 12, 12)
    assert patches.var().item() == pytest.approx(VARIANCE, rel=0.03)
    assert abs(patches.mean()) < 0.01


def test_one_factor_serves_all_photographs():
    faint = (EMBEDDED.pictures[0].float() / 4).to(torch.uint8)
    pair = Photographs([EMBEDDED.pictures[0], faint], "pair")
    patches = natural_patches(20_000, pictures=pair).inputs.flatten(1)
    spread = patches.square().mean(dim=1).sqrt().log().sort().values
    alone = natural_patches(20_000, pictures=EMBEDDED.select([0])).inputs.flatten(1)
    apart = alone.square().mean(dim=1).sqrt().log()
    assert spread.var() > apart.var() + 0.3  # ln 4 apart, two halves: 0.48


def test_a_patch_is_a_piece_of_a_whitened_photograph():
    one = EMBEDDED.select([3])
    flat = whitened(one[0])
    flat = flat * (VARIANCE / flat.var()).sqrt()
    windows = flat[0, 0].unfold(0, 12, 1).unfold(1, 12, 1)
    for patch in natural_patches(5, pictures=one).inputs[:, 0]:
        assert (windows - patch).abs().amax(dim=(2, 3)).min() < 1e-5


def test_the_embedded_patches_have_not_changed():
    patches = natural_patches(1000, seed=7, pictures=EMBEDDED).inputs
    rounded = (patches * 1e4).round().to(torch.int32)  # what differs between FFT libraries
    assert sha256(rounded.numpy().tobytes()).hexdigest()[:16] == "237994224cdf88c0"


def test_a_seed_names_a_draw():
    first, again, other = (natural_patches(20, seed=s, pictures=EMBEDDED) for s in (0, 0, 1))
    assert torch.equal(first.inputs, again.inputs)
    assert not torch.equal(first.inputs, other.inputs)


def test_what_cannot_be_whitened_is_refused():
    with pytest.raises(ValueError, match=r"must be grey, .* got shape \(1, 3, 64, 64\)"):
        whitened(torch.zeros(1, 3, 64, 64))
    with pytest.raises(ValueError, match="sides above 16"):
        whitened(torch.zeros(1, 1, 64, 16))
    with pytest.raises(ValueError, match=r"cutoff must be > 0, got 0"):
        whitened(torch.zeros(1, 1, 64, 64), cutoff=0.0)
    with pytest.raises(ValueError, match="side must be at least 1, got 0"):
        natural_patches(5, side=0, pictures=EMBEDDED)
    small = Photographs([torch.zeros(1, 20, 20, dtype=torch.uint8)], "small")
    with pytest.raises(ValueError, match="at least one photograph"):
        natural_patches(5, pictures=small)
