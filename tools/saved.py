"""The one way in which `python -m tools.weights` records a network."""

import torch
from torch import nn

from dlc_support.provenance import provenance
from dlc_support.weights import Training, save_weights, weights


def saved(
    halved: nn.Module, name: str, made: Training, metric: tuple[str, float], data: str
) -> float:
    """Records weights that float16 holds, with the number that they reproduce, and returns it."""
    circumstances = provenance(budget="full", data=data)
    value = round(metric[1], 4)
    save_weights(halved, name, made=made, metric=(metric[0], value), provenance=circumstances)
    for key, kept in weights(name).items():
        assert torch.equal(kept, halved.state_dict()[key])
    return value
