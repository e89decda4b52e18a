import pytest
import torch

from dlc_support.data import Split
from dlc_support.models import MLP
from dlc_support.recipes.representations import code_lines
from dlc_support.recipes.representations.code_lines import Line, decode, judged, pairs_of

PIXELS = Line(lambda images: images.flatten(1), lambda images: images)
BLACK, WHITE = torch.zeros(3, 1, 2, 2), torch.ones(3, 1, 2, 2)


def by_ink(images):
    """Logits of a judge of ink: class 0 to 0.4, class 1 to 0.6, class 2 above."""
    ink = images.flatten(1).mean(dim=1, keepdim=True)
    return -100 * (ink - torch.tensor([0.2, 0.5, 0.8])).square()


def test_a_line_goes_from_start_to_end_in_equal_steps():
    images = PIXELS(BLACK, WHITE, places=5)
    assert images.shape == (3, 5, 4)
    assert images[0, :, 0].tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_a_line_in_code_space_is_straight_there():
    square = Line(lambda images: images.flatten(1).sqrt(), lambda codes: codes.square())
    assert square(BLACK, WHITE, places=3)[0, 1, 0].item() == pytest.approx(0.25)


def test_behind_the_middle_layer_comes_the_reconstruction():
    model = MLP((4, 3, 2, 3, 4))
    inputs = torch.rand(5, 4)
    assert torch.equal(decode(model, model.encode(inputs)), model(inputs))


def test_a_third_class_on_the_way_is_found():
    starts, ends = Split(BLACK, torch.zeros(3).long()), Split(WHITE, torch.full((3,), 2))
    found = judged(PIXELS, (starts, ends), torch.rand(9, 1, 2, 2), by_ink)
    assert found[code_lines.THIRD].mean == 100 == found[code_lines.ENDS].mean
    direct = Line(PIXELS.encode, lambda images: images.round())
    assert (
        judged(direct, (starts, ends), torch.rand(9, 1, 2, 2), by_ink)[code_lines.THIRD].mean == 0
    )


def test_a_class_that_is_left_on_the_way_is_not_held():
    ends = Split(BLACK + 0.2, torch.zeros(3).long())
    starts = Split(torch.tensor([0.0, 0.1, 0.3]).view(-1, 1, 1, 1).expand(3, 1, 2, 2), ends.labels)
    found = judged(PIXELS, (starts, ends), torch.rand(9, 1, 2, 2), by_ink)
    assert found[code_lines.HELD].mean == 100
    away = Line(PIXELS.encode, lambda codes: 1 - codes)
    found = judged(away, (starts, ends), torch.rand(9, 1, 2, 2), by_ink)
    assert found[code_lines.HELD].mean == 0 == found[code_lines.ENDS].mean
    assert found[code_lines.LOWEST] < 0.1


def test_pairs_are_of_one_class_or_of_two_and_known_to_the_judge():
    images = torch.linspace(0, 1, 60).view(-1, 1, 1, 1).expand(60, 1, 2, 2)
    labels = by_ink(images).argmax(dim=1)
    labels[:10] = 2  # the judge is wrong about these
    found = pairs_of(Split(images, labels), by_ink, 20, seed=0)
    for group, (first, second) in found.items():
        assert len(first) == len(second) == 20
        assert ((first.labels == second.labels) == (group == code_lines.SAME)).all()
        assert (first.inputs != second.inputs).flatten(1).any(dim=1).all()
        for part in (first, second):
            assert torch.equal(by_ink(part.inputs).argmax(dim=1), part.labels)
