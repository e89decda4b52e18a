"""The ELBO of a conditional model: which pixels count, from which prior, and a resumed run."""

import pytest
import torch
from torch import Generator

from dlc_support.corruptions import QuadrantMask, ZeroMask
from dlc_support.data import Batch, Split
from dlc_support.models import MLP, VAE, ConditionalVAE
from dlc_support.objectives import BernoulliDecoder, ConditionalELBO, GreyCrossEntropy
from dlc_support.training import seeded
from tests.objectives.interrupted import ends_bit_identical

BINARY = torch.rand(6, 1, 4, 4, generator=Generator().manual_seed(1)).round()
RIGHT = QuadrantMask(("upper right", "lower right"))
HIDDEN = torch.arange(4).ge(2).expand(1, 4, 4)


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


def by_hand(model, only=None):
    """The two terms with the draw of `generator()`, from the distributions of torch."""
    seen = (BINARY * ~HIDDEN).flatten(1)
    (m, s), (m_p, s_p) = (
        network.layers(images).chunk(2, 1)
        for network, images in ((model.recognition, BINARY.flatten(1)), (model.prior, seen))
    )
    q, p = (torch.distributions.Normal(*one) for one in ((m, s.exp()), (m_p, s_p.exp())))
    z = m + s.exp() * torch.randn(6, 2, generator=generator())
    logits = model.decoder.layers(torch.cat([z, seen], 1)).view(6, 1, 4, 4)
    each = torch.distributions.Bernoulli(logits=logits).log_prob(BINARY)
    each = each if only is None else each[:, only]
    return -each.sum() / 6, torch.distributions.kl_divergence(q, p).sum() / 6


@pytest.mark.parametrize(("whole", "only"), [(False, HIDDEN), (True, None)])
def test_the_terms_are_the_pixels_that_count_and_the_divergence_from_the_prior(whole, only):
    model = network()
    loss = ConditionalELBO(hidden=RIGHT, whole=whole)(model, Batch(BINARY), generator())
    reconstruction, kl = by_hand(model, only)
    torch.testing.assert_close(loss.parts["reconstruction"], reconstruction)
    torch.testing.assert_close(loss.parts["kl"], kl)
    torch.testing.assert_close(loss.total, reconstruction + kl)


def test_visible_pixels_have_no_gradient_unless_the_whole_image_counts():
    for whole in (False, True):
        model = network()
        ConditionalELBO(hidden=RIGHT, whole=whole)(
            model, Batch(BINARY), generator()
        ).total.backward()
        bias = model.decoder.layers[-1].bias.grad.view(1, 4, 4)
        assert bias[~HIDDEN].any() == whole
        assert bias[HIDDEN].all()


def test_hidden_pixels_reach_the_networks_by_the_recognition_alone():
    model = network()
    changed = torch.where(HIDDEN, 1 - BINARY, BINARY)
    assert torch.equal(RIGHT(changed, generator()), RIGHT(BINARY, generator()))
    first, second = (model.given(RIGHT(images, generator())) for images in (BINARY, changed))
    assert torch.equal(first.decode(torch.ones(6, 2)), second.decode(torch.ones(6, 2)))
    assert not torch.allclose(first.encode(BINARY).mean, first.encode(changed).mean)


def test_a_condition_of_the_batch_is_used_where_no_quadrant_is_named():
    with seeded(0):
        model = ConditionalVAE(
            MLP((16 + 3, 8, 4)), MLP((2 + 3, 8, 16)), latents=2, condition=3, shape=(1, 4, 4)
        )
    label = torch.eye(3).repeat(2, 1)
    loss = ConditionalELBO()(model, Batch(BINARY, condition=label), generator())
    code = model.given(label).encode(BINARY)
    z = code.draw(torch.randn(6, 2, generator=generator()))
    expected = -BernoulliDecoder().log_prob(model.given(label).decode(z), BINARY).mean()
    torch.testing.assert_close(loss.parts["reconstruction"], expected)
    torch.testing.assert_close(loss.parts["kl"], code.kl().sum() / 6)


def test_what_it_needs_depends_on_where_the_condition_comes_from():
    assert ConditionalELBO().needs == ("inputs", "condition")
    assert ConditionalELBO(hidden=RIGHT).needs == ("inputs",)
    assert ConditionalELBO(GreyCrossEntropy(), hidden=RIGHT).target_range == "unit"


def test_a_batch_without_a_condition_and_a_model_without_one_are_refused():
    with pytest.raises(ValueError, match="needs a batch with a condition"):
        ConditionalELBO()(network(), Batch(BINARY), generator())
    plain = VAE(MLP((16, 4)), MLP((2, 16)), latents=2, shape=(1, 4, 4))
    with pytest.raises(TypeError, match="model must have given, as ConditionalVAE has; got VAE"):
        ConditionalELBO(hidden=RIGHT)(plain, Batch(BINARY), generator())


@pytest.mark.parametrize("settings", [{"corruption": ZeroMask(0.5)}, {"dynamic": True}])
def test_a_drawn_input_is_refused(settings):
    with pytest.raises(ValueError, match="corruption and dynamic are not for a conditional model"):
        ConditionalELBO(hidden=RIGHT, **settings)


def test_an_interrupted_run_ends_bit_identical_to_one_that_was_not(tmp_path):
    images = Split(BINARY, name="six", range="binary")
    ends_bit_identical(network, ConditionalELBO(hidden=RIGHT), images, tmp_path)
