import sys

import pytest
import torch
from skimage.metrics import structural_similarity

from dlc_support.evaluation.ssim import ssim


def pairs(count=5, channels=1, height=28, width=28):
    generator = torch.Generator().manual_seed(0)
    clean = torch.rand(count, channels, height, width, generator=generator)
    return clean + 0.2 * torch.randn(clean.shape, generator=generator), clean


@pytest.mark.parametrize("shape", [(5, 1, 28, 28), (3, 3, 11, 17), (1, 2, 30, 11)])
@pytest.mark.parametrize("contrast", [1.0, 0.02])  # at low contrast the constants count
def test_it_equals_scikit_image_called_image_by_image(shape, contrast):
    restored, clean = (contrast * images for images in pairs(*shape))
    expected = [
        structural_similarity(
            a.numpy(),
            b.numpy(),
            channel_axis=0,
            data_range=1.0,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
        for a, b in zip(restored.double(), clean.double(), strict=True)
    ]
    torch.testing.assert_close(ssim(restored, clean), torch.tensor(expected).float())


@pytest.mark.parametrize("shape", [(3, 1, 28, 28), (2, 3, 7, 9)])
def test_uniform_windows_are_the_default_of_scikit_image(shape):
    restored, clean = pairs(*shape)
    expected = [
        structural_similarity(a.numpy(), b.numpy(), channel_axis=0, data_range=1.0)
        for a, b in zip(restored.double(), clean.double(), strict=True)
    ]
    torch.testing.assert_close(
        ssim(restored, clean, window="uniform"), torch.tensor(expected).float()
    )


def test_more_images_than_one_call_takes_keep_their_order(monkeypatch):
    restored, clean = pairs(7)
    whole = ssim(restored, clean)
    monkeypatch.setattr(sys.modules[ssim.__module__], "ROWS", 3)
    torch.testing.assert_close(ssim(restored, clean), whole)


def test_an_image_does_not_depend_on_its_neighbours():
    restored, clean = pairs(3)
    before = ssim(restored, clean)
    restored[1] = torch.nan
    after = ssim(restored, clean)
    assert after[1].isnan()
    torch.testing.assert_close(after[[0, 2]], before[[0, 2]])


def test_equal_images_have_similarity_one():
    _, clean = pairs()
    torch.testing.assert_close(ssim(clean, clean), torch.ones(5))


def test_wrong_shapes_are_refused():
    restored, clean = pairs()
    with pytest.raises(ValueError, match="same shape"):
        ssim(restored, clean[:1])
    with pytest.raises(ValueError, match="at least 11 pixels"):
        ssim(restored[..., :10], clean[..., :10])
    with pytest.raises(ValueError, match="at least 7 pixels"):
        ssim(restored[..., :6], clean[..., :6], window="uniform")
    with pytest.raises(ValueError, match=r"window must be one of .*'uniform'.*, got 'square'"):
        ssim(restored, clean, window="square")
