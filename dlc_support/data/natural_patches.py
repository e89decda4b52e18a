"""Whitened patches of natural photographs, on the scale of Olshausen and Field's data."""

import math

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.data.photographs import Photographs, photographs
from dlc_support.data.split import Split
from dlc_support.shapes import Images

CUTOFF = 0.4  # cycles a pixel: Olshausen and Field's 200 cycles across pictures of 512 pixels
VARIANCE = 0.1  # of their whitened pictures, which the noise levels of the sources belong to
BORDER = 8  # pixels at the rim, where the filter sees the opposite side of the photograph


def whitened(photograph: Images, cutoff: float = CUTOFF) -> Float[Tensor, "1 1 rows columns"]:
    r"""A grey photograph whose spectrum has been made flat up to a cutoff.

    The amplitude spectrum of natural photographs falls about as $1 / r$ with the frequency $r$.
    The filter $r\, e^{-(r / f_0)^4}$ makes it flat, and takes away the highest frequencies, where
    there is little but noise of the camera and of the compression.

    Args:
        photograph: Shape (1, 1, height, width).
        cutoff: The frequency $f_0 > 0$ in cycles a pixel.

    Returns:
        The filtered photograph, of mean 0, without the pixels at its rim.

    Raises:
        ValueError: If the photograph is not grey, is too small, or the cutoff is not positive.

    Source:
        Olshausen and Field (1997), section 4 and the notes to their data.
    """
    height, width = photograph.shape[-2:]
    if photograph.shape[1] != 1 or min(height, width) <= 2 * BORDER:
        raise ValueError(
            f"photograph must be grey, with sides above {2 * BORDER}, "
            f"got shape {tuple(photograph.shape)}"
        )
    if not cutoff > 0:
        raise ValueError(f"cutoff must be > 0, got {cutoff}")
    # In float64: the same bits on every processor once the patches are float32.
    pixels = photograph.double()
    r = torch.hypot(
        torch.fft.fftfreq(height, dtype=torch.float64)[:, None],
        torch.fft.rfftfreq(width, dtype=torch.float64),
    )
    spectrum = torch.fft.rfft2(pixels) * r * torch.exp(-((r / cutoff) ** 4))
    flat = torch.fft.irfft2(spectrum, s=(height, width))
    return flat[..., BORDER:-BORDER, BORDER:-BORDER].float()


def natural_patches(
    count: int, *, side: int = 12, seed: int = 0, pictures: Photographs | None = None
) -> Split:
    r"""Square patches of whitened photographs, with a variance of 0.1 a pixel.

    All photographs are multiplied by one factor, which brings the mean of their variances to
    0.1, as in Olshausen and Field's data. Noise levels of papers that used these data belong to
    this scale: $\sigma = 0.5$ is 1.58 standard deviations of a pixel. A patch is drawn from a
    photograph, then from its places, each uniformly; patches are not centred.

    Args:
        count: Number of patches.
        side: Their side in pixels.
        seed: Names the draw of the places.
        pictures: Grey photographs; the default is `photographs("BSDS500-train")`, for which
            scikit-image's photographs stand in where it is not there.

    Returns:
        A split with inputs of shape (count, 1, side, side), which may have any values.

    Raises:
        ValueError: If a number is below 1, or a photograph is smaller than patch and rim.

    Source:
        Olshausen and Field (1996; 1997).

    Example:
        >>> patches = natural_patches(2000, pictures=photographs(channels=1))
        >>> patches.inputs.shape, round(patches.inputs.var().item(), 1)
        (torch.Size([2000, 1, 12, 12]), 0.1)
    """
    check_counts(count=count, side=side)
    pictures = photographs("BSDS500-train", channels=1) if pictures is None else pictures
    flat = [whitened(picture)[0, 0] for picture in pictures.at_least(side + 2 * BORDER)]
    factor = math.sqrt(VARIANCE / torch.stack([one.var() for one in flat]).mean().item())
    generator = Generator().manual_seed(seed)
    which = torch.randint(len(flat), (count,), generator=generator)
    place = torch.rand(count, 2, generator=generator)
    patches = torch.empty(count, 1, side, side)
    for number, picture in enumerate(flat):
        windows: Tensor = picture.unfold(0, side, 1).unfold(1, side, 1)
        here = (which == number).nonzero().squeeze(1)
        row, column = (place[here] * torch.tensor(windows.shape[:2])).long().T
        patches[here, 0] = factor * windows[row, column]
    return Split(
        patches,
        name=f"whitened patches of {pictures.name}",
        source=pictures.source,
        range="unbounded",
    )
