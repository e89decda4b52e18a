"""BM3D: through its authors' library, and a clear sentence where that is not there."""

import importlib.util
import sys
from types import SimpleNamespace

import pytest
import torch

from dlc_support.corruptions import GaussianNoise
from dlc_support.evaluation import BM3D, has_bm3d, psnr

SIGMA = 0.1
needs_library = pytest.mark.skipif(not has_bm3d(), reason="the library of BM3D is not installed")


def noisy(channels: int) -> tuple[torch.Tensor, torch.Tensor]:
    rows = torch.linspace(0, 1, 32)
    clean = (rows[:, None] > rows).float().mul(0.6).add(0.2).expand(1, channels, 32, 32)
    return clean.contiguous(), GaussianNoise(SIGMA)(clean, torch.Generator().manual_seed(0))


@needs_library
def test_it_denoises() -> None:
    clean, corrupted = noisy(1)
    restored = BM3D(SIGMA)(corrupted)
    assert restored.shape == clean.shape
    assert restored.dtype == torch.float32
    assert psnr(restored, clean) > psnr(corrupted, clean) + 6


def test_colour_goes_to_the_librarys_colour_version_with_channels_last(monkeypatch) -> None:
    seen = []

    def half(image, sigma):
        seen.append((image.shape, sigma))
        return 0.5 * image

    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: True)
    monkeypatch.setitem(sys.modules, "bm3d", SimpleNamespace(bm3d_rgb=half))
    images = torch.rand(2, 3, 8, 9)
    torch.testing.assert_close(BM3D(SIGMA)(images), 0.5 * images)
    assert seen == [((8, 9, 3), SIGMA)] * 2


def test_without_its_library_it_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert not has_bm3d()
    with pytest.raises(ImportError, match=r"non-commercial.*pip install dlc-support\[bm3d\]"):
        BM3D(SIGMA)(noisy(1)[1])


def test_what_it_cannot_denoise_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or 3 channels, got 2"):
        BM3D(SIGMA)(torch.zeros(1, 2, 32, 32))
    with pytest.raises(ValueError, match=r"sigma must be > 0, got 0\.0"):
        BM3D(0.0)
