"""The table of denoising VAEs as pretraining, on a handful of embedded digits."""

import pytest
import torch

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import mnist
from dlc_support.evaluation import energy_distance
from dlc_support.objectives import GreyCrossEntropy, NegativeELBO
from dlc_support.recipes.variational import denoising_vae as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(
    **{"train": 60, "valid": 30, "test": 60, "neighbours": 40, "hidden": 12, "latents": 3},
    **{"head": 8, "epochs": 1, "longer_epochs": 2, "longest_epochs": 3, "batch_size": 20},
)


class Watched(Seed):
    """Keeps what each network was trained on, and what it went on from."""

    def network(self, name, data, **how):
        self.__dict__.setdefault("seen", {})[name] = (data, how.get("after"))
        return super().network(name, data, **how)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        one = Watched(recipe.NETWORKS, TINY, 0)
        yield one, recipe.run(one)


def test_every_claim_and_every_published_number_has_its_cell(found):
    _, rows = found
    cells = [cell for claim in recipe.RECIPE.claims for cell in claim.cells()]
    for group, row, column in [*cells, *recipe.RECIPE.published]:
        assert column in rows[group, row]


def test_all_encoders_have_one_loss_and_differ_in_the_noise_alone():
    objectives = {
        name: network.objective
        for name, network in recipe.NETWORKS.each.items()
        if isinstance(network.objective, NegativeELBO)
    }
    for (_, arm, _), objective in objectives.items():
        noise = GaussianNoise(0.4) if "DVAE" in arm else None
        assert objective == NegativeELBO(GreyCrossEntropy(), corruption=noise)
    assert len(objectives) == 8


def test_pretraining_sees_its_own_set_and_fine_tuning_the_hard_one(found):
    seen = found[0].seen
    digits = mnist().train.take(TINY.train)
    for where, arm in recipe.WAYS:
        data, _ = seen[where, arm, 0]
        assert torch.equal(data.inputs, digits.inputs) == (where == recipe.DIGITS)
        assert "rotated (spline), on noise (fill)" in seen[recipe.name(where, arm)][0].name


def test_the_second_level_learns_from_the_squashed_means_of_the_first(found):
    one, _ = found
    data, _ = one.seen[recipe.DIGITS, recipe.STACKED_DENOISING, 1]
    _, below = one.seen[recipe.name(recipe.DIGITS, recipe.STACKED_DENOISING)]
    code = below[0].encode(mnist().train.take(TINY.train).inputs).mean
    torch.testing.assert_close(data.inputs, code.sigmoid())
    assert data.range == "unit"


def test_controls_begin_with_no_encoder_and_have_the_epochs_of_both_stages(found):
    seen, epochs = found[0].seen, recipe.Config()
    for arm in recipe.CONTROLS:
        assert seen[recipe.name(recipe.NOTHING, arm)][1] is None
    assert epochs.longer_epochs == 2 * epochs.epochs
    assert epochs.longest_epochs == 3 * epochs.epochs


def test_a_frozen_code_is_what_its_classifier_sees(found):
    seen = found[0].seen
    data, after = seen[recipe.name(recipe.DIGITS, recipe.DENOISING, recipe.FROZEN)]
    below = seen[recipe.name(recipe.DIGITS, recipe.DENOISING)][1]
    hard = seen[recipe.name(recipe.NOTHING, recipe.PIXELS)][0]
    torch.testing.assert_close(data.inputs, recipe.means(below, hard.inputs))
    assert after is None
    pca, _ = seen[recipe.name(recipe.NOTHING, recipe.PCA, recipe.FROZEN)]
    assert pca.inputs.shape == (TINY.train, TINY.latents)


def test_the_distance_is_that_of_decoded_draws_from_the_prior(found):
    model = found[0].seen[recipe.name(recipe.DIGITS, recipe.PLAIN)][1][0]
    test = mnist().test.take(40)
    place = recipe.derived_seed(3, recipe.SAMPLE_DRAW)
    draws = torch.randn(40, TINY.latents, generator=torch.Generator().manual_seed(place))
    samples = model.decode(draws).sigmoid().detach().flatten(1)
    expected = energy_distance(samples, test.inputs.flatten(1))
    assert recipe.distance(model, test, 3) == pytest.approx(expected)
    assert expected > 0.5  # after one epoch
