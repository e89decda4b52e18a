import pytest
import torch
from torch import Generator

from dlc_support.data.digits import embedded_digits
from dlc_support.recipes.representations import manifolds
from dlc_support.recipes.representations.manifolds import Config
from dlc_support.tables import Seed

TINY = Config(
    **{"train": 60, "judged": 200, "test": 70, "pairs": 6, "width": 12, "hidden": 10, "code": 3},
    **{"block_epochs": 1, "epochs": 1, "judge_epochs": 8, "batch_size": 20},
)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A seed whose networks are trained, and its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        one = Seed(manifolds.NETWORKS, TINY, 0)
        yield one, manifolds.run(one)


def test_every_claim_and_every_map_has_its_numbers(found):
    _, rows = found
    for claim in manifolds.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in rows[group, row]
    without = {where for where, columns in rows.items() if manifolds.IN_MAP not in columns}
    assert {where for where in without if where[0] in (manifolds.STACK, manifolds.NARROW)} == {
        *manifolds.NO_MAP
    }


def test_codes_have_the_sizes_that_are_asked_for_and_untrained_ones_differ(found):
    one, _ = found
    digits = embedded_digits()
    train, test = digits.train.take(TINY.train), digits.test.take(9)
    codes = manifolds.codes(one, train, test)
    assert codes[manifolds.PIXELS].shape == (9, 784)
    for arm in (manifolds.UNTRAINED, manifolds.PLAIN, manifolds.DENOISING):
        assert codes[manifolds.STACK, arm].shape == (9, TINY.width)
        assert codes[manifolds.NARROW, arm].shape == (9, TINY.code)
    untrained, plain = (codes[manifolds.STACK, a] for a in (manifolds.UNTRAINED, manifolds.PLAIN))
    assert not torch.allclose(untrained, plain)


def test_variance_between_classes_is_one_for_points_and_none_for_equal_means():
    labels = torch.arange(40) % 2
    assert manifolds.between(labels[:, None].float(), labels) == pytest.approx(1)
    spread = torch.tensor([-1.0, -1.0, 1.0, 1.0]).repeat(10)[:, None]
    assert manifolds.between(spread, labels) == pytest.approx(0)
    mixed = torch.tensor([0.0, 1.0, 2.0, 3.0])[:, None]  # by hand: 4 (0.5)^2 / 5
    assert manifolds.between(mixed, torch.tensor([0, 1, 0, 1])) == pytest.approx(0.2)


def test_a_seed_draws_its_own_digits_and_none_twice():
    split = embedded_digits().test
    first, again, other = (manifolds.drawn(split, 50, seed) for seed in (0, 0, 1))
    assert torch.equal(first.inputs, again.inputs)
    assert not torch.equal(first.inputs, other.inputs)
    assert len(manifolds.drawn(split, len(split), 0).inputs.unique(dim=0)) == len(
        split.inputs.unique(dim=0)
    )


def test_a_map_is_made_again_from_its_seed():
    points = torch.randn(40, 5, generator=Generator().manual_seed(0))
    first, again = (manifolds.tsne(points, 3, perplexity=5.0) for _ in range(2))
    assert first.shape == (40, 2)
    assert torch.equal(first, again)
