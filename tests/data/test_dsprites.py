"""Reading dSprites: a file of the published form, with few sprites."""

import numpy as np
import pytest
import torch

from dlc_support.data import Sprites, dsprites
from dlc_support.data.dsprites import CHUNK

SIZES = (3, 6, 40, 4, 4)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """As published: the images, and classes of six factors of which the colour has one value."""
    drawn = Sprites(side=8, sizes=SIZES)
    rows = torch.arange(len(drawn))
    assert len(rows) > CHUNK
    batch = drawn.rows(rows)
    classes = np.concatenate([np.zeros((len(rows), 1), int), batch.factors.numpy()], axis=1)
    path = tmp_path_factory.mktemp("dsprites") / "dsprites.npz"
    images = batch.inputs[:, 0].numpy().astype("uint8")
    np.savez_compressed(path, imgs=images, latents_classes=classes)
    return path


def test_images_and_factors_are_those_of_the_file(file):
    there, drawn = dsprites(file, side=8), Sprites(side=8, sizes=SIZES)
    assert there.sizes == SIZES
    rows = torch.randperm(len(drawn), generator=torch.Generator().manual_seed(0))[:50]
    assert torch.equal(there.rows(rows).inputs, drawn.rows(rows).inputs)
    assert torch.equal(there.rows(rows).factors, drawn.rows(rows).factors)
    assert there.source.startswith("dSprites")


def test_a_smaller_pixel_is_white_where_half_of_it_is(file):
    small, drawn = dsprites(file, side=4), Sprites(side=8, sizes=SIZES)
    rows = torch.arange(0, len(drawn), 131)
    share = torch.nn.functional.avg_pool2d(drawn.rows(rows).inputs, 2)
    assert torch.equal(small.rows(rows).inputs, (share >= 0.5).float())


def test_a_side_that_does_not_divide_and_a_missing_file_are_refused(file, tmp_path):
    with pytest.raises(ValueError, match="side must be a divisor of 8, got 3"):
        dsprites(file, side=3)
    with pytest.raises(FileNotFoundError, match="dSprites is at"):
        dsprites(tmp_path / "nothing.npz")
