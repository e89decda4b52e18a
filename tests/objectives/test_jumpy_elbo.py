"""The five terms: exact on a linear-Gaussian chain, by hand on a network, and a resumed run."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Generator, nn

from dlc_support.data import Batch, MovingDigits, Split
from dlc_support.evaluation import LinearGaussianChain
from dlc_support.models import TDVAE
from dlc_support.objectives import BernoulliDecoder, GaussianDecoder, JumpyELBO
from dlc_support.training import seeded
from tests.objectives.interrupted import ends_bit_identical

CHAIN = LinearGaussianChain(0.9, process=0.4, observation=0.5, jumps=3)
EXACT = JumpyELBO(GaussianDecoder(sigma=math.sqrt(0.5)))
FRAMES = torch.rand(4, 6, 1, 4, 4, generator=Generator().manual_seed(1)).round()
TIME = 4  # the first time, on the chain


def generator(seed=0):
    return Generator().manual_seed(seed)


def network():
    with seeded(0):
        return TDVAE(shape=(1, 4, 4), belief=8, latents=2, hidden=6, decoder=9, jumps=3)


def loss_of(terms):
    """Minus the bound, from its five terms."""
    gained = terms["decoder"] + terms["first belief"] + terms["transition"]
    return -(gained - terms["second belief"] - terms["smoothing"])


def on_the_chain(jump, draws):
    """The loss of each draw (draws, chains), and what each of the chains should have."""
    _, x = CHAIN.draw(6, 12, generator())
    x, rows = x.double(), 6 * draws
    noise = torch.randn(2, rows, 1, generator=generator(1), dtype=torch.float64)
    terms = EXACT.terms(CHAIN, x, torch.full((rows,), TIME), torch.full((rows,), jump), noise)
    beliefs, seen, length = CHAIN.beliefs(x), x[:, TIME + jump], torch.full((6,), jump)
    now = CHAIN.belief(beliefs[:, TIME])
    evidence = -CHAIN.log_evidence(now, seen, length)
    skipping = CHAIN.updated(CHAIN.predicted(now, length), seen)  # without the frames between
    q, p = (
        torch.distributions.Normal(one.mean[:, 0], one.log_std[:, 0].exp())
        for one in (CHAIN.belief(beliefs[:, TIME + jump]), skipping)
    )
    excess = torch.distributions.kl_divergence(q, p)
    return loss_of(terms).view(draws, 6), evidence, excess


def test_a_jump_of_one_from_exact_beliefs_costs_the_evidence_whatever_is_drawn():
    loss, evidence, excess = on_the_chain(1, draws=50)
    torch.testing.assert_close(loss, evidence.expand(50, 6))
    torch.testing.assert_close(excess, torch.zeros_like(excess), atol=1e-12, rtol=0)


@pytest.mark.parametrize("jump", [2, 3])
def test_a_longer_jump_also_costs_what_the_belief_knows_of_the_frames_between(jump):
    loss, evidence, excess = on_the_chain(jump, draws=40_000)
    error = loss.std(dim=0) / math.sqrt(len(loss))
    assert ((loss.mean(dim=0) - evidence - excess).abs() < 4 * error).all()
    assert (excess > 4 * error).any()  # so that leaving it out would show
    assert (excess > 0).all()


def test_a_smoothing_that_is_off_costs_its_divergence_from_the_exact_one():
    class Off(LinearGaussianChain):
        def smoothing(self, *given):
            exact = super().smoothing(*given)
            return replace(exact, mean=exact.mean + exact.log_std.exp())  # by one deviation

    off = Off(0.9, process=0.4, observation=0.5)
    _, x = off.draw(6, 12, generator())
    rows = torch.full((60_000,), 1)
    noise = torch.randn(2, len(rows), 1, generator=generator(1), dtype=torch.float64)
    loss = loss_of(EXACT.terms(off, x.double(), TIME * rows, rows, noise)).view(-1, 6)
    expected = on_the_chain(1, draws=1)[1] + 0.5
    torch.testing.assert_close(loss.mean(dim=0), expected, atol=0.06, rtol=0)


def test_the_terms_are_those_of_the_formula_with_one_draw_of_each_state():
    model, row = network(), torch.arange(4)
    first, jump = torch.tensor([0, 1, 2, 0]), torch.tensor([1, 2, 3, 3])
    noise = torch.randn(2, 4, model.state, generator=generator())
    b = model.beliefs(FRAMES)
    b1, b2 = b[row, first], b[row, first + jump]
    z2 = model.belief(b2).draw(noise[0])
    q = model.smoothing(z2, b1, b2, jump)
    z1 = q.draw(noise[1])
    x2 = torch.distributions.Bernoulli(logits=model.decode(z2))
    expected = {
        "decoder": x2.log_prob(FRAMES[row, first + jump]).flatten(1).sum(1),
        "first belief": model.belief(b1).log_prob(z1),
        "transition": model.transition(z1, jump).log_prob(z2),
        "second belief": model.belief(b2).log_prob(z2),
        "smoothing": q.log_prob(z1),
    }
    found = JumpyELBO().terms(model, FRAMES, first, jump, noise)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        torch.testing.assert_close(found[name], value)


def test_the_parts_add_up_to_the_loss():
    loss = JumpyELBO(pairs=3)(network(), Batch(FRAMES), generator())
    assert set(loss.parts) == {"reconstruction", "smoothing", "transition"}
    torch.testing.assert_close(loss.total, sum(loss.parts.values()))


def test_all_jumps_and_all_first_times_that_leave_room_are_drawn():
    drawn = []

    class Watched(JumpyELBO):
        def terms(self, model, frames, first, jump, noise):
            drawn.append((first, jump))
            return super().terms(model, frames, first, jump, noise)

    Watched(pairs=2000)(network(), Batch(FRAMES), generator())
    first, jump = drawn[0]
    assert len(first) == 8000
    pairs = set(zip(first.tolist(), jump.tolist(), strict=True))
    assert pairs == {(t, k) for k in (1, 2, 3) for t in range(6 - k)}
    for length in (1, 2, 3):
        assert (jump == length).float().mean() == pytest.approx(1 / 3, abs=0.03)


def test_every_sequence_has_as_many_pairs():
    model, rows = network(), torch.arange(8)
    noise = torch.randn(2, 8, model.state, generator=generator())
    first, jump = rows % 3, 1 + rows % 3
    both = JumpyELBO().terms(model, FRAMES, first, jump, noise)
    second = JumpyELBO().terms(model, FRAMES, first[4:], jump[4:], noise[:, 4:])
    for name, value in second.items():
        torch.testing.assert_close(both[name][4:], value)


def test_every_weight_learns():
    model = network()
    JumpyELBO()(model, Batch(FRAMES), generator()).total.backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.any(), name


def test_likelihoods_are_computed_in_float32_under_autocast():
    with torch.autocast("cpu", torch.bfloat16):
        loss = JumpyELBO()(network(), Batch(FRAMES), generator())
    assert loss.total.dtype == torch.float32


def test_an_interrupted_run_ends_bit_identical_to_one_that_was_not(tmp_path):
    data = MovingDigits(Split(FRAMES[:, 0], name="noise", range="binary"), 40, frames=6)
    ends_bit_identical(network, JumpyELBO(pairs=2), data, tmp_path, batch_size=10)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="pairs"):
        JumpyELBO(pairs=0)
    with pytest.raises(TypeError, match="beliefs and jumps"):
        JumpyELBO()(nn.Identity(), Batch(FRAMES), generator())
    with pytest.raises(ValueError, match="more than 3 frames, the longest jump; got 3"):
        JumpyELBO()(network(), Batch(FRAMES[:, :3]), generator())


def test_the_frames_must_have_the_range_of_the_family():
    assert JumpyELBO(BernoulliDecoder()).target_range == "binary"
    assert EXACT.target_range is None
