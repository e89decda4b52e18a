import pytest
import torch

from dlc_support.models import MLP
from dlc_support.recipes.variational import inpainting_reference as reference
from dlc_support.recipes.variational.completions import HOLES, seen_of
from dlc_support.recipes.variational.inpainting_reference import Config, Guessed
from dlc_support.tables import Seed
from dlc_support.training import seeded

TINY = Config(
    **{"train": 80, "test": 12, "hidden": 8, "latents": 3, "samples": 4},
    **{"epochs": 1, "guess_epochs": 1, "batch_size": 20},
)
IMAGES = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_every_published_number_has_one_of_ours_and_pixels_have_a_floor(monkeypatch):
    monkeypatch.setenv("DLC_OFFLINE", "1")
    rows = reference.run(Seed(reference.NETWORKS, TINY, 0))
    for group, row, column in reference.RECIPE.published:
        assert column in rows[group, row]
    for seen in HOLES:
        columns = {
            row: numbers
            for (group, row), numbers in rows.items()
            if group == reference.group(seen)
        }
        floor = columns["the pixels themselves"][reference.SCORE].interval.mean
        assert 0 < floor < columns[reference.MODEL][reference.SCORE].mean


@pytest.mark.parametrize("seen", [1, 2, 3])
def test_the_guess_goes_into_the_hidden_quadrants_only_and_is_not_trained(seen):
    with seeded(0):
        guess = MLP((784, 8, 784))
    incomplete = seen_of(HOLES[seen], IMAGES)
    found = Guessed(guess, seen)(incomplete.flatten(1)).view_as(IMAGES)
    hidden = seen_of(HOLES[seen], torch.ones_like(IMAGES)) == 0
    torch.testing.assert_close(found[hidden], guess(incomplete).sigmoid()[hidden])
    assert torch.equal(found[~hidden], incomplete[~hidden])
    assert not any(weight.requires_grad for weight in guess.parameters())


def test_the_decoder_sees_the_code_alone():
    with seeded(0):
        model = reference.conditional(TINY, MLP((784, 8, 784)), 2)
    assert model.decoder.widths[0] == TINY.latents
    assert not torch.allclose(
        *(
            model.given(images.flatten(1)).decode(torch.zeros(3, 3))
            for images in (IMAGES, 1 - IMAGES)
        )
    )
