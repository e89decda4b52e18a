"""Float32 inside a run in bfloat16."""

import pytest
import torch
from torch import nn

from dlc_support.precision import in_float32


def divergence(mean, log_std):
    return 0.5 * (mean.square() + (2 * log_std).exp() - 1 - 2 * log_std).sum()


def kl_of_heads(call):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        head, features = nn.Linear(64, 20), torch.randn(500, 64)
        with torch.no_grad():
            head.weight.mul_(0.1)  # a posterior near its prior: a small difference of large terms
    exact = divergence(*head.double()(features.double()).chunk(2, dim=1))
    head.float()
    with torch.autocast("cpu", torch.bfloat16):
        found = call(head, features)
    return found.double().item() / exact.item() - 1


def test_a_divergence_of_float32_heads_is_right_under_autocast_and_of_bf16_heads_it_is_not():
    careful = kl_of_heads(
        lambda head, x: in_float32(divergence, *in_float32(head, x).chunk(2, dim=1))
    )
    careless = kl_of_heads(lambda head, x: divergence(*head(x).chunk(2, dim=1)))
    assert abs(careful) < 1e-5
    assert abs(careless) > 20 * 1e-5


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (torch.bfloat16, torch.float32),
        (torch.float32, torch.float32),
        (torch.float64, torch.float64),
    ],
)
def test_lower_precision_is_lifted_and_higher_kept(given, expected):
    assert in_float32(torch.exp, torch.ones(2, dtype=given)).dtype == expected


def test_autocast_goes_on_behind_it():
    layer, inputs = nn.Linear(2, 2), torch.ones(1, 2)
    with torch.autocast("cpu", torch.bfloat16):
        in_float32(layer, inputs)
        assert layer(inputs).dtype == torch.bfloat16
