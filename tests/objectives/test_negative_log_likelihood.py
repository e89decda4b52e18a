import pytest
import torch
from torch import nn
from torch.distributions import MultivariateNormal

from dlc_support.data.split import Batch, Split
from dlc_support.models import Glow
from dlc_support.objectives import NegativeLogLikelihood
from dlc_support.training import Adam, fit, seeded


class Normal(nn.Module):
    def log_prob(self, points):
        return MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(points)


def test_it_is_the_mean_over_the_batch_of_the_sum_over_components():
    points = torch.tensor([[0.0, 0.0], [1.0, 2.0]])
    found = NegativeLogLikelihood()(Normal(), Batch(points), torch.Generator()).total
    torch.testing.assert_close(found, torch.tensor(1.8378770664 + 2.5 / 2))


def test_a_flow_learns_a_correlated_normal_up_to_its_entropy():
    law = MultivariateNormal(torch.zeros(2), torch.tensor([[1.0, 0.8], [0.8, 1.0]]))
    with seeded(0):
        points, flow = law.sample((2000,)), Glow(2, 1, (2,), 16, squeeze=1)
    history = fit(
        flow,
        NegativeLogLikelihood(),
        Split(points),
        epochs=15,
        optimizer=Adam(5e-3),
        progress=False,
    )
    assert history.train["total"][-1] == pytest.approx(law.entropy().item(), abs=0.05)


def test_a_model_without_a_density_is_refused():
    with pytest.raises(TypeError, match="model must have log_prob, as Glow has; got Identity"):
        NegativeLogLikelihood()(nn.Identity(), Batch(torch.zeros(1, 2)), torch.Generator())
