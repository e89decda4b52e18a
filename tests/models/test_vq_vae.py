"""The quantiser: the nearest code, and what its gradient is."""

import pytest
import torch
from torch import Generator, nn

from dlc_support.models import VQVAE
from dlc_support.training import seeded

IMAGES = torch.rand(5, 1, 6, 8, generator=Generator().manual_seed(1))


def network():
    with seeded(0):
        model = VQVAE(nn.Conv2d(1, 3, 2, 2), nn.ConvTranspose2d(3, 1, 2, 2), codes=7, dimension=3)
    # Codes where the encoder's vectors are, so that several are chosen.
    vectors = model.encode(IMAGES).detach().movedim(1, -1).flatten(0, 2)
    model.codebook.weight.data = vectors[::6][:7].clone()
    return model


def test_the_index_is_that_of_the_nearest_code_by_brute_force():
    model = network()
    vectors = model.encode(IMAGES)
    indices = model.nearest(vectors)
    assert indices.shape == (5, 3, 4)
    assert len(indices.unique()) > 3
    for image, row, column in torch.cartesian_prod(*map(torch.arange, indices.shape)).tolist():
        distances = [
            (vectors[image, :, row, column] - code).norm() for code in model.codebook.weight
        ]
        assert indices[image, row, column] == torch.stack(distances).argmin()


def test_a_code_is_its_own_quantisation():
    model = network()
    indices = torch.arange(7).view(1, 1, 7)
    vectors = model.vectors(indices)
    assert vectors.shape == (1, 3, 1, 7)
    assert torch.equal(vectors[0, :, 0].T, model.codebook.weight)
    assert torch.equal(model.nearest(vectors), indices)
    torch.testing.assert_close(model.quantise(vectors), vectors)


def test_the_gradient_of_the_encoders_output_is_that_of_the_decoders_input():
    model = network()
    encoded = model.encode(IMAGES).detach().requires_grad_()
    chosen = model.vectors(model.nearest(encoded)).detach().requires_grad_()
    target = torch.rand(IMAGES.shape, generator=Generator().manual_seed(2))
    for vectors in (model.quantise(encoded), chosen):
        (model.decode(vectors) - target).square().sum().backward()
    torch.testing.assert_close(encoded.grad, chosen.grad)
    assert encoded.grad.any()
    assert model.codebook.weight.grad is None


def test_the_call_decodes_the_chosen_codes():
    model = network()
    indices = model.nearest(model.encode(IMAGES))
    torch.testing.assert_close(model(IMAGES), model.decode(model.vectors(indices)))


def test_the_codebook_begins_standard_normal_and_different_for_each_seed():
    books = []
    for seed in (0, 1):
        with seeded(seed):
            model = VQVAE(nn.Identity(), nn.Identity(), codes=500, dimension=4)
        books.append(model.codebook.weight)
    assert all(abs(book.std() - 1) < 0.1 and abs(book.mean()) < 0.1 for book in books)
    assert not torch.equal(*books)


@pytest.mark.parametrize("count", [{"codes": 0}, {"dimension": 0}])
def test_a_codebook_of_nothing_is_refused(count):
    with pytest.raises(ValueError, match=f"{next(iter(count))} must be at least 1, got 0"):
        VQVAE(nn.Identity(), nn.Identity(), **{"codes": 4, "dimension": 2, **count})
