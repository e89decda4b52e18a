import pytest
import torch

from dlc_support.data import embedded_digits
from dlc_support.recipes.representations import convolutional
from dlc_support.recipes.representations.convolutional import CDAE, NAMES, TRANSPOSED, Config
from dlc_support.recipes.representations.sdae_networks import ACCURACY
from dlc_support.tables import Seed

TINY = Config(
    **{"train": 40, "test": 30, "width": 12, "batch_size": 20},
    **{"block_epochs": 1, "tuning_epochs": 1, "whole_epochs": 1},
)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A seed whose networks are trained, and its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        one = Seed(convolutional.NETWORKS, TINY, 0)
        yield one, convolutional.run(one)


def test_every_claim_and_every_printed_number_has_its_cell(found):
    _, rows = found
    cells = [where for claim in convolutional.RECIPE.claims for where in claim.cells()]
    for group, row, column in [*cells, *convolutional.RECIPE.published]:
        assert column in rows[group, row]


def test_the_blocks_begin_the_classifier(found):
    one, _ = found
    digits = embedded_digits().train.take(TINY.train)
    blocks = convolutional.stack(one, CDAE, digits)
    classifier = convolutional.classifier(TINY, blocks)
    codes = blocks[1].encode(blocks[0].encode(digits.inputs[:3]))
    assert codes.shape == (3, 16, 7, 7)
    assert torch.equal(classifier.encode(digits.inputs[:3]), codes)


def test_the_control_is_trained_for_as_many_epochs_in_all():
    for config in (convolutional.RECIPE.settings("full"), convolutional.RECIPE.settings("quick")):
        both = len(convolutional.BLOCKS) * config.block_epochs + config.tuning_epochs
        assert config.whole_epochs == both


def test_the_other_decoder_is_tested_on_one_set(found):
    _, rows = found
    assert [name for name in NAMES if (name, TRANSPOSED) in rows] == ["bg-rand"]
    assert all(0 <= columns[ACCURACY].mean <= 100 for columns in rows.values())


def test_backgrounds_are_put_behind_turned_digits():
    digits = embedded_digits().take(20)
    made = convolutional.made("bg-rand-rot", digits, 0)
    turned = convolutional.varied(digits.train, rotated=True, compositing="fill", seed=0).inputs
    behind = made.train.inputs[turned == 0]
    assert (behind.mean(), behind.std()) == (
        pytest.approx(0.5, abs=0.01),
        pytest.approx(12**-0.5, abs=0.01),
    )
    assert torch.equal(made.train.inputs[turned > 0], turned[turned > 0])
