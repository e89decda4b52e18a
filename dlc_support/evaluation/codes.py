"""Codes of examples under a trained encoder, as data for what comes behind it."""

from dataclasses import replace

import torch
from torch import nn

from dlc_support.arguments import check_counts
from dlc_support.data.split import Split
from dlc_support.evaluation.denoiser import evaluating


def encoded(model: nn.Module, split: Split, *, batch_size: int = 1000) -> Split:
    """The same rows and labels, with the codes of the inputs as inputs.

    The encoder is frozen here, so its codes are computed once, in evaluation mode and without
    gradients: the next block of a stack, a probe or a map learns from them as from any data.

    Args:
        model: A model with `encode`; it stays on its device.
        split: What is encoded; targets, if there are any, are dropped.
        batch_size: Rows at a time.

    Returns:
        Codes on the device of the split; the range is `"unit"` where all lie in [0, 1].

    Example:
        >>> from dlc_support.models import MLP
        >>> sigmoid = MLP((4, 3, 4), activation=nn.Sigmoid)
        >>> encoded(sigmoid, Split(torch.zeros(5, 4), name="zeros"))
        Split(inputs=(5, 3), name='codes of zeros', source='', range='unit')
    """
    check_counts(batch_size=batch_size)
    weight = next(model.parameters(), split.inputs)
    with evaluating(model):
        parts = [model.encode(part.to(weight)) for part in split.inputs.split(batch_size)]
    codes = torch.cat(parts).to(split.inputs)
    within = bool(codes.min() >= 0) and bool(codes.max() <= 1)
    return replace(
        split,
        inputs=codes,
        targets=None,
        name=f"codes of {split.name}",
        range="unit" if within else "unbounded",
    )
