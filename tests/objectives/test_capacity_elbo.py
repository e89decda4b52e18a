"""The ELBO with a capacity, and the other arguments of the same objective."""

import pytest
import torch

from dlc_support.data import Batch, Split
from dlc_support.models import MLP, VAE
from dlc_support.objectives import CapacityELBO, NegativeELBO
from dlc_support.training import Adam, Ramp, fit, seeded

BINARY = torch.rand(8, 1, 3, 4, generator=torch.Generator().manual_seed(1)).round()


def network():
    with seeded(0):
        return VAE(MLP((12, 8, 4)), MLP((2, 8, 12)), latents=2, shape=(1, 3, 4))


def loss(objective, progress=0.0):
    return objective(network(), Batch(BINARY, progress=progress), torch.Generator().manual_seed(0))


@pytest.mark.parametrize("told", [{}, {"beta": 4.0}, {"beta": 2.0, "free_bits": 0.1}])
def test_without_a_capacity_it_is_the_negative_elbo_to_the_bit(told):
    one, other = loss(CapacityELBO(**told)), loss(NegativeELBO(**told))
    assert torch.equal(one.total, other.total)
    assert one.parts == other.parts


@pytest.mark.parametrize("capacity", [0.01, 5.0])  # below and above the KL
def test_the_kl_pays_for_its_distance_from_the_capacity(capacity):
    found = loss(CapacityELBO(beta=30.0, capacity=capacity))
    expected = found.parts["reconstruction"] + 30 * (found.parts["kl"] - capacity).abs()
    torch.testing.assert_close(found.total, expected)
    assert torch.equal(found.parts["kl"], loss(NegativeELBO()).parts["kl"])


def test_a_capacity_may_rise_over_the_run():
    objective = CapacityELBO(beta=1.0, capacity=Ramp(0.0, 10.0, until=0.5))
    kl = loss(objective).parts["kl"]
    for progress, nats in ((0.25, 5.0), (0.5, 10.0), (0.9, 10.0)):
        found = loss(objective, progress)
        torch.testing.assert_close(found.total - found.parts["reconstruction"], nats - kl)


def test_training_brings_the_kl_to_the_capacity():
    codes = torch.randn(400, 2, generator=torch.Generator().manual_seed(2))
    spread = torch.randn(2, 12, generator=torch.Generator().manual_seed(3))
    images = (codes @ spread > 0).float().view(400, 1, 3, 4)
    for capacity in (0.5, 2.0):
        model = network()
        history = fit(
            model,
            CapacityELBO(beta=50.0, capacity=capacity),
            Split(images, range="binary"),
            epochs=60,
            batch_size=100,
            optimizer=Adam(1e-2),
            progress=False,
        )
        assert history.train["kl"][-1] == pytest.approx(capacity, abs=0.1)


def test_wrong_capacities_are_refused():
    with pytest.raises(ValueError, match="capacity must be >= 0, got -1"):
        CapacityELBO(capacity=Ramp(2.0, -1.0))
    with pytest.raises(TypeError, match="capacity must be a number or a schedule"):
        CapacityELBO(capacity=Ramp)
    with pytest.raises(ValueError, match="free_bits must be 0 where there is a capacity"):
        CapacityELBO(capacity=3.0, free_bits=0.1)
    assert CapacityELBO(free_bits=0.1).free_bits == 0.1
