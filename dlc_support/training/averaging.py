"""An exponential moving average of the weights, by PyTorch's own class."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


def averaged(model: nn.Module, decay: float) -> AveragedModel:
    r"""A copy of the model that follows it: $\bar w \leftarrow d\,\bar w + (1 - d)\,w$.

    The first update copies the weights. Statistics of batch normalisation are averaged as well,
    so that they fit the weights; counts, and whatever else is no real number, are copied.

    Raises:
        ValueError: If `decay` is not in (0, 1).
    """
    if not 0.0 < decay < 1.0:
        raise ValueError(f"ema must be in (0, 1), got {decay}")
    return AveragedModel(model, multi_avg_fn=_average_or_copy(decay), use_buffers=True)


def _average_or_copy(decay: float) -> Callable:
    average = get_ema_multi_avg_fn(decay)

    def update(averages: list[Tensor], values: list[Tensor], count: Tensor | int) -> None:
        # PyTorch hands over tensors of one type at a time.
        if averages[0].is_floating_point() or averages[0].is_complex():
            average(averages, values, count)
        else:
            torch._foreach_copy_(averages, values)

    return update
