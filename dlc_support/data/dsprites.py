"""The data set dSprites, from the file that its authors publish."""

import zipfile
from pathlib import Path

import numpy as np
import torch

from dlc_support.data.sprites import Sprites

CHUNK = 8192  # images at a time: all of them, as published, take 3 GB


def dsprites(file: Path | str, *, side: int = 32) -> Sprites:
    """The published images, brought to another size; a pixel is white where half of it is.

    Args:
        file: `dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz`, as downloaded (27 MB).
        side: Height and width in pixels, a divisor of 64.

    Returns:
        Sprites that are looked up instead of drawn; at 32 pixels they take 755 MB.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the side is no divisor, or the file holds no images with five factors.

    Source:
        Matthey et al. (2017), github.com/google-deepmind/dsprites-dataset.
    """
    path = Path(file)
    if not path.is_file():
        raise FileNotFoundError(
            f"there is no {path}; dSprites is at github.com/google-deepmind/dsprites-dataset"
        )
    classes = np.load(path)["latents_classes"][:, -5:]  # the colour has a single value
    sizes = tuple(int(largest) + 1 for largest in classes.max(axis=0))
    with zipfile.ZipFile(path) as archive, archive.open("imgs.npy") as images:
        version = np.lib.format.read_magic(images)
        read = {(1, 0): np.lib.format.read_array_header_1_0}.get(
            version, np.lib.format.read_array_header_2_0
        )
        (count, tall, wide), _, kind = read(images)
        if side < 1 or tall % side or wide != tall:
            raise ValueError(f"side must be a divisor of {tall}, got {side}")
        stored, block = torch.empty(count, side, side, dtype=torch.uint8), tall // side
        for rows in torch.arange(count).split(CHUNK):
            raw = np.frombuffer(images.read(len(rows) * tall * wide * kind.itemsize), kind)
            cut = torch.from_numpy(raw.reshape(len(rows), side, block, side, block).copy())
            stored[rows] = (2 * cut.float().mean(dim=(2, 4)) >= 1).byte()
    return Sprites(side, sizes, stored, source="dSprites (Matthey et al., 2017)")
