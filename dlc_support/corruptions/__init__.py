"""Corruptions: draws of q(corrupted given clean)."""

from dlc_support.corruptions.blur import GaussianBlur
from dlc_support.corruptions.chain import Chain
from dlc_support.corruptions.corruption import Corruption, Mask
from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.corruptions.level import RandomLevel
from dlc_support.corruptions.masks import BlockMask, SaltAndPepper, ZeroMask

__all__ = [
    "BlockMask",
    "Chain",
    "Corruption",
    "GaussianBlur",
    "GaussianNoise",
    "Mask",
    "RandomLevel",
    "SaltAndPepper",
    "ZeroMask",
]
