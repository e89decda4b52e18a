"""Clean data: named tensors with their source, in memory or streamed."""

from dlc_support.data.binarised import binarised
from dlc_support.data.birds import cub200
from dlc_support.data.chroma import chroma_subsampled
from dlc_support.data.cifar import cifar10, tinted_digits
from dlc_support.data.degradation import (
    cropped,
    downscaled,
    low_resolution,
    to_bytes,
    upscaled,
)
from dlc_support.data.density import Curve, Density
from dlc_support.data.digit_variants import varied
from dlc_support.data.digits import embedded_digits
from dlc_support.data.directory import clear, data_directory, describe
from dlc_support.data.downloads import DownloadError, Patience, fetch, mirrors
from dlc_support.data.dsprites import dsprites
from dlc_support.data.duplicates import without
from dlc_support.data.generated import Generated
from dlc_support.data.larochelle import larochelle
from dlc_support.data.mnist import mnist
from dlc_support.data.moving_digits import MovingDigits
from dlc_support.data.natural_patches import natural_patches
from dlc_support.data.patches import Patches
from dlc_support.data.phantoms import phantoms, random_phantoms, shepp_logan
from dlc_support.data.photographs import Photographs, photographs
from dlc_support.data.ratings import Ratings, low_rank_ratings, movielens, read_ratings
from dlc_support.data.resolutions import MixedScales, joined, resolutions
from dlc_support.data.slices import slices
from dlc_support.data.split import Batch, Data, Split, Splits
from dlc_support.data.sprites import Sprites
from dlc_support.data.stream import Stream
from dlc_support.data.toys import (
    GaussianMixture,
    Moons,
    OpenCircle,
    Spiral,
    densities,
    toy_split,
    toy_splits,
)

__all__ = [
    "Batch",
    "Curve",
    "Data",
    "Density",
    "DownloadError",
    "GaussianMixture",
    "Generated",
    "MixedScales",
    "Moons",
    "MovingDigits",
    "OpenCircle",
    "Patches",
    "Patience",
    "Photographs",
    "Ratings",
    "Spiral",
    "Split",
    "Splits",
    "Sprites",
    "Stream",
    "binarised",
    "chroma_subsampled",
    "cifar10",
    "clear",
    "cropped",
    "cub200",
    "data_directory",
    "densities",
    "describe",
    "downscaled",
    "dsprites",
    "embedded_digits",
    "fetch",
    "joined",
    "larochelle",
    "low_rank_ratings",
    "low_resolution",
    "mirrors",
    "mnist",
    "movielens",
    "natural_patches",
    "phantoms",
    "photographs",
    "random_phantoms",
    "read_ratings",
    "resolutions",
    "shepp_logan",
    "slices",
    "tinted_digits",
    "to_bytes",
    "toy_split",
    "toy_splits",
    "upscaled",
    "varied",
    "without",
]
