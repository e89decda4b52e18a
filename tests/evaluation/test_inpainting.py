import pytest
import torch
from skimage.restoration import inpaint_biharmonic

from dlc_support.corruptions.masks import ZeroMask
from dlc_support.evaluation.inpainting import Biharmonic, Harmonic, NormalizedFilter

MEMBERS = [NormalizedFilter(1.0), Harmonic(), Biharmonic()]


def ramp(height=12, width=9):
    """A linear ramp, which is harmonic, and a hole inside it."""
    rows = torch.arange(height, dtype=torch.float64)[:, None]
    columns = torch.arange(width, dtype=torch.float64)
    clean = ((rows + 2 * columns) / (height + 2 * width)).expand(2, 1, height, width).clone()
    masked = torch.zeros(2, 1, height, width, dtype=torch.bool)
    masked[0, :, 3:8, 2:7] = True
    masked[1, :, 5:7, 3:5] = True
    return clean, masked


@pytest.mark.parametrize("member", MEMBERS)
def test_known_pixels_come_back_and_erased_ones_do_not_count(member):
    clean, masked = ramp()
    restored = member(clean.masked_fill(masked, 0.0), masked)
    assert member.given == "the mask"
    assert torch.equal(restored[~masked], clean[~masked])
    torch.testing.assert_close(restored, member(clean.masked_fill(masked, 0.9), masked))
    assert (restored - clean).abs().max() < 0.25


@pytest.mark.parametrize("member", MEMBERS)
def test_images_are_independent_and_inputs_unchanged(member):
    clean, masked = ramp()
    seen = clean.masked_fill(masked, 0.0).float()
    before = seen.clone()
    together = member(seen, masked)
    assert together.dtype == torch.float32
    assert torch.equal(seen, before)
    double = seen.double()
    member(double, masked)
    assert torch.equal(double, before.double())
    alone = torch.cat([member(seen[i : i + 1], masked[i : i + 1]) for i in range(2)])
    torch.testing.assert_close(together, alone)


@pytest.mark.parametrize("member", MEMBERS)
def test_an_image_of_which_nothing_is_known_becomes_black(member):
    seen = torch.full((1, 1, 6, 6), 0.5)
    assert torch.equal(member(seen, torch.ones_like(seen, dtype=torch.bool)), 0 * seen)


def test_a_linear_ramp_is_its_own_harmonic_filling():
    clean, masked = ramp()
    restored = Harmonic()(clean.masked_fill(masked, 0.0), masked)
    torch.testing.assert_close(restored, clean, rtol=0, atol=1e-9)


def test_the_harmonic_filling_solves_its_equations_at_the_border_too():
    generator = torch.Generator().manual_seed(0)
    clean = torch.rand(1, 1, 28, 28, generator=generator, dtype=torch.float64)
    mask = ZeroMask(0.9)
    masked = mask.mask(clean, generator)
    filled = Harmonic()(clean.masked_fill(masked, 0.0), masked)[0, 0]
    for row, column in masked[0, 0].nonzero().tolist():
        around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        values = [filled[i, j] for i, j in around if 0 <= i < 28 and 0 <= j < 28]
        torch.testing.assert_close(
            filled[row, column], sum(values) / len(values), rtol=0, atol=1e-6
        )


def test_the_normalised_filter_is_the_weighted_mean_of_known_pixels():
    generator = torch.Generator().manual_seed(0)
    clean = torch.rand(1, 1, 5, 5, generator=generator, dtype=torch.float64)
    masked = torch.zeros(1, 1, 5, 5, dtype=torch.bool)
    masked[..., 2, 2] = True
    found = NormalizedFilter(0.7)(clean, masked)[0, 0, 2, 2]
    offsets = torch.arange(-2, 3, dtype=torch.float64).square()
    weights = torch.exp(-(offsets[:, None] + offsets) / (2 * 0.7**2))
    weights[2, 2] = 0
    # Weights beyond the image fall on its reflection: about exp(-9) of the whole.
    torch.testing.assert_close(
        found, (weights * clean[0, 0]).sum() / weights.sum(), rtol=0, atol=1e-3
    )


def test_the_biharmonic_filling_is_that_of_scikit_image():
    clean, masked = ramp()
    seen = clean.square().masked_fill(masked, 0.0)
    expected = inpaint_biharmonic(seen[0, 0].numpy(), masked[0, 0].numpy())
    torch.testing.assert_close(Biharmonic()(seen, masked)[0, 0], torch.from_numpy(expected))


def test_settings_outside_their_domain_are_refused():
    with pytest.raises(ValueError, match="sigma must be > 0, got 0"):
        NormalizedFilter(0.0)
    with pytest.raises(ValueError, match="iterations must be at least 1, got 0"):
        Harmonic(0)
