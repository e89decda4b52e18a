"""The critic of total correlation: a known answer, and the traps of published code."""

import math

import pytest
import torch
from torch import Generator, nn

from dlc_support.data import Batch, Split
from dlc_support.models import MLP, VAE
from dlc_support.objectives import DensityRatio, FactorELBO, permuted
from dlc_support.training import Adam, Cosine, Player, fit, seeded, train

RHO = 0.9
TRUE = -0.5 * math.log(1 - RHO**2)  # 0.8304 nats


def generator(seed=0):
    return Generator().manual_seed(seed)


def tied(count, seed):
    noise = torch.randn(count, 2, generator=generator(seed))
    second = RHO * noise[:, 0] + math.sqrt(1 - RHO**2) * noise[:, 1]
    return torch.stack([noise[:, 0], second], dim=1)


def test_permuted_columns_keep_their_values_and_lose_what_ties_them():
    codes = tied(5000, 1)
    apart = permuted(codes, generator())
    assert torch.equal(apart.sort(dim=0).values, codes.sort(dim=0).values)
    assert torch.corrcoef(codes.T)[0, 1] > 0.89
    assert torch.corrcoef(apart.T)[0, 1].abs() < 0.05


def test_values_never_change_their_column():
    # Permuting within a row instead of across the batch would mix these two.
    codes = torch.tensor([0.0, 100.0]) + torch.randn(50, 2, generator=generator())
    apart = permuted(codes, generator(1))
    assert (apart.mean(dim=0) - torch.tensor([0.0, 100.0])).abs().max() < 1


def test_each_column_has_an_order_of_its_own_and_the_seed_names_them():
    codes = torch.arange(40.0)[:, None].expand(40, 3)
    apart = permuted(codes, generator())
    assert not torch.equal(apart[:, 0], apart[:, 1])
    assert not torch.equal(apart[:, 1], apart[:, 2])
    assert torch.equal(apart, permuted(codes, generator()))


def trained(data):
    with seeded(0):
        critic = MLP((2, 64, 64, 1))
    fit(
        critic,
        DensityRatio(),
        data,
        epochs=6,
        batch_size=1000,
        optimizer=Adam(3e-3),
        schedule=Cosine(),
        progress=False,
    )
    return critic


def test_a_known_total_correlation_is_found_within_ten_per_cent():
    critic = trained(Split(tied(40_000, 1)))
    with torch.no_grad():
        found = critic(tied(20_000, 2)).mean().item()
    assert found == pytest.approx(TRUE, rel=0.1)


def test_independent_codes_have_none_of_it():
    apart = Split(torch.randn(20_000, 2, generator=generator(3)))
    critic = trained(apart)
    with torch.no_grad():
        found = critic(torch.randn(20_000, 2, generator=generator(4))).mean().item()
    assert abs(found) < 0.03


def test_at_equal_logits_the_loss_is_the_entropy_of_a_coin():
    with seeded(0):
        critic = MLP((2, 4, 1))
    for weight in critic.parameters():
        weight.data.zero_()
    loss = DensityRatio()(critic, Batch(tied(10, 1)), generator())
    assert loss.total.item() == pytest.approx(math.log(2))
    assert loss.parts["total_correlation"] == 0


class Judge(nn.Module):
    """A critic that is a given function, and remembers what it saw."""

    def __init__(self, function):
        super().__init__()
        self.function, self.seen = function, []

    def forward(self, codes):
        self.seen.append(codes)
        return self.function(codes)


def test_high_logits_for_codes_lower_the_loss_and_not_the_other_way_round():
    batch = Batch(tied(4000, 1))

    def loss(sign):
        # log q(z) - log q(z1) q(z2) of the pair in closed form, and its negative
        def critic(z):
            square = (z.square().sum(1) - 2 * RHO * z.prod(1)) / (1 - RHO**2)
            return sign * (TRUE - 0.5 * square + 0.5 * z.square().sum(1))[:, None]

        return DensityRatio()(Judge(critic), batch, generator())

    assert loss(+1).total < math.log(2) < loss(-1).total
    assert loss(+1).parts["total_correlation"].item() == pytest.approx(TRUE, abs=0.06)


def network():
    with seeded(0):
        return VAE(MLP((12, 8, 4)), MLP((2, 8, 12)), latents=2, shape=(1, 3, 4))


BINARY = torch.rand(8, 1, 3, 4, generator=Generator().manual_seed(1)).round()


def test_the_critics_step_leaves_the_encoder_without_a_gradient():
    model = network()
    critic = MLP((2, 4, 1))
    DensityRatio(model)(critic, Batch(BINARY), generator()).total.backward()
    assert all(weight.grad is None for weight in model.parameters())
    assert all(weight.grad is not None for weight in critic.parameters())


def test_in_a_run_each_player_moves_its_own_weights_only():
    models = {}
    for moving in ("model", "critic"):
        model = network()
        with seeded(1):
            critic = MLP((2, 4, 1))
        before = [[w.clone() for w in one.parameters()] for one in (model, critic)]
        still, rate = Adam(1e-30), Adam(1e-2)
        players = [
            Player(model, FactorELBO(critic=critic), rate if moving == "model" else still),
            Player(critic, DensityRatio(model), still if moving == "model" else rate, name="c"),
        ]
        for _ in train(players, Split(BINARY, range="binary"), steps=1, batch_size=8):
            pass
        after = [[*one.parameters()] for one in (model, critic)]
        models[moving] = [
            max(float((a - b).detach().abs().max()) for a, b in zip(*pair, strict=True))
            for pair in zip(before, after, strict=True)
        ]
    assert models["model"][0] > 1e-3 > 1e-6 > models["model"][1]
    assert models["critic"][1] > 1e-3 > 1e-6 > models["critic"][0]


def test_codes_are_drawn_from_the_even_rows_and_permuted_ones_from_the_odd():
    critic, codes = Judge(lambda codes: codes.sum(dim=1, keepdim=True)), tied(10, 1)
    DensityRatio()(critic, Batch(codes), generator())
    joint, product = critic.seen
    assert torch.equal(joint, codes[::2])
    assert torch.equal(product.sort(dim=0).values, codes[1::2].sort(dim=0).values)
