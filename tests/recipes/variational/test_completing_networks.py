import torch

from dlc_support.models import reconstruct
from dlc_support.recipes.variational.completing_networks import (
    given_image,
    given_label,
    regression,
    vae,
)

IMAGES = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
LABELS = torch.eye(10)[:3]


def test_all_of_them_answer_with_images():
    conditions = {vae: None, given_label: LABELS, given_image: IMAGES, regression: None}
    for build, condition in conditions.items():
        model = build(8, 2)
        answer = reconstruct(
            model, IMAGES, condition=condition, generator=torch.Generator().manual_seed(0)
        )
        assert answer.shape == IMAGES.shape


def test_the_label_reaches_both_halves_and_the_prior_is_the_same_for_all():
    model, noise = given_label(8, 2), torch.zeros(3, 2)
    given, other = model.given(LABELS), model.given(LABELS.flip(0))
    assert not torch.allclose(given.encode(IMAGES).mean, other.encode(IMAGES).mean)
    assert not torch.allclose(given.decode(noise), other.decode(noise))
    assert given.conditional_prior is None
