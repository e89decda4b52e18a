import torch

from dlc_support.corruptions import Corruption, GaussianNoise, Mask, ZeroMask


def test_a_class_of_ones_own_is_a_corruption_without_inheriting():
    class Invert:
        def __call__(self, clean, generator):
            return 1 - clean

    assert isinstance(Invert(), Corruption)
    assert not isinstance(Invert(), Mask)


def test_a_mask_is_a_corruption_that_tells_what_it_touches():
    assert isinstance(ZeroMask(0.5), Mask)
    assert isinstance(GaussianNoise(0.5), Corruption)
    assert not isinstance(GaussianNoise(0.5), Mask)
    assert not isinstance(torch.zeros(1), Corruption)
