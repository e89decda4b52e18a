"""Many images as one picture."""

import numpy as np
import torch
from jaxtyping import Float
from matplotlib.cm import ScalarMappable
from matplotlib.colors import to_rgb
from torch import Tensor
from torch.nn import functional

from dlc_support.plotting.style import NO_ANSWER, PAPER
from dlc_support.shapes import Images

GAP = 2  # pixels between two images

Picture = Float[Tensor, "rows columns channels"]


def montage(images: Images, columns: int) -> Picture:
    """The images in lines of `columns`, side by side; gaps and missing images are infinite."""
    height, width = images.shape[2:]
    lines = -(-len(images) // columns)
    tiles = images.detach().float().cpu().nan_to_num(torch.nan, 1e30, -1e30)
    missing = torch.full((lines * columns - len(tiles), *tiles.shape[1:]), torch.inf)
    framed = functional.pad(torch.cat([tiles, missing]), (0, GAP, 0, GAP), value=torch.inf)
    table = framed.unflatten(0, (lines, columns)).permute(0, 3, 1, 4, 2)  # (L, H, K, W, C)
    picture = table.flatten(2, 3).flatten(0, 1)  # (L, H, K, W, C) -> (L*H, K*W, C)
    return picture[: lines * (height + GAP) - GAP, : columns * (width + GAP) - GAP]


def colours(picture: Picture, mapping: ScalarMappable) -> np.ndarray:
    """RGB of each pixel: gaps in the colour of the card, NaN in one that no image has.

    Args:
        picture: A montage; three channels are taken as RGB, one goes through the mapping.
        mapping: Values to colours; values outside its range are drawn at its ends.
    """
    low, high = mapping.norm.vmin, mapping.norm.vmax
    gap, unknown = picture.isinf().any(-1).numpy(), picture.isnan().any(-1).numpy()
    values = picture.nan_to_num(low, low, low).clamp(low, high).numpy()
    rgb = values if values.shape[-1] == 3 else mapping.to_rgba(values[..., 0])[..., :3]
    rgb = np.array(rgb)
    rgb[gap] = to_rgb(PAPER)
    rgb[unknown] = to_rgb(NO_ANSWER)
    return rgb
