"""The ELBO of hidden pixels under a drawn mask: what counts, and what the model is given."""

import pytest
import torch
from torch import Generator

from dlc_support.corruptions import GaussianNoise, QuadrantMask, RectangleMask, ZeroMask
from dlc_support.data import Batch, Split
from dlc_support.models import MLP, VAE, ConditionalVAE
from dlc_support.objectives import ConditionalELBO, MaskedELBO, incomplete
from dlc_support.training import seeded
from tests.objectives.interrupted import ends_bit_identical

BINARY = torch.rand(6, 1, 4, 4, generator=Generator().manual_seed(1)).round()
HOLES = RectangleMask(most=2, sides=(1, 3))


def network():
    with seeded(0):
        return ConditionalVAE(
            MLP((16, 8, 4)),
            MLP((18, 8, 16)),
            prior=MLP((16, 8, 4)),
            latents=2,
            condition=16,
            shape=(1, 4, 4),
        )


def generator(seed=0):
    return Generator().manual_seed(seed)


def test_the_terms_are_those_of_the_hidden_pixels_by_the_distributions_of_torch():
    model, draws = network(), generator()
    loss = MaskedELBO(hidden=HOLES)(model, Batch(BINARY), generator())
    hidden = HOLES.mask(BINARY, draws)
    seen = torch.where(hidden, 0.5, BINARY).flatten(1)
    (m, s), (m_p, s_p) = (
        part.layers(images).chunk(2, 1)
        for part, images in ((model.recognition, BINARY.flatten(1)), (model.prior, seen))
    )
    q, p = (torch.distributions.Normal(*one) for one in ((m, s.exp()), (m_p, s_p.exp())))
    z = m + s.exp() * torch.randn(6, 2, generator=draws)
    logits = model.decoder.layers(torch.cat([z, seen], 1)).view(6, 1, 4, 4)
    each = torch.distributions.Bernoulli(logits=logits).log_prob(BINARY)
    torch.testing.assert_close(loss.parts["reconstruction"], -each[hidden].sum() / 6)
    torch.testing.assert_close(loss.parts["kl"], torch.distributions.kl_divergence(q, p).sum() / 6)
    torch.testing.assert_close(loss.total, loss.parts["negative_elbo"])


def test_visible_pixels_have_no_gradient():
    model = network()
    corner = QuadrantMask(("lower right",))
    MaskedELBO(hidden=corner)(model, Batch(BINARY), generator()).total.backward()
    bias = model.decoder.layers[-1].bias.grad.view(1, 1, 4, 4)
    assert torch.equal(bias != 0, corner.mask(BINARY[:1], generator()))


def test_hidden_pixels_reach_the_condition_at_one_half_and_black_stays_black():
    hidden = HOLES.mask(BINARY, generator())
    condition = incomplete(BINARY, hidden)
    assert (condition[hidden] == 0.5).all()
    assert torch.equal(condition[~hidden], BINARY[~hidden])
    changed = torch.where(hidden, 1 - BINARY, BINARY)
    assert torch.equal(incomplete(changed, hidden), condition)


def test_every_step_draws_another_hole():
    draws, objective = generator(), MaskedELBO(hidden=HOLES)
    first, second = (
        objective(network(), Batch(BINARY), draws).parts["reconstruction"] for _ in range(2)
    )
    assert first != second


def test_weights_of_the_divergence_and_images_drawn_from_grey_ones_are_those_of_the_elbo():
    plain = MaskedELBO(hidden=HOLES)(network(), Batch(BINARY), generator())
    twice = MaskedELBO(hidden=HOLES, beta=2.0)(network(), Batch(BINARY), generator())
    torch.testing.assert_close(twice.total - plain.total, plain.parts["kl"])
    drawn = MaskedELBO(hidden=HOLES, dynamic=True)
    assert drawn.target_range == "unit"
    # The hole and the code see one draw: on images without grey the draw changes nothing.
    parts = drawn(network(), Batch(BINARY), generator()).parts
    assert parts["negative_elbo"].isfinite()


def test_what_cannot_be_is_refused():
    with pytest.raises(TypeError, match="hidden"):
        MaskedELBO(hidden=GaussianNoise(0.1))
    with pytest.raises(TypeError, match="hidden must be a mask such as RectangleMask"):
        MaskedELBO(hidden=RectangleMask)
    with pytest.raises(ValueError, match="corruption is not for a conditional model"):
        MaskedELBO(hidden=HOLES, corruption=ZeroMask(0.5))
    plain = VAE(MLP((16, 4)), MLP((2, 16)), latents=2, shape=(1, 4, 4))
    with pytest.raises(TypeError, match="model must have given, as ConditionalVAE has; got VAE"):
        MaskedELBO(hidden=HOLES)(plain, Batch(BINARY), generator())


def test_with_one_fixed_hole_it_differs_from_the_conditional_elbo_by_the_condition_alone():
    model, corner = network(), QuadrantMask(("lower right",))
    with torch.no_grad():  # a model that does not look at the corner
        hidden = corner.mask(BINARY[:1], generator()).flatten()
        model.prior.layers[0].weight[:, hidden] = 0
        model.decoder.layers[0].weight[:, 2:][:, hidden] = 0
    pair = [
        kind(hidden=corner)(model, Batch(BINARY), generator()).total
        for kind in (MaskedELBO, ConditionalELBO)
    ]
    torch.testing.assert_close(*pair)


def test_an_interrupted_run_ends_bit_identical_to_one_that_was_not(tmp_path):
    images = Split(BINARY, name="six", range="binary")
    ends_bit_identical(network, MaskedELBO(hidden=HOLES), images, tmp_path)
