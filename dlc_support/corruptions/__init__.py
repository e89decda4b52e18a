"""Corruptions: draws of q(corrupted given clean)."""

from dlc_support.corruptions.bernoulli import BernoulliNoise
from dlc_support.corruptions.binarisation import Binarisation
from dlc_support.corruptions.blur import GaussianBlur
from dlc_support.corruptions.chain import Chain
from dlc_support.corruptions.clipped import Clipped
from dlc_support.corruptions.corruption import Corruption, Mask
from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.corruptions.impulses import RandomImpulses
from dlc_support.corruptions.learned import LearnedNoise
from dlc_support.corruptions.level import RandomLevel, RandomMask
from dlc_support.corruptions.log_level import LogUniformLevel
from dlc_support.corruptions.masks import BlockMask, QuadrantMask, SaltAndPepper, ZeroMask
from dlc_support.corruptions.poisson import PoissonNoise
from dlc_support.corruptions.rectangles import RectangleMask
from dlc_support.corruptions.scheduled import Scheduled
from dlc_support.corruptions.spectrum import Scan, SpectrumMask
from dlc_support.corruptions.text_overlay import TextOverlay

__all__ = [
    "BernoulliNoise",
    "Binarisation",
    "BlockMask",
    "Chain",
    "Clipped",
    "Corruption",
    "GaussianBlur",
    "GaussianNoise",
    "LearnedNoise",
    "LogUniformLevel",
    "Mask",
    "PoissonNoise",
    "QuadrantMask",
    "RandomImpulses",
    "RandomLevel",
    "RandomMask",
    "RectangleMask",
    "SaltAndPepper",
    "Scan",
    "Scheduled",
    "SpectrumMask",
    "TextOverlay",
    "ZeroMask",
]
