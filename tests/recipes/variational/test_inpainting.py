import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.recipes.variational import inpainting
from dlc_support.recipes.variational.completions import CROSS, HOLES, seen_of
from dlc_support.recipes.variational.inpainting import Config
from dlc_support.tables import Seed

TINY = Config(
    **{"train": 80, "test": 12, "hidden": 10, "latents": 3, "draws": 4, "samples": 5},
    **{"epochs": 2, "batch_size": 20},
)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A seed whose networks are trained, and its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        one = Seed(inpainting.NETWORKS, TINY, 0)
        yield one, inpainting.run(one)


def test_every_claim_has_its_numbers_and_every_model_its_loss(found):
    _, rows = found
    for claim in inpainting.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in rows[group, row]
    for model in inpainting.MODELS:
        for loss in inpainting.FAMILIES:
            assert inpainting.TOTAL in rows[inpainting.GREY, inpainting.row(model, loss)]


def test_no_completion_reads_a_hidden_pixel(found):
    one, _ = found
    digits = embedded_digits()
    train, test = digits.train.take(TINY.train), digits.test.take(TINY.test)
    mask = seen_of(inpainting.HALF, torch.ones_like(test.inputs)) == 0
    spoiled = type(test)(
        torch.where(mask, 1 - test.inputs, test.inputs), labels=test.labels, range="unit"
    )
    here, there = (inpainting.fillings(one, train, split) for split in (test, spoiled))
    for name, filled in here.items():
        assert torch.equal(filled, there[name]), name


def test_the_plain_vae_learns_from_incomplete_digits_and_the_label_is_a_condition():
    train = embedded_digits().train.take(20)
    plain, label, image = (
        inpainting.data_for(model, train)
        for model in (inpainting.PLAIN, inpainting.LABEL, inpainting.IMAGE)
    )
    assert torch.equal(plain.inputs, seen_of(inpainting.HALF, train.inputs))
    assert torch.equal(label.condition.argmax(dim=1), train.labels)
    assert image is train


def test_what_is_minimised_counts_all_pixels_as_in_the_source():
    family = inpainting.FAMILIES["MSE"]
    assert inpainting.objective(inpainting.IMAGE, family).whole
    assert inpainting.objective(inpainting.LABEL, family).hidden is None
    one = torch.zeros(1, 784), torch.ones(1, 784)
    gained = family.log_prob(one[1], one[1]) - family.log_prob(one[0], one[1])
    torch.testing.assert_close(gained, torch.tensor([784.0]))  # the sum of squares, no factor


def test_the_bound_is_not_below_the_estimate(found):
    _, rows = found
    for seen in HOLES:
        columns = rows[inpainting.binary_group(seen), inpainting.IMAGE]
        assert columns[inpainting.BOUND].mean >= columns[inpainting.ESTIMATE].mean
        assert columns[CROSS].mean > 0
