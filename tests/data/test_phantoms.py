"""Phantoms: drawn from a seed, and the known one where it is known."""

import sys
from hashlib import sha256

import pytest
import torch
from torch import Generator

from dlc_support.data.phantoms import (
    SHEPP_LOGAN,
    phantoms,
    random_phantoms,
    rendered,
    shepp_logan,
)


def seeded(seed=0):
    return Generator().manual_seed(seed)


def test_a_disc_covers_its_area():
    disc = torch.tensor([[[1.0, 0.5, 0.5, 0.1, -0.2, 0.0]]])
    share = rendered(disc, 64).mean().item()
    assert share == pytest.approx(torch.pi * 0.5**2 / 4, abs=2e-4)


def test_an_ellipse_lies_where_it_is_put_and_turns_counterclockwise():
    picture = rendered(torch.tensor([[[1.0, 0.4, 0.1, 0.5, 0.5, 45.0]]]), 40)[0, 0]
    rows, columns = torch.meshgrid(torch.arange(40), torch.arange(40), indexing="ij")
    weight = picture / picture.sum()
    x, y = (2 * columns + 1) / 40 - 1, 1 - (2 * rows + 1) / 40
    middle = (weight * x).sum().item(), (weight * y).sum().item()
    assert middle == (pytest.approx(0.5, abs=1e-3), pytest.approx(0.5, abs=1e-3))
    assert (weight * (x - 0.5) * (y - 0.5)).sum() > 0.01  # towards the upper right


def test_edges_are_smooth_and_values_add_up():
    nested = torch.tensor([[[0.8, 0.6, 0.6, 0, 0, 0], [-0.5, 0.3, 0.3, 0, 0, 0]]])
    picture = rendered(nested, 32)[0, 0]
    assert picture[16, 16].item() == pytest.approx(0.3, abs=0.003)
    assert picture[16, 23].item() == pytest.approx(0.8, abs=0.003)
    assert len(picture.unique()) > 8  # more than the three values: edges fade
    torch.testing.assert_close(picture, picture.flip(0))
    torch.testing.assert_close(picture, picture.T)


def test_our_shepp_logan_is_the_one_of_scikit_image():
    ours, theirs = rendered(torch.tensor([SHEPP_LOGAN]), 80), shepp_logan(80).inputs
    assert (ours - theirs).abs().mean() < 0.01
    mirrored = (ours.flip(3) - theirs).abs().mean()
    assert mirrored > 2 * (ours - theirs).abs().mean()


def test_the_known_phantom_is_grey_in_the_unit_range_at_any_size():
    for side in (32, 45, 64):
        split = shepp_logan(side)
        assert split.inputs.shape == (1, 1, side, side)
        assert split.inputs.dtype == torch.float32
        assert split.inputs.min() == 0
        assert 0.8 < split.inputs.max() <= 1
    assert shepp_logan(64).range == "unit"


def test_phantoms_are_those_of_their_seed():
    bytes_ = (255 * random_phantoms(3, seeded(0), side=48)).round().to(torch.uint8)
    assert sha256(bytes_.numpy().tobytes()).hexdigest()[:16] == "c4512c7ca33d92e2"


def test_the_same_seed_gives_the_same_phantoms_and_another_one_others():
    first = random_phantoms(4, seeded(1), side=32)
    assert torch.equal(first, random_phantoms(4, seeded(1), side=32))
    assert not torch.equal(first, random_phantoms(4, seeded(2), side=32))
    assert len(first.flatten(1).unique(dim=0)) == 4


def test_a_head_keeps_off_the_border_and_differs_from_the_known_one():
    heads = random_phantoms(30, seeded(3), side=32)
    border = torch.cat([heads[..., 0], heads[..., -1], heads[:, :, 0], heads[:, :, -1]], dim=-1)
    assert border.max() == 0
    known = rendered(torch.tensor([SHEPP_LOGAN]), 32)
    assert ((heads - known).abs().flatten(1).mean(1) > 0.02).all()


def test_large_batches_are_drawn_like_small_ones(monkeypatch):
    whole = random_phantoms(5, seeded(4), side=16)
    module = sys.modules[random_phantoms.__module__]
    monkeypatch.setattr(module, "BLOCK", 2 * 16**2)
    assert torch.equal(whole, random_phantoms(5, seeded(4), side=16))


def test_splits_have_their_sizes_and_share_no_phantom():
    splits = phantoms((5, 3, 4), side=16, seed=2)
    assert [len(part) for part in vars(splits).values()] == [5, 3, 4]
    assert splits.name == "random phantoms"
    everything = torch.cat([part.inputs for part in vars(splits).values()]).flatten(1)
    assert len(everything.unique(dim=0)) == 12
    assert torch.equal(phantoms((9, 3, 4), side=16, seed=2).test.inputs, splits.test.inputs)


@pytest.mark.parametrize("arguments", [{"count": 0}, {"side": 0}])
def test_impossible_counts_are_refused(arguments):
    name = next(iter(arguments))
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        random_phantoms(**{"count": 1, **arguments}, generator=seeded())
