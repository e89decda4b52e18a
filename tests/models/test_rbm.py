"""The restricted Boltzmann machine against enumeration, closed forms and scikit-learn's."""

import pytest
import torch
from sklearn.neural_network import BernoulliRBM
from torch import Generator, nn

from dlc_support.models import MLP, RBM


def seeded(seed=0):
    return Generator().manual_seed(seed)


def machine(visible=6, hidden=4, *, scale=1.0, seed=0):
    """One with weights that matter."""
    made = RBM(visible, hidden).double()
    generator = seeded(seed)
    for parameter in made.parameters():
        values = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
        parameter.data.copy_(scale * values)
    return made


def states(units):
    return torch.cartesian_prod(*units * [torch.tensor([0.0, 1.0], dtype=torch.float64)])


def joint(made):
    """The energy of each state of both sides, (visible states, hidden states)."""
    visible, hidden = states(made.bias.numel()), states(made.layer.bias.numel())
    alone = -(visible @ made.bias)[:, None] - hidden @ made.layer.bias
    return alone - visible @ made.layer.weight.T @ hidden.T


def test_free_energy_sums_the_hidden_units_out():
    made = machine()
    torch.testing.assert_close(made.free_energy(states(6)), -(-joint(made)).logsumexp(dim=1))


def test_means_are_those_of_the_joint_density():
    made = machine()
    given = (-joint(made)).softmax(dim=1)  # of the hidden states, by visible state
    torch.testing.assert_close(made.encode(states(6)), given @ states(4))
    given = (-joint(made)).softmax(dim=0).T
    torch.testing.assert_close(made.decode(states(4)), given @ states(6))


def test_the_gradient_of_the_free_energy_is_the_closed_form():
    made, seen = machine(), torch.rand(1, 6, generator=seeded(), dtype=torch.float64)
    made.free_energy(seen).sum().backward()
    code = made.encode(seen).detach()
    torch.testing.assert_close(made.layer.weight.grad, -code.T @ seen)
    torch.testing.assert_close(made.layer.bias.grad, -code[0])
    torch.testing.assert_close(made.bias.grad, -seen[0])


def test_codes_and_energies_are_those_of_scikit_learn():
    made, seen = machine(20, 7), torch.rand(30, 20, generator=seeded(1), dtype=torch.float64)
    theirs = BernoulliRBM(7)
    theirs.components_ = made.layer.weight.detach().numpy()
    theirs.intercept_hidden_ = made.layer.bias.detach().numpy()
    theirs.intercept_visible_ = made.bias.detach().numpy()
    torch.testing.assert_close(made.encode(seen), torch.from_numpy(theirs.transform(seen.numpy())))
    energies = torch.from_numpy(theirs._free_energy(seen.numpy()))
    torch.testing.assert_close(made.free_energy(seen), energies)


def test_a_step_of_the_chain_leaves_the_density_as_it_is():
    made, count = machine(4, 3, scale=0.7), 100_000
    density = (-made.free_energy(states(4))).softmax(dim=0)
    numbers = torch.multinomial(density, count, replacement=True, generator=seeded(2))
    after = made.gibbs(states(4)[numbers], seeded(3))
    place = after @ torch.tensor([8.0, 4.0, 2.0, 1.0], dtype=torch.float64)
    found = torch.bincount(place.long(), minlength=16) / count
    # Four standard errors, of each of the 16 states.
    assert ((found - density).abs() < 4 * (density / count).sqrt()).all()


def test_a_chain_forgets_where_it_began():
    made = machine(4, 3, scale=0.7)
    mean = (-made.free_energy(states(4))).softmax(dim=0) @ states(4)
    chain = torch.ones(40_000, 4, dtype=torch.float64)
    first = made.gibbs(chain, seeded(4))
    for step in range(30):
        chain = made.gibbs(chain, seeded(5 + step))
    assert (first.mean(dim=0) - mean).abs().max() > 0.05
    assert (chain.mean(dim=0) - mean).abs().max() < 0.01


def test_draws_are_binary_keep_the_shape_and_have_no_graph():
    images = torch.rand(3, 1, 2, 3, generator=seeded())
    drawn = RBM(6, 4).gibbs(images, seeded())
    assert drawn.shape == images.shape
    assert drawn.unique().tolist() == [0, 1]
    assert not drawn.requires_grad


def test_the_unrolled_network_has_the_same_means_and_weights_of_its_own():
    made, images = machine(), torch.rand(5, 1, 2, 3, generator=seeded(), dtype=torch.float64)
    network = made.unrolled()
    torch.testing.assert_close(network.encode(images), made.encode(images))
    torch.testing.assert_close(network(images).sigmoid(), made(images))
    with torch.no_grad():
        made.layer.weight.zero_()
        made.bias.zero_()
    assert network.layers[0].weight.any()
    assert network.layers[-1].bias.any()


def test_a_network_takes_a_machine_as_a_layer():
    made, images = machine().float(), torch.rand(5, 6, generator=seeded())
    network = MLP((6, 4, 2), activation=nn.Sigmoid)
    network.load_layer(1, made.unrolled())
    torch.testing.assert_close(network.encode(images, 1), made.encode(images))


def test_first_weights_are_small_and_biases_zero():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = RBM(784, 100)
    assert made.layer.weight.std().item() == pytest.approx(0.01, rel=0.02)
    assert not made.layer.bias.any()
    assert not made.bias.any()


@pytest.mark.parametrize("sizes", [{"visible": 0, "hidden": 4}, {"visible": 6, "hidden": 0}])
def test_a_machine_without_units_is_refused(sizes):
    name = min(sizes, key=sizes.get)
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        RBM(**sizes)
