import pytest
import torch
from torch import Generator, nn

from dlc_support.models import MLP, ConditionalVAE, reconstruct
from dlc_support.models.diagonal_normal import DiagonalNormal
from dlc_support.training import seeded

SIZE = {"latents": 3, "condition": 12, "shape": (1, 3, 4)}
IMAGES, SEEN = torch.rand(2, 5, 1, 3, 4, generator=Generator().manual_seed(1))
ONLY = torch.arange(12).view(1, 3, 4) % 3 == 0


def network(recognition=12, decoder=15, prior=True):
    with seeded(0):
        return ConditionalVAE(
            MLP((recognition, 8, 6)),
            MLP((decoder, 8, 12)),
            prior=MLP((12, 8, 6)) if prior else None,
            **SIZE,
        )


def normals(model):
    """Posterior and prior in the coordinates of z, by hand."""
    return [
        DiagonalNormal(*network(inputs.flatten(1)).chunk(2, 1))
        for network, inputs in ((model.recognition, IMAGES), (model.prior, SEEN))
    ]


def test_its_divergence_is_that_of_the_posterior_from_the_conditional_prior():
    model = network()
    q, p = (torch.distributions.Normal(one.mean, one.log_std.exp()) for one in normals(model))
    found = model.given(SEEN).encode(IMAGES).kl()
    torch.testing.assert_close(found, torch.distributions.kl_divergence(q, p))


def test_a_draw_of_either_is_a_code_that_the_decoder_gets_with_the_condition():
    model, noise = network(), torch.randn(4, 5, 3, generator=Generator().manual_seed(2))
    q, p = normals(model)
    given = model.given(SEEN)
    for found, code in (
        (given.decode(given.encode(IMAGES).draw(noise)), q.draw(noise)),
        (given.decode(noise), p.draw(noise)),
    ):
        both = torch.cat([code, SEEN.flatten(1).expand(4, -1, -1)], dim=-1)
        expected = model.decoder.layers(both.flatten(0, 1)).view(4, 5, 1, 3, 4)
        torch.testing.assert_close(found, expected)


def test_only_the_chosen_components_come_back():
    model, noise = network(), torch.randn(2, 5, 3)
    whole, some = model.given(SEEN).decode(noise), model.given(SEEN, ONLY).decode(noise)
    assert some.shape == (2, 5, 4)
    assert torch.equal(some, whole[..., ONLY])


def test_a_completion_comes_from_the_conditional_prior_and_never_reads_the_image():
    model = network()
    first, second = (
        reconstruct(model, images, condition=SEEN, generator=Generator().manual_seed(3))
        for images in (IMAGES, torch.full_like(IMAGES, torch.nan))
    )
    assert torch.equal(first, second)
    noise = torch.randn(5, 3, generator=Generator().manual_seed(3))
    torch.testing.assert_close(first, model.given(SEEN).decode(noise))
    other = reconstruct(model, IMAGES, condition=SEEN + 1, generator=Generator().manual_seed(3))
    assert not torch.allclose(first, other)


def test_without_a_prior_network_the_codes_are_standard_normal():
    model = network(recognition=24, prior=False)
    both = torch.cat([IMAGES.flatten(1), SEEN.flatten(1)], dim=1)
    mean, log_std = model.recognition.layers(both).chunk(2, 1)
    code = model.given(SEEN).encode(IMAGES)
    torch.testing.assert_close(code.mean, mean)
    torch.testing.assert_close(code.log_std, log_std)


def test_a_decoder_of_the_code_alone_sees_the_condition_through_the_prior():
    model = network(decoder=3)
    noise = torch.zeros(5, 3)
    expected = model.decoder.layers(normals(model)[1].mean).view(5, 1, 3, 4)
    torch.testing.assert_close(model(IMAGES, SEEN, noise), expected)


def test_a_sequential_prior_can_prepare_its_condition():
    model = network()
    with seeded(0):
        prepared = ConditionalVAE(
            MLP((12, 8, 6)),
            MLP((15, 8, 12)),
            prior=nn.Sequential(nn.ReLU(), nn.Linear(12, 6)),
            **SIZE,
        )
    noise = torch.zeros(5, 3)
    assert prepared(IMAGES, SEEN, noise).shape == model(IMAGES, SEEN, noise).shape


def test_heads_are_computed_in_float32_in_a_run_in_bfloat16():
    with torch.autocast("cpu", torch.bfloat16):
        given = network().given(SEEN)
        assert given.encode(IMAGES).mean.dtype == torch.float32
        assert given.decode(torch.zeros(5, 3)).dtype == torch.float32


@pytest.mark.parametrize(
    ("parts", "error", "message"),
    [
        ({"recognition": MLP((13, 6))}, ValueError, "recognition must have 12 or 24 inputs"),
        ({"decoder": MLP((3, 11))}, ValueError, "decoder must have 3 or 15 inputs and 12 outputs"),
        ({"prior": MLP((12, 5))}, ValueError, "prior must have 12 inputs and 6 outputs"),
        ({"decoder": nn.Sequential()}, TypeError, "decoder must be an MLP, got"),
    ],
)
def test_parts_that_do_not_fit_are_refused(parts, error, message):
    whole = {"recognition": MLP((12, 6)), "decoder": MLP((3, 12)), "prior": MLP((12, 6)), **parts}
    if error is TypeError:
        pytest.importorskip("jaxtyping")
    with pytest.raises(Exception, match=message if error is ValueError else "decoder"):
        ConditionalVAE(**whole, **SIZE)


def test_a_count_below_one_is_refused():
    with pytest.raises(ValueError, match="latents must be at least 1, got 0"):
        ConditionalVAE(MLP((12, 6)), MLP((3, 12)), **{**SIZE, "latents": 0})
