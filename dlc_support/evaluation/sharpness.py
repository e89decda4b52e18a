"""How sharp images are: the energy of their gradients, and of their high frequencies.

Both say nothing of whether the detail is right. Noise is sharp.
"""

import math

import torch

from dlc_support.shapes import Images, PerExample


def gradient_energy(images: Images) -> PerExample:
    r"""Summed squares of the differences between neighbouring pixels, of each image.

    $\sum_{i, j} (x_{i + 1, j} - x_{i, j})^2 + (x_{i, j + 1} - x_{i, j})^2$, over all channels, in
    squared units of the pixels.

    Args:
        images: (batch, channels, height, width).

    Example:
        >>> gradient_energy(torch.tensor([[[[0.0, 1.0], [0.0, 1.0]]]]))
        tensor([2.])
    """
    down, right = images.diff(dim=2), images.diff(dim=3)
    return down.square().flatten(1).sum(dim=1) + right.square().flatten(1).sum(dim=1)


def band_energy(images: Images, low: float, high: float = math.inf) -> PerExample:
    r"""Energy of each image at the frequencies of a ring, in squared units of the pixels.

    $\frac1N \sum_{\text{low} \le |f| < \text{high}} |X_f|^2$ with the discrete Fourier transform
    $X$ of the $N$ pixels of a channel, whose borders are joined. By Parseval's theorem the
    energies of rings that cover all frequencies sum to $\sum_{i, j} x_{i, j}^2$.

    Args:
        images: (batch, channels, height, width).
        low: Lowest frequency $|f| = \sqrt{f_x^2 + f_y^2}$ in cycles per pixel. The largest there
            is has two pixels a cycle along both axes, $\sqrt{1/2} = 0.71$.
        high: Frequency at which the ring ends, itself outside.

    Raises:
        ValueError: If no frequency can lie in the ring.

    Example:
        >>> stripes = torch.tensor([1.0, 0.0]).repeat(4, 2)[None, None]  # two pixels a cycle
        >>> band_energy(stripes, 0.4), band_energy(stripes, 0.0, 0.4)  # the rest is the mean
        (tensor([4.]), tensor([4.]))
    """
    if not 0 <= low < high:
        raise ValueError(f"low must be >= 0 and below high, got low={low} and high={high}")
    height, width = images.shape[2:]
    frequency = torch.hypot(torch.fft.fftfreq(height)[:, None], torch.fft.fftfreq(width)[None])
    inside = ((frequency >= low) & (frequency < high)).to(images)
    energy = torch.fft.fft2(images).abs().square() * inside / (height * width)
    return energy.flatten(1).sum(dim=1)
