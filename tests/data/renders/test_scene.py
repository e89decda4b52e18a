import pytest

from dlc_support.data.renders import Camera, Rectangle, Scene, Sphere, Surface

NAN = float("nan")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Surface((0.5, 1.5, 0.5)), "albedo"),
        (lambda: Surface(second=(-0.1, 0.0, 0.0)), "second"),
        (lambda: Surface(emission=(-1.0, 0.0, 0.0)), "emission"),
        (lambda: Surface(squares=0), "squares"),
        (lambda: Sphere((0.0, 0.0, 0.0), 0.0), "radius"),
        (lambda: Rectangle((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 1.0, 0.0)), "length"),
        (lambda: Rectangle((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (1.0, 1.0, 0.0)), "right angle"),
        (lambda: Camera((0.0, 2.0, 0.0), (0.0, 0.0, 0.0)), "target"),
        (lambda: Camera(angle=180.0), "angle"),
        (lambda: Scene(()), "shapes"),
        (lambda: Scene((Sphere((0.0, 0.0, 0.0), 1.0),), sky=(NAN, 0.0, 0.0)), "sky"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_scene_prints_as_its_own_constructor():
    scene = Scene((Sphere((0.0, 0.0, 0.0), 1.0, Surface(mirror=True)),), Camera(angle=30.0))
    names = {one.__name__: one for one in (Scene, Sphere, Surface, Camera)}
    assert eval(repr(scene), names) == scene
