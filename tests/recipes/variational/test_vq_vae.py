"""The table of VQ-VAEs, on a handful of embedded digits."""

import pytest
import torch

from dlc_support.data import mnist
from dlc_support.recipes.variational import vq_vae as recipe
from dlc_support.tables import Seed
from dlc_support.training import seeded

TINY = recipe.Config(
    **{"train": 60, "test": 20, "clustered": 20, "codes": 6, "dimension": 4, "width": 4},
    **{"epochs": 5, "batch_size": 20},
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        yield recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def digits(count=20):
    return mnist(embedded=True).train.take(count).inputs


def test_every_claim_has_its_numbers(rows):
    for claim in recipe.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in rows[group, row]


def test_usage_lies_between_one_code_and_all(rows):
    for found in rows.values():
        assert 1 <= found[recipe.PERPLEXITY] <= TINY.codes - found[recipe.DEAD] + 1e-9


def test_network_and_patches_have_equal_bits():
    with seeded(0):
        model = recipe.vq_vae(TINY)
    images = digits(3)
    patches = recipe.PatchCodebook(digits(), digits(), TINY.codes, 0)
    assert model.nearest(model.encode(images)).shape == patches.nearest(images).shape == (3, 7, 7)
    assert model.codebook.num_embeddings == len(patches.centres) == TINY.codes
    assert model(images).shape == patches(images).shape == images.shape


def test_with_as_many_clusters_as_patches_each_patch_is_itself():
    images = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    patches = recipe.PatchCodebook(images, images, 49, 0)
    torch.testing.assert_close(patches(images), images)
    assert len(patches.nearest(images).unique()) == 49


def test_clusters_of_noisy_patches_answer_with_the_mean_of_clean_ones():
    clean = digits()
    seen = recipe.noisy(clean, 0.4, 0, recipe.TRAIN_DRAW)
    patches = recipe.PatchCodebook(seen, clean, 5, 0)
    indices = patches.nearest(seen)
    # No other picture of an index has a smaller squared error on the clean patches.
    errors = (patches(seen) - clean).square().sum()
    for index in range(5):
        for change in (-0.05, 0.05):
            moved = recipe.PatchCodebook(seen, clean, 5, 0)
            moved.means[index] += change
            assert (moved(seen) - clean).square().sum() > errors or not (indices == index).any()


def test_one_network_alone_is_trained_without_noise():
    without = [s for s, one in recipe.NETWORKS.each.items() if one.objective.corruption is None]
    assert without == [0.0, recipe.SCALELESS]


def test_normalised_vectors_have_the_scale_of_the_first_codebook():
    images = digits()
    for normalised, low, high in ((True, 0.9, 1.1), (False, 0.0, 0.5)):
        with seeded(0):
            model = recipe.vq_vae(recipe.Config(), normalised=normalised).train()
        assert low < model.encode(images).std() < high


def test_the_fall_is_that_of_the_squared_error():
    family = recipe.NETWORKS.each[0.0].objective.family
    errors = [4.0, 3.0, 2.0, 1.0, 0.9]
    target = torch.zeros(1, 784)
    losses = [-family.log_prob(target + (error / 784) ** 0.5, target).item() for error in errors]
    assert recipe.fell(losses) == pytest.approx(10.0, abs=0.1)
