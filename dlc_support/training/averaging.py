"""An exponential moving average of the weights, in PyTorch's own implementation."""

from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


def averaged(model: nn.Module, decay: float) -> AveragedModel:
    r"""A copy of the model that follows it: $\bar w \leftarrow d\,\bar w + (1 - d)\,w$.

    The first update copies the weights. Statistics of batch normalisation are averaged as well,
    so that they fit the weights.

    Raises:
        ValueError: If `decay` is not in (0, 1).
    """
    if not 0.0 < decay < 1.0:
        raise ValueError(f"ema must be in (0, 1), got {decay}")
    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)
