"""Grey images as black and white ones."""

from dataclasses import replace
from zlib import crc32

import torch
from torch import Generator

from dlc_support.data.split import Split


def binarised(split: Split, threshold: float = 0.5, *, seed: int | None = None) -> Split:
    r"""A split of images with each pixel of inputs and targets set to 0 or 1.

    By default $1[x > t]$. With a seed the *static* binarisation of the literature: one draw
    $\mathcal{B}(x)$ of each pixel, with its grey level as probability, made once. These are two
    data sets: likelihoods on one do not compare with those on the other, nor with the dynamic
    binarisation (`corruptions.Binarisation`), which draws at each step.

    Args:
        split: Images in [0, 1] (`range="unit"`).
        threshold: Grey level $t$ in [0, 1) above which a pixel is ink; not used with a seed.
        seed: Of the static draw.

    Returns:
        The same rows with `range="binary"`; the name says how they became binary.

    Raises:
        ValueError: If the split does not hold grey images or `threshold` is outside [0, 1).

    Source:
        Salakhutdinov and Murray (2008), the statically binarised digits.

    Example:
        >>> grey = Split(torch.tensor([[0.2, 0.5, 0.9]]), name="MNIST test", range="unit")
        >>> binarised(grey).inputs, binarised(grey).name
        (tensor([[0., 0., 1.]]), 'binarised MNIST test')
        >>> binarised(grey, seed=0).name
        'statically binarised MNIST test'
    """
    if split.range != "unit":
        raise ValueError(f"split must have range 'unit' (grey images), got {split.range!r}")
    if not 0 <= threshold < 1:
        raise ValueError(f"threshold must lie in [0, 1), got {threshold}")
    # The parts of a data set must not share their draws: their names tell them apart.
    draws = (
        None if seed is None else Generator().manual_seed(crc32(f"{seed} {split.name}".encode()))
    )
    ink = {}
    for name in ("inputs", "targets"):
        if (grey := split.tensors().get(name)) is not None:
            level = (
                threshold if draws is None else torch.rand(grey.shape, generator=draws).to(grey)
            )
            ink[name] = (grey > level).to(grey)
    kind = "binarised" if seed is None else "statically binarised"
    return replace(split, **ink, name=f"{kind} {split.name}", range="binary")
