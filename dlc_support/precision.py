"""Float32 where it is needed in a run that computes in bfloat16."""

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor

Result = TypeVar("Result")


def in_float32(function: Callable[..., Result], *inputs: Tensor) -> Result:
    """Calls a function outside autocast, its inputs in float32 at least.

    For the heads of a distribution and for likelihoods: bfloat16 keeps 8 bits, so that a
    divergence of rounded means and variances is wrong in its second digit. A model calls its last
    layer so (`mean, log_std = in_float32(self.head, features).chunk(2, 1)`), an objective the
    formula that it computes from them.

    Args:
        function: Any function of tensors, a layer say.
        inputs: Floating-point tensors; float64 stays float64.

    Example:
        >>> layer, features = torch.nn.Linear(2, 1), torch.ones(1, 2)
        >>> with torch.autocast("cpu", torch.bfloat16):
        ...     layer(features).dtype, in_float32(layer, features).dtype
        (torch.bfloat16, torch.float32)
    """
    with torch.autocast(inputs[0].device.type, enabled=False):
        return function(
            *(value.to(torch.promote_types(value.dtype, torch.float32)) for value in inputs)
        )
