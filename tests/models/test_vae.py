import pytest
import torch
from torch import nn

from dlc_support.models import MLP, VAE, reconstruct
from dlc_support.training import seeded


def network():
    with seeded(0):
        return VAE(MLP((12, 8, 6)), MLP((3, 8, 12)), latents=3, shape=(1, 3, 4))


IMAGES = torch.rand(5, 1, 3, 4, generator=torch.Generator().manual_seed(1))


def test_reconstruct_draws_the_code_from_the_posterior():
    model = network()
    answer = reconstruct(model, IMAGES, generator=torch.Generator().manual_seed(2))
    noise = torch.randn(5, 3, generator=torch.Generator().manual_seed(2))
    code = model.encode(IMAGES)
    torch.testing.assert_close(answer, model.decode(code.mean + code.log_std.exp() * noise))
    assert answer.shape == IMAGES.shape


def test_further_axes_may_lead_the_latents():
    model, latents = network(), torch.randn(4, 2, 3)
    many = model.decode(latents)
    assert many.shape == (4, 2, 1, 3, 4)
    torch.testing.assert_close(many[3], model.decode(latents[3]))


def test_a_convolutional_decoder_ends_in_its_own_shape():
    decoder = nn.Sequential(
        nn.Linear(3, 8), nn.ReLU(), nn.Unflatten(1, (2, 2, 2)), nn.ConvTranspose2d(2, 1, 2, 2)
    )
    model = VAE(MLP((16, 8, 6)), decoder, latents=3, shape=(1, 4, 4))
    assert model.decode(torch.zeros(6, 2, 3)).shape == (6, 2, 1, 4, 4)


def test_the_last_layers_are_computed_in_float32_in_a_run_in_bfloat16():
    model = network()
    seen = {}
    for name, part in {"encoder": model.encoder, "decoder": model.decoder}.items():
        for place, layer in enumerate(part.layers):
            layer.register_forward_hook(
                lambda _layer, _inputs, answer, key=(name, place): seen.update({key: answer.dtype})
            )
    with torch.autocast("cpu", torch.bfloat16):
        model(IMAGES, torch.zeros(5, 3))
    heads = {("encoder", 2), ("decoder", 2)}
    assert {seen[key] for key in heads} == {torch.float32}
    assert {seen[("encoder", 0)], seen[("decoder", 0)]} == {torch.bfloat16}


def test_it_prints_what_its_weights_do_not_say():
    assert "latents=3, shape=(1, 3, 4)" in repr(network())


@pytest.mark.parametrize(
    ("encoder", "decoder", "error", "message"),
    [
        (nn.Linear(12, 6), MLP((3, 12)), TypeError, "encoder must be an MLP or an nn.Sequential"),
        (MLP((12, 6)), nn.Linear(3, 12), TypeError, "decoder must be an MLP or an nn.Sequential"),
        (MLP((12, 3)), MLP((3, 12)), ValueError, r"encoder must have 6 outputs.*\(12, 3\)"),
        (MLP((12, 6)), MLP((6, 12)), ValueError, r"decoder must have 3 inputs.*\(6, 12\)"),
    ],
)
def test_parts_that_do_not_fit_are_refused(encoder, decoder, error, message):
    with pytest.raises(error, match=message):
        VAE(encoder, decoder, latents=3, shape=(1, 3, 4))


def test_a_count_below_one_is_refused():
    with pytest.raises(ValueError, match="latents must be at least 1, got 0"):
        VAE(MLP((12, 6)), MLP((3, 12)), latents=0, shape=(12,))
