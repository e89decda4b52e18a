import torch

from dlc_support.data import Split
from dlc_support.data.digits import embedded_digits
from dlc_support.recipes.variational import multistage_variants as recipe
from dlc_support.recipes.variational.digit_features import trained
from dlc_support.recipes.variational.multistage_networks import SCALE, Config, staged
from dlc_support.tables import Seed
from dlc_support.training import seeded

TINY = Config(train=20, tested=20, width=4, blocks=1, latents=3, epochs=1, batch_size=10)
DIGITS = embedded_digits().train.inputs[:20]


def model():
    with seeded(0):
        return staged(TINY, 1)


def test_feature_space_is_the_absolute_error_of_the_classifiers_maps():
    other = DIGITS.flip(0)
    one, two = (trained().encode(images) for images in (other, DIGITS))
    errors = (one - two).abs().flatten(1).sum(dim=1)
    found = recipe.ClassifierMaps().log_prob(other, DIGITS)
    same = recipe.ClassifierMaps().log_prob(DIGITS, DIGITS)
    torch.testing.assert_close(same - found, errors / SCALE, rtol=1e-4, atol=1e-2)


def test_the_first_stage_is_a_corruption_that_is_drawn_anew_and_gets_no_gradient():
    coarse = recipe.FirstStage(model())
    first, again, other = (
        coarse(DIGITS, torch.Generator().manual_seed(number)) for number in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert first.shape == DIGITS.shape
    assert not first.requires_grad


def test_against_a_critic_the_second_stage_learns_and_the_first_one_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    changed, seed = model(), Seed(recipe.NETWORKS, TINY, 0)
    recipe.adversarial(seed, changed, Split(DIGITS))
    assert "critic/total" in seed.histories[recipe.ADVERSARIAL].train
    for name, before in model().named_parameters():
        same = torch.equal(before, changed.state_dict()[name])
        assert same != name.startswith("refiners"), name


def test_the_claims_are_about_networks_of_the_table():
    rows = {*recipe.NETWORKS.each, recipe.ADVERSARIAL}
    assert {row for claim in recipe.RECIPE.claims for _, row, _ in claim.cells()} <= rows
