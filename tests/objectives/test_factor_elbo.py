"""The FactorVAE's own side, and its run: two players that resume to the bit."""

import pytest
import torch

from dlc_support.data import Batch, Sprites
from dlc_support.models import MLP, VAE
from dlc_support.objectives import CapacityELBO, DensityRatio, FactorELBO, NegativeELBO
from dlc_support.training import Adam, CheckpointConfig, Player, Runtime, fit, seeded

BINARY = torch.rand(8, 1, 8, 8, generator=torch.Generator().manual_seed(1)).round()
SMALL = Sprites(side=8, sizes=(3, 2, 4, 4, 4))


def networks():
    with seeded(0):
        model = VAE(MLP((64, 12, 6)), MLP((3, 12, 64)), latents=3, shape=(1, 8, 8))
        return model, MLP((3, 8, 1))


def loss(objective, model, rows=BINARY):
    return objective(model, Batch(rows), torch.Generator().manual_seed(0))


def test_it_is_the_negative_elbo_of_the_even_rows_and_the_critics_mean():
    model, critic = networks()
    found = loss(FactorELBO(critic=critic, gamma=7.0), model)
    plain = loss(NegativeELBO(), model, BINARY[::2])
    noise = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    logits = critic(model.encode(BINARY[::2]).draw(noise))
    torch.testing.assert_close(found.parts["total_correlation"], logits.mean())
    torch.testing.assert_close(found.total, plain.total + 7 * logits.mean())
    assert torch.equal(found.parts["negative_elbo"], plain.parts["negative_elbo"])


def test_at_gamma_zero_the_critic_has_no_say():
    model, critic = networks()
    loss(FactorELBO(critic=critic, gamma=0.0), model).total.backward()
    with_critic = [weight.grad.clone() for weight in model.parameters()]
    plain = networks()[0]
    loss(NegativeELBO(), plain, BINARY[::2]).total.backward()
    for one, other in zip(with_critic, plain.parameters(), strict=True):
        torch.testing.assert_close(one, other.grad)


def test_the_critic_reaches_the_encoder_and_not_the_decoder():
    grads = []
    for gamma in (0.0, 50.0):
        model, critic = networks()
        loss(FactorELBO(critic=critic, gamma=gamma), model).total.backward()
        grads.append({name: weight.grad for name, weight in model.named_parameters()})
    for name, grad in grads[0].items():
        same = torch.allclose(grad, grads[1][name], atol=1e-7)
        assert same == name.startswith("decoder"), name


def test_beta_and_capacity_are_those_of_the_objective_below():
    model, critic = networks()
    told = {"beta": 3.0, "capacity": 2.0}
    found = loss(FactorELBO(critic=critic, gamma=0.0, **told), model)
    torch.testing.assert_close(found.total, loss(CapacityELBO(**told), model, BINARY[::2]).total)


def test_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match="critic"):
        FactorELBO(critic=None)
    with pytest.raises(ValueError, match="gamma must be >= 0, got -1"):
        FactorELBO(critic=networks()[1], gamma=-1.0)


class Stopped(Exception):
    pass


def run(folder, monkeypatch=None, stop=None):
    """The run of two players; stopped inside a step of the second one where that is asked for."""
    model, critic = networks()
    player = Player(critic, DensityRatio(model), Adam(1e-3, betas=(0.5, 0.9)), name="critic")
    if stop is not None:
        calls = iter(range(1000))
        play = DensityRatio.__call__

        def stopping(self, *told):
            if next(calls) == stop:
                raise Stopped
            return play(self, *told)

        monkeypatch.setattr(DensityRatio, "__call__", stopping)
    history = fit(
        model,
        FactorELBO(critic=critic, gamma=5.0),
        SMALL,
        steps=30,
        interval=10,
        batch_size=16,
        opponents=[player],
        checkpoint=CheckpointConfig(folder, steps=4),
        runtime=Runtime("cpu"),
        progress=False,
    )
    return {"model": model.state_dict(), "critic": critic.state_dict()}, history


def test_a_run_that_was_stopped_goes_on_and_ends_bit_identical(tmp_path, monkeypatch):
    whole, _ = run(tmp_path / "whole")
    with monkeypatch.context() as patch, pytest.raises(Stopped):
        run(tmp_path / "stopped", patch, stop=18)
    resumed, history = run(tmp_path / "stopped")
    assert history.resumed_at == 16
    for side, weights in whole.items():
        for name, weight in weights.items():
            assert torch.equal(weight, resumed[side][name]), name
    assert history.train["critic/total"]
