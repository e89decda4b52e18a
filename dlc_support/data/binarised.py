"""Grey images as black and white ones."""

from dataclasses import replace

from dlc_support.data.split import Split


def binarised(split: Split, threshold: float = 0.5) -> Split:
    r"""A split of images with each pixel of inputs and targets set to 0 or 1: $1[x > t]$.

    Args:
        split: Images in [0, 1] (`range="unit"`).
        threshold: Grey level $t$ in [0, 1) above which a pixel is ink.

    Returns:
        The same rows; the name says that they are binarised.

    Raises:
        ValueError: If the split does not hold images or `threshold` is outside [0, 1).

    Example:
        >>> import torch
        >>> grey = Split(torch.tensor([[0.2, 0.5, 0.9]]), name="MNIST test", range="unit")
        >>> binarised(grey).inputs, binarised(grey).name
        (tensor([[0., 0., 1.]]), 'binarised MNIST test')
    """
    if split.range != "unit":
        raise ValueError(f"split must have range 'unit' (images), got {split.range!r}")
    if not 0 <= threshold < 1:
        raise ValueError(f"threshold must lie in [0, 1), got {threshold}")
    ink = {
        name: (value > threshold).to(value)
        for name, value in split.tensors().items()
        if name in ("inputs", "targets")
    }
    return replace(split, **ink, name=f"binarised {split.name}")
