import pytest
import torch

from dlc_support.models import PairCritic


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def test_the_logit_depends_on_both_images_of_the_pair():
    candidate, corrupted = (torch.rand(3, 1, 28, 28, requires_grad=True) for _ in range(2))
    PairCritic()(candidate, corrupted).sum().backward()
    assert (candidate.grad != 0).all()
    assert (corrupted.grad != 0).all()


def test_the_order_of_the_pair_matters():
    critic, one, other = PairCritic(), torch.rand(3, 1, 28, 28), torch.rand(3, 1, 28, 28)
    assert not torch.allclose(critic(one, other), critic(other, one))


def test_a_penalty_on_the_gradient_can_be_trained():
    critic, clean = PairCritic(), torch.rand(3, 1, 28, 28, requires_grad=True)
    logits = critic(clean, torch.rand(3, 1, 28, 28))
    (slope,) = torch.autograd.grad(logits.sum(), clean, create_graph=True)
    slope.square().sum().backward()
    assert all(weight.grad.any() for weight in critic.parameters() if weight.ndim > 1)


def test_images_of_another_size_are_refused():
    with pytest.raises(ValueError, match="candidate and corrupted must be 28x28"):
        PairCritic()(torch.zeros(2, 1, 14, 14), torch.zeros(2, 1, 14, 14))


def test_a_count_below_one_is_refused():
    with pytest.raises(ValueError, match="hidden must be at least 1, got 0"):
        PairCritic(hidden=0)


def test_the_logit_is_not_squeezed_into_the_unit_interval():
    critic, images = PairCritic(), torch.rand(3, 1, 28, 28)
    with torch.no_grad():
        critic.layers[-1].bias.fill_(5.0)
        assert critic(images, images).min() > 4
        critic.layers[-1].bias.fill_(-5.0)
        assert critic(images, images).max() < -4
