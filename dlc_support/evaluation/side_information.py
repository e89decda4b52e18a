"""What a method is given besides the corrupted image."""

from enum import StrEnum


class SideInformation(StrEnum):
    """What a method is given besides the corrupted image; two are compared fairly if it is equal.

    Example:
        >>> f"given {SideInformation.MASK}"
        'given the mask'
    """

    NOTHING = "nothing"
    MASK = "the mask"
    KERNEL = "the kernel"
    NOISE_LEVEL = "the noise level"
    SAMPLES = "the samples"
    TRAINING_PAIRS = "training pairs"
