import pytest
import torch

from dlc_support.corruptions import Chain, GaussianBlur, GaussianNoise, ZeroMask


def seeded():
    return torch.Generator().manual_seed(5)


def test_the_links_act_in_order_on_one_generator():
    clean, generator = torch.rand(4, 1, 9, 9), seeded()
    chain = Chain(GaussianBlur(1.0), GaussianNoise(0.2), ZeroMask(0.3))
    step = GaussianBlur(1.0)(clean, generator)
    step = GaussianNoise(0.2)(step, generator)
    assert torch.equal(chain(clean, seeded()), ZeroMask(0.3)(step, generator))


def test_order_matters():
    clean = torch.ones(4, 1, 9, 9)
    erased_last = Chain(GaussianNoise(0.1), ZeroMask(0.5))(clean, seeded())
    erased_first = Chain(ZeroMask(0.5), GaussianNoise(0.1))(clean, seeded())
    assert (erased_last == 0).any()
    assert not (erased_first == 0).any()
    assert Chain(ZeroMask(0.5), GaussianNoise(0.1)) != Chain(GaussianNoise(0.1), ZeroMask(0.5))


def test_a_chain_of_chains_is_a_chain():
    inner = Chain(GaussianNoise(0.1), ZeroMask(0.5))
    nested, flat = Chain(inner, inner), Chain(*inner.corruptions, *inner.corruptions)
    clean = torch.ones(2, 6)
    assert torch.equal(nested(clean, seeded()), flat(clean, seeded()))


def test_a_chain_is_unbiased_only_if_every_link_is():
    assert Chain(GaussianNoise(0.1), GaussianNoise(0.2)).unbiased
    assert not Chain(GaussianNoise(0.1), ZeroMask(0.2)).unbiased


def test_a_chain_without_links_is_refused():
    with pytest.raises(ValueError, match="at least one corruption"):
        Chain()


def test_a_class_in_place_of_a_member_is_refused():
    with pytest.raises(
        TypeError, match=r"each link of a chain must be a corruption, .*the class ZeroMask"
    ):
        Chain(GaussianNoise(0.1), ZeroMask)
