import pytest
import torch
from torch import nn

from dlc_support.models import LevelUNet
from dlc_support.training import seeded

IMAGES = torch.rand(3, 1, 8, 12, generator=torch.Generator().manual_seed(0))
LEVELS = torch.tensor([[-1.0], [0.0], [0.5]])


def awake():
    """A network past its first step: at first its last layers let nothing through."""
    with seeded(0):
        model = LevelUNet(1, width=8)
        for layer in (model.end[-1], model.outer.second, *(one.second for one in model.inner)):
            nn.init.normal_(layer.weight, std=0.1)
    return model


def test_at_first_it_adds_nothing_to_the_filter_around_it():
    assert torch.equal(LevelUNet(1, width=8)(IMAGES, condition=LEVELS), torch.zeros_like(IMAGES))


def test_the_level_changes_the_answer_and_each_image_has_its_own():
    model = awake()
    together = model(IMAGES, condition=LEVELS)
    alone = [
        model(image[None], condition=level[None])
        for image, level in zip(IMAGES, LEVELS, strict=True)
    ]
    torch.testing.assert_close(together, torch.cat(alone))
    assert not torch.allclose(together, model(IMAGES, condition=LEVELS + 0.1), atol=1e-4)


def test_a_pixel_far_away_is_seen():
    model, images = awake(), IMAGES.clone().requires_grad_()
    model(images, condition=LEVELS)[0, 0, 0, 0].backward()
    assert images.grad[0, 0, -1, -1].abs() > 0
    assert not images.grad[1:].any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LevelUNet(1, width=12), "width must be a multiple of 8, got 12"),
        (lambda: LevelUNet(0), "channels must be at least 1, got 0"),
        (
            lambda: LevelUNet(1, width=8)(torch.zeros(1, 1, 6, 8), condition=torch.zeros(1, 1)),
            r"multiples of 4, got shape \(1, 1, 6, 8\)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
