import pytest
import torch

from dlc_support.data.renders import Camera, Rectangle, Scene, Sphere, Surface
from dlc_support.data.renders.geometry import Geometry, camera_rays

CPU = torch.device("cpu")
BALL = Sphere((0.0, 0.0, 0.0), 1.0)
BOARD = Rectangle(
    (0.0, 0.0, -3.0), (2.0, 0.0, 0.0), (0.0, 1.0, 0.0), Surface(squares=2, second=(0.1, 0.1, 0.1))
)


def rays(*pairs: tuple[tuple[float, ...], tuple[float, ...]]) -> tuple[torch.Tensor, torch.Tensor]:
    start, direction = (torch.tensor(column) for column in zip(*pairs, strict=True))
    return start, torch.nn.functional.normalize(direction, dim=1)


def test_rays_meet_the_nearest_shape_in_front_of_them():
    geometry = Geometry(Scene((BOARD, BALL)), CPU)  # spheres are numbered first
    start, direction = rays(
        ((0.0, 0.0, 5.0), (0.0, 0.0, -1.0)),  # at the ball
        ((0.0, 0.0, 0.0), (0.0, 1.0, 0.0)),  # from within the ball
        ((1.5, 0.5, 5.0), (0.0, 0.0, -1.0)),  # past the ball, at the board
        ((1.5, 1.5, 5.0), (0.0, 0.0, -1.0)),  # past both
        ((0.0, 0.0, 5.0), (0.0, 0.0, 1.0)),  # away
    )
    hits = geometry.first(start, direction)
    assert hits.there.tolist() == [True, True, True, False, False]
    assert hits.shape[:3].tolist() == [0, 0, 1]
    torch.testing.assert_close(hits.distance[:3], torch.tensor([4.0, 1.0, 8.0]))


@pytest.mark.parametrize("shape", [BALL, BOARD])
def test_scenes_of_one_kind_of_shape_work(shape):
    hits = Geometry(Scene((shape,)), CPU).first(*rays(((0.5, 0.2, 5.0), (0.0, 0.0, -1.0))))
    assert hits.there.all()
    assert hits.shape.tolist() == [0]


def test_normals_point_out_of_balls_and_up_from_rectangles():
    geometry = Geometry(Scene((BALL, BOARD)), CPU)
    points = torch.tensor([[0.0, 0.6, 0.8], [1.0, 0.5, -3.0]])
    normals = geometry.normals(torch.tensor([0, 1]), points)
    torch.testing.assert_close(normals, torch.tensor([[0.0, 0.6, 0.8], [0.0, 0.0, 1.0]]))


def test_a_board_changes_its_colour_from_square_to_square():
    geometry = Geometry(Scene((BALL, BOARD)), CPU)
    places = torch.tensor([[-1.0, -0.5, -3.0], [1.0, -0.5, -3.0], [1.0, 0.5, -3.0], [0.0, 1, 0]])
    second = geometry.second(torch.tensor([1, 1, 1, 0]), places)
    assert second.tolist() == [False, True, False, False]


def test_the_camera_looks_at_its_target_with_up_at_the_top():
    camera = Camera((0.0, 0.0, 2.0), (0.0, 0.0, 0.0), angle=90.0)
    places = torch.tensor([[2.0, 4.0], [0.0, 4.0], [2.0, 8.0]])  # centre, upper and right edge
    start, direction = camera_rays(camera, (4, 8), places)
    assert (start == torch.tensor([0.0, 0.0, 2.0])).all()
    half = 0.5**0.5
    expected = torch.tensor([[0.0, 0.0, -1.0], [0.0, half, -half], [0.8944, 0.0, -0.4472]])
    torch.testing.assert_close(direction, expected, atol=1e-4, rtol=0)
