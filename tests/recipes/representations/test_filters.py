"""The recipe of the filters, on a handful of patches of embedded photographs."""

import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.data.natural_patches import natural_patches
from dlc_support.data.photographs import photographs
from dlc_support.evaluation import Interval, gabor_scores
from dlc_support.recipes.representations import filters as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(
    photographs=2, patches=2000, digits=200, scored=2, epochs=1, digit_epochs=1, batch_size=50
)


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    """A seed on embedded data, whose networks are trained once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.delenv("DLC_MIRROR", raising=False)
        patch.setattr(recipe, "mnist", embedded_digits)
        yield Seed(recipe.NETWORKS, TINY, 0)


@pytest.fixture(scope="module")
def values(seed):
    """One seed's numbers."""
    return recipe.run(seed)


def test_every_network_and_every_control_has_its_score(values):
    controls = {recipe.NOISE, recipe.COPIES, recipe.COMPONENTS, recipe.ICA}
    assert set(values) == {*recipe.NETWORKS.each, *((recipe.CONTROLS, name) for name in controls)}
    for numbers in values.values():
        assert isinstance(numbers[recipe.SCORE], Interval)
        assert 0 <= numbers[recipe.SHARE] <= 1


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert all(column in values[group, row] for group, row, column in cells)


def test_a_networks_score_is_that_of_its_first_units(seed, values):
    data = natural_patches(2000, pictures=photographs(channels=1).take(2))
    model = seed.network((recipe.LARGE, recipe.NONE), data)
    first = model.layers[0].weight[:2].reshape(2, 12, 12)
    score = values[recipe.LARGE, recipe.NONE][recipe.SCORE]
    # The fits stop within a tolerance, and where depends on how the processor adds.
    assert score.mean == pytest.approx(gabor_scores(first).mean().item(), abs=1e-3)


def test_the_wrong_scale_is_that_of_unit_variance(seed):
    data = recipe.datasets(TINY, 0)
    right, wrong = data[recipe.LARGE].inputs, data[recipe.WRONG].inputs
    torch.testing.assert_close(wrong, 10**0.5 * right)
    assert right.var().item() == pytest.approx(0.1, rel=0.2)
    assert recipe.NETWORKS.each[recipe.LARGE, recipe.WRONG].objective == (
        recipe.NETWORKS.each[recipe.LARGE, recipe.GAUSSIAN].objective
    )


def test_tied_networks_are_tied_and_only_one_network_decays():
    build = {name: network.build(TINY) for name, network in recipe.NETWORKS.each.items()}
    tied = {name for (_, name), model in build.items() if len([*model.parameters()]) == 3}
    assert tied == {recipe.TIED_NONE, recipe.TIED_GAUSSIAN, recipe.CONTRACTIVE}
    decays = [name for (_, name), network in recipe.NETWORKS.each.items() if network.l2]
    assert decays == [recipe.DECAY]


def test_the_analyses_find_what_there_is_to_find():
    generator = torch.Generator().manual_seed(0)
    uniform = torch.rand(20_000, 144, generator=generator) - 0.5
    sources = -uniform.sign() * (1 - 2 * uniform.abs()).clamp(min=1e-6).log()  # Laplace
    mixing = torch.randn(144, 144, generator=generator)
    mixed = sources @ mixing.T
    found = recipe.controls(mixed, 0)
    components = found[recipe.COMPONENTS]
    covariance = components @ mixed.T.cov().double() @ components.T
    off = covariance - torch.diag(covariance.diagonal())
    assert off.abs().max() < 1e-6 * covariance.max()
    assert (covariance.diagonal().diff() <= 1e-6).all()  # the largest first
    unmixed = found[recipe.ICA].float() @ mixing
    sharp = unmixed.abs().amax(dim=1) / unmixed.norm(dim=1)  # 1 where one source is left
    assert sharp.median() > 0.95


def test_the_quick_settings_are_smaller():
    full, quick = recipe.RECIPE.config, recipe.RECIPE.settings("quick")
    assert quick.patches * quick.epochs < full.patches * full.epochs
    assert quick.scored < full.scored
