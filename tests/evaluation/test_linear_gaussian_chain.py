"""The exact chain against the normal distribution of all its numbers together."""

import math

import pytest
import torch
from torch import Generator

from dlc_support.evaluation import LinearGaussianChain

A, Q, R, TIME = 0.9, 0.4, 0.5, 7
CHAIN = LinearGaussianChain(A, process=Q, observation=R)
_, X = CHAIN.draw(5, TIME, Generator().manual_seed(0))
X = X.double()
ONE = torch.ones(5, dtype=torch.long)


def joint():
    """Covariance of all states, then all observations, of a stationary chain."""
    apart = (torch.arange(TIME)[:, None] - torch.arange(TIME)).abs()
    states = Q / (1 - A**2) * torch.tensor(A, dtype=torch.float64) ** apart
    seen = states + R * torch.eye(TIME, dtype=torch.float64)
    return torch.cat([torch.cat([states, states], 1), torch.cat([states, seen], 1)])


def conditioned(about, given, values):
    """Mean (batch) and standard deviation of one number, given others of the 2 * TIME."""
    whole = joint()
    gain = whole[about, given] @ torch.linalg.inv(whole[given][:, given])
    return values @ gain, (whole[about, about] - gain @ whole[given, about]).sqrt()


@pytest.mark.parametrize("time", [0, 3, 6])
def test_the_belief_is_the_state_given_all_observations_so_far(time):
    belief = CHAIN.belief(CHAIN.beliefs(X)[:, time])
    given = [TIME + step for step in range(time + 1)]
    mean, std = conditioned(time, given, X[:, : time + 1, 0])
    torch.testing.assert_close(belief.mean[:, 0], mean)
    torch.testing.assert_close(belief.log_std[:, 0], std.log().expand(5))


@pytest.mark.parametrize("time", [0, 3, 6])
def test_the_smoothed_state_is_given_all_observations(time):
    smoothed = CHAIN.smoothed(X)
    mean, std = conditioned(time, [TIME + step for step in range(TIME)], X[..., 0])
    torch.testing.assert_close(smoothed.mean[:, time, 0], mean)
    torch.testing.assert_close(smoothed.log_std[:, time, 0], std.log().expand(5))


@pytest.mark.parametrize("jump", [1, 2, 3])
def test_the_state_before_a_jump_is_given_the_one_after_it_and_the_past(jump):
    b, first = CHAIN.beliefs(X), 2
    later = torch.randn(5, 1, generator=Generator().manual_seed(1), dtype=torch.float64)
    found = CHAIN.smoothing(later, b[:, first], b[:, first + jump], jump * ONE)
    given = [*(TIME + step for step in range(first + 1)), first + jump]
    mean, std = conditioned(first, given, torch.cat([X[:, : first + 1, 0], later], 1))
    torch.testing.assert_close(found.mean[:, 0], mean)
    torch.testing.assert_close(found.log_std[:, 0], std.log().expand(5))


@pytest.mark.parametrize("jump", [1, 3])
def test_a_prediction_and_its_evidence_are_given_the_past_alone(jump):
    now = CHAIN.belief(CHAIN.beliefs(X)[:, 2])
    given = [TIME, TIME + 1, TIME + 2]
    mean, std = conditioned(2 + jump, given, X[:, :3, 0])
    coming = CHAIN.predicted(now, jump * ONE)
    torch.testing.assert_close(coming.mean[:, 0], mean)
    torch.testing.assert_close(coming.log_std[:, 0], std.log().expand(5))
    seen = X[:, 2 + jump]
    law = torch.distributions.Normal(*conditioned(TIME + 2 + jump, given, X[:, :3, 0]))
    torch.testing.assert_close(CHAIN.log_evidence(now, seen, jump * ONE), law.log_prob(seen[:, 0]))


def test_a_long_jump_is_as_many_short_ones():
    z = torch.tensor([[1.5]], dtype=torch.float64)
    mean, variance = z, 0.0
    for _ in range(3):
        mean, variance = A * mean, A**2 * variance + Q
    jump = CHAIN.transition(z, torch.tensor([3]))
    torch.testing.assert_close(jump.mean, mean)
    assert (2 * jump.log_std).exp().item() == pytest.approx(variance)


def test_draws_have_the_covariance_of_the_chain():
    states, seen = CHAIN.draw(20_000, TIME, Generator().manual_seed(1))
    found = torch.cat([states, seen], dim=1)[..., 0].T.cov().double()
    assert (found - joint()).abs().max() < 0.1


def test_frames_are_decoded_as_the_state_itself():
    torch.testing.assert_close(CHAIN.decode(X[:, 0]), X[:, 0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"coefficient": 1.0}, r"coefficient must lie in \(-1, 1\), got 1.0"),
        ({"process": 0.0}, "process must be positive"),
        ({"observation": math.inf}, "observation must be positive and finite"),
        ({"jumps": 0}, "jumps"),
    ],
)
def test_settings_outside_their_domain_are_refused(change, message):
    settings = {"coefficient": A, "process": Q, "observation": R} | change
    with pytest.raises(ValueError, match=message):
        LinearGaussianChain(settings.pop("coefficient"), **settings)
