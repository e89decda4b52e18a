from math import pi

import pytest
import torch
from torch import Generator, Tensor

from dlc_support.data.renders import Camera, Rectangle, Scene, Sphere, Surface, render

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
BLACK = (0.0, 0.0, 0.0)


def generator(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def closed_box(surface: Surface) -> Scene:
    """Six walls of one surface around a camera."""
    walls = []
    for normal, right, up in ((X, Y, Z), (Y, X, Z), (Z, X, Y)):
        for sign in (-1, 1):
            centre = tuple(sign * part for part in normal)
            walls.append(Rectangle(centre, right, up, surface))
    return Scene(tuple(walls), Camera((0.1, 0.0, 0.2), (0.0, 0.1, -1.0)))


def closed_ball(surface: Surface) -> Scene:
    return Scene((Sphere(BLACK, 1.0, surface),), Camera((0.0, 0.0, 0.2), (0.0, 0.1, -1.0)))


def agree(pictures: Tensor, expected: Tensor | float, errors: float = 4.0) -> bool:
    """Whether the mean over independent pictures and pixels is as expected."""
    each = pictures.mean(dim=(2, 3))
    standard_error = each.std(dim=0) / len(each) ** 0.5
    return bool(((each.mean(dim=0) - expected).abs() < errors * standard_error + 1e-6).all())


def pictures(scene: Scene, count: int, spp: int, **options: bool) -> Tensor:
    made = [render(scene, 8, spp, generator(seed), **options).radiance for seed in range(count)]
    return torch.cat(made)


@pytest.mark.parametrize("enclosure", [closed_box, closed_ball])
@pytest.mark.parametrize("albedo", [0.3, 0.8])
def test_in_a_white_furnace_everything_has_the_radiance_of_the_geometric_series(enclosure, albedo):
    glow = torch.tensor([1.0, 2.0, 0.5])
    scene = enclosure(Surface((albedo,) * 3, tuple(glow.tolist())))
    assert agree(pictures(scene, 10, 20), glow / (1 - albedo))


def test_a_white_furnace_has_the_same_radiance_when_lamps_are_aimed_at():
    scene = closed_box(Surface((0.6,) * 3, (1.0,) * 3))
    assert agree(pictures(scene, 10, 20, next_event=True), 1 / (1 - 0.6))


def test_white_things_under_a_uniform_sky_cannot_be_told_from_it():
    white = Surface((1.0, 1.0, 1.0))
    shapes = (Sphere(BLACK, 1.0, white), Rectangle((0.0, -1.0, 0.0), (3.0, 0.0, 0.0), Z, white))
    sky = torch.tensor([1.0, 2.0, 3.0])
    made = pictures(Scene(shapes, sky=(1.0, 2.0, 3.0)), 10, 20)
    assert agree(made, sky)
    assert made.std() > 0  # else all that was seen is the sky itself


def test_an_open_floor_under_a_uniform_sky_throws_back_its_albedo_exactly():
    floor = Rectangle((0.0, -1.0, 0.0), (50.0, 0.0, 0.0), (0.0, 0.0, 50.0), Surface((0.5,) * 3))
    scene = Scene((floor,), Camera((0.0, 1.0, 0.0), (0.0, -1.0, -0.5)), (1.0, 2.0, 4.0))
    made = render(scene, 8, 2, generator()).radiance
    torch.testing.assert_close(
        made, torch.tensor([0.5, 1.0, 2.0]).view(1, 3, 1, 1).expand(made.shape)
    )


def test_a_mirror_shows_what_is_behind_the_camera_times_its_albedo_exactly():
    tint = (0.9, 0.5, 0.2)
    mirror = Rectangle(
        (0.0, 0.0, -1.0), (9.0, 0.0, 0.0), (0.0, 9.0, 0.0), Surface(tint, mirror=True)
    )
    left = Surface(BLACK, (1.0, 2.0, 3.0))
    right = Surface(BLACK, (4.0, 4.0, 4.0))
    behind = (
        Rectangle((-50.0, 0.0, 5.0), (50.0, 0.0, 0.0), (0.0, 50.0, 0.0), left),
        Rectangle((50.0, 0.0, 5.0), (50.0, 0.0, 0.0), (0.0, 50.0, 0.0), right),
    )
    scene = Scene((mirror, *behind), Camera((0.0, 0.0, 1.0), (0.0, 0.0, -1.0)))
    for next_event in (False, True):
        made = render(scene, 8, 1, generator(), next_event=next_event).radiance[0]
        expected = torch.tensor([left.emission, right.emission]) * torch.tensor(tint)
        for half, value in zip(made.split(4, dim=2), expected, strict=True):
            torch.testing.assert_close(half, value.view(3, 1, 1).expand(half.shape))


def lamp_by_quadrature(emission: float, albedo: float) -> float:
    """Radiance of the floor below a square lamp of side 2 at height 1.5, in its middle."""
    steps = (torch.arange(400, dtype=torch.float64) + 0.5) / 200 - 1
    squared = steps[:, None] ** 2 + steps**2 + 1.5**2
    irradiance = (emission * 1.5**2 / squared**2).sum() * (2 / 400) ** 2
    return albedo / pi * irradiance.item()


@pytest.mark.parametrize("next_event", [False, True])
def test_a_floor_below_a_lamp_has_the_radiance_of_the_integral(next_event):
    lamp = Rectangle((0.0, 1.5, 0.0), X, Z, Surface(BLACK, (5.0,) * 3))
    floor = Rectangle(BLACK, (4.0, 0.0, 0.0), (0.0, 0.0, 4.0), Surface((0.6,) * 3))
    camera = Camera((0.0, 1.0, 0.01), BLACK, angle=0.5)
    made = pictures(Scene((lamp, floor), camera), 10, 20, next_event=next_event)
    assert agree(made, lamp_by_quadrature(5.0, 0.6))


def test_a_lamp_that_is_hidden_gives_no_light():
    lamp = Rectangle((0.0, 1.5, 0.0), X, Z, Surface(BLACK, (5.0,) * 3))
    floor = Rectangle(BLACK, (4.0, 0.0, 0.0), (0.0, 0.0, 4.0), Surface((0.6,) * 3))
    screen = Rectangle((0.0, 1.4, 0.0), (9.0, 0.0, 0.0), (0.0, 0.0, 9.0), Surface(BLACK))
    scene = Scene((lamp, floor, screen), Camera((0.0, 1.0, 0.01), BLACK, angle=0.5))
    for next_event in (False, True):
        assert render(scene, 4, 16, generator(), next_event=next_event).radiance.max() == 0


def test_independent_halves_agree_within_their_standard_errors():
    scene = closed_box(Surface((0.6,) * 3, (1.0,) * 3))
    even, odd = (
        torch.cat([render(scene, 8, 4, generator(2 * k + one)).radiance for k in range(12)])
        for one in (0, 1)
    )
    variance = (even.var(dim=0) + odd.var(dim=0)) / 12
    z = (even.mean(dim=0) - odd.mean(dim=0)) / variance.sqrt()
    # Paths of one grey scene: the three channels are one, and 64 pixels are independent.
    assert z[0].mean().abs() < 4 / 8
    assert 0.6 < z[0].square().mean() < 1.6


def test_the_error_falls_as_one_over_the_root_of_the_samples():
    scene = closed_box(Surface((0.6,) * 3, (1.0,) * 3))
    few, many = ((pictures(scene, 12, spp)[:, 0] - 2.5).square().mean().sqrt() for spp in (2, 32))
    assert 3.5 < few / many < 4.5


def test_the_features_tell_what_the_camera_sees_first():
    ball = Sphere(BLACK, 1.0, Surface((0.2, 0.4, 0.6), mirror=True))
    made = render(Scene((ball,), Camera((0.0, 0.0, 9.0), angle=30.0)), 9, 4, generator())
    torch.testing.assert_close(made.albedo[0, :, 4, 4], torch.tensor([0.2, 0.4, 0.6]))
    torch.testing.assert_close(made.normal[0, :, 4, 4], torch.tensor(Z), atol=0.12, rtol=0)
    assert (made.albedo[0, :, 0, 0] == 0).all()
    assert (made.normal[0, :, 0, 0] == 0).all()


def test_normals_face_the_camera_from_both_sides_of_a_wall():
    for z in (2.0, -2.0):
        scene = Scene((Rectangle(BLACK, X, Y),), Camera((0.0, 0.0, z), angle=20.0))
        assert render(scene, 4, 1, generator()).normal[0, 2].mean().item() == pytest.approx(z / 2)


def test_the_same_seed_gives_the_same_picture_and_another_seed_another():
    scene = closed_ball(Surface((0.5,) * 3, (1.0,) * 3))
    first, again, other = (render(scene, 6, 2, generator(seed)).radiance for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_picture_may_be_wider_than_high():
    scene = closed_ball(Surface((0.5,) * 3, (1.0,) * 3))
    assert render(scene, (4, 6), 1, generator()).radiance.shape == (1, 3, 4, 6)


@pytest.mark.parametrize(
    ("size", "spp", "name"), [(0, 1, "size"), ((4, 0), 1, "size"), (4, 0, "spp")]
)
def test_empty_pictures_are_refused(size, spp, name):
    with pytest.raises(ValueError, match=name):
        render(closed_ball(Surface()), size, spp, generator())
