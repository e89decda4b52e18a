"""Sprites: rows and factors, and what each factor does to the picture."""

import math

import pytest
import torch

from dlc_support.data import Data, Sprites

SMALL = (3, 2, 4, 3, 3)


def picture(**changed):
    """One image of a data set with 40 angles and 32 places."""
    factors = {"shape": 0, "scale": 3, "rotation": 0, "x": 16, "y": 16, **changed}
    return Sprites().images(torch.tensor([list(factors.values())]))[0, 0]


def centre(image):
    """Mean column and mean row of the white pixels."""
    rows, columns = image.nonzero().float().T
    return columns.mean().item(), rows.mean().item()


def test_rows_and_factors_go_into_each_other_with_the_last_factor_fastest():
    sprites = Sprites(sizes=SMALL)
    rows = torch.arange(len(sprites))
    factors = sprites.factors_of(rows)
    assert torch.equal(factors, torch.cartesian_prod(*map(torch.arange, SMALL)))
    assert torch.equal(sprites.rows_of(factors), rows)
    assert isinstance(sprites, Data)


def test_images_are_binary_and_every_one_has_its_sprite_whole():
    sprites = Sprites()
    every = torch.arange(0, len(sprites), 997)
    images = sprites.rows(every).inputs
    assert images.shape == (len(every), 1, 32, 32)
    assert set(images.unique().tolist()) == {0.0, 1.0}
    assert images.sum(dim=(1, 2, 3)).min() > 10


@pytest.mark.parametrize("shape", [0, 1, 2])
def test_no_sprite_is_cut_off_at_the_border(shape):
    large = Sprites(side=256)
    corners = [(x, y) for x in (0, 31) for y in (0, 31)]
    turned = [[shape, 5, turn, *place] for turn in range(0, 40, 3) for place in corners]
    areas = large.images(torch.tensor(turned)).sum(dim=(1, 2, 3))
    assert areas.max() < 1.03 * areas.min()


def test_the_place_moves_the_sprite_and_nothing_else():
    near, far = picture(x=4), picture(x=28)
    assert centre(far)[0] - centre(near)[0] == pytest.approx(24 * 36 / 31 / 2, abs=0.6)
    assert centre(far)[1] == pytest.approx(centre(near)[1], abs=0.1)
    down = centre(picture(y=28))[1] - centre(picture(y=4))[1]
    assert down == pytest.approx(24 * 36 / 31 / 2, abs=0.6)


def test_the_area_grows_with_the_square_of_the_scale():
    large = Sprites(side=256)
    small, big = (large.images(torch.tensor([[1, s, 7, 16, 16]])).sum() for s in (0, 5))
    assert float(big / small) == pytest.approx((12 / 5) ** 2, rel=0.02)
    half_axes = math.pi * 1.15 * 0.65 * 12**2 * (256 / 64) ** 2
    assert float(big) == pytest.approx(half_axes, rel=0.02)


@pytest.mark.parametrize(("shape", "period"), [(0, 10), (1, 20), (2, 40)])
def test_a_shape_looks_the_same_after_its_own_part_of_a_turn_and_not_before(shape, period):
    sprites = Sprites(side=128)
    turned = torch.tensor([[shape, 5, turn, 16, 16] for turn in range(40)])
    images = sprites.images(turned)
    away = (images - images[:1]).abs().sum(dim=(1, 2, 3))
    alike = [turn for turn in range(40) if away[turn] < 8]  # rounding on the border
    assert alike == list(range(0, 40, period))


def test_a_sample_is_uniform_seeded_and_knows_its_factors():
    sprites = Sprites(sizes=SMALL)
    split = sprites.sample(6000, torch.Generator().manual_seed(0))
    assert torch.equal(split.inputs, sprites.images(split.factors))
    assert split.range == "binary"
    for size, column in zip(SMALL, split.factors.T, strict=True):
        shares = torch.bincount(column, minlength=size) / 6000
        assert (shares - 1 / size).abs().max() < 0.03
    ties = torch.corrcoef(split.factors.T.double()) - torch.eye(5)
    assert ties.abs().max() < 0.06
    again = sprites.sample(6000, torch.Generator().manual_seed(0))
    assert torch.equal(split.inputs, again.inputs)


def test_stored_images_are_looked_up_by_their_factors_and_name_the_data():
    drawn = Sprites(side=8, sizes=SMALL)
    table = 1 - drawn.rows(torch.arange(len(drawn))).inputs[:, 0]
    stored = Sprites(side=8, sizes=SMALL, stored=table.byte())
    rows = torch.tensor([5, 0, 70])
    assert torch.equal(stored.rows(rows).inputs, 1 - drawn.rows(rows).inputs)
    assert torch.equal(stored.rows(rows).factors, drawn.rows(rows).factors)
    assert list(stored.tensors()) == ["stored"]
    assert drawn.tensors() == {}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"sizes": (3, 2, 4, 3)}, "sizes must be five"),
        ({"sizes": (4, 2, 4, 3, 3)}, "at most 3 shapes"),
        ({"sizes": (3, 0, 4, 3, 3)}, "scale must be at least 1"),
        ({"side": 0}, "side must be at least 1"),
        ({"stored": torch.zeros(2, 8, 8)}, "stored must have shape"),
    ],
)
def test_settings_that_make_no_sprites_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        Sprites(**{"side": 8, "sizes": SMALL, **wrong})


def test_what_is_stored_must_be_a_tensor():
    with pytest.raises(TypeError, match="stored"):
        Sprites(stored=[1])
