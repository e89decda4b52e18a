"""Undersampling of the spectrum: the scan that stopped before it was complete."""

from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Bool, Complex, Float, Int
from torch import Generator, Tensor

from dlc_support.corruptions.corruption import check_draw, image_sides
from dlc_support.corruptions.level import Level, probability
from dlc_support.shapes import Images

Samples = Complex[Tensor, "batch channels height width"]
Kept = Bool[Tensor, "batch 1 height width"]
Grid = Float[Tensor, "height width"]


@dataclass(frozen=True, eq=False)
class Scan:
    """What a scanner that measured only some frequencies hands over.

    Frequencies lie in the order of `torch.fft.fft2`: the mean comes first.

    Attributes:
        samples: Fourier coefficients of the clean images where they were measured, 0 elsewhere.
        measured: True at the frequencies that were measured, the same for all channels.
        probabilities: With what probability each frequency was to be measured, float64.
    """

    samples: Samples
    measured: Kept
    probabilities: Grid

    @property
    def share(self) -> float:
        """Share of all frequencies that was measured in this draw."""
        return self.measured.double().mean().item()

    @property
    def zero_filled(self) -> Images:
        """Images from the samples as they are, with 0 for what was not measured: biased."""
        return torch.fft.ifft2(self.samples).real

    @property
    def unbiased(self) -> Images:
        """Images from the samples over their probabilities: right on average over the draws."""
        weights = self.probabilities.reciprocal().to(self.samples.device, self.samples.real.dtype)
        return torch.fft.ifft2(self.samples * weights).real

    def data_consistency(self, estimate: Images) -> Images:
        r"""The estimate with the measured frequencies replaced by what was measured.

        The nearest images (least squares) to the estimate that agree with the scan. The error at
        measured frequencies becomes 0 and the others keep theirs, so that no estimate of real
        images gets worse.

        Raises:
            ValueError: If the estimate has another shape than the scan.

        Source:
            Lehtinen et al. (2018), section 3.4.

        Example:
            >>> clean = torch.rand(1, 1, 4, 4, generator=Generator().manual_seed(0))
            >>> scan = SpectrumMask(0.5).scan(clean, Generator().manual_seed(1))
            >>> mended = scan.data_consistency(torch.zeros_like(clean))
            >>> torch.allclose(mended, scan.zero_filled, atol=1e-6)
            True
        """
        if estimate.shape != self.samples.shape:
            raise ValueError(
                f"estimate must have the scan's shape {tuple(self.samples.shape)}, "
                f"got {tuple(estimate.shape)}"
            )
        spectrum = torch.fft.fft2(estimate.to(self.samples.real.dtype))
        together = torch.where(self.measured, self.samples, spectrum)
        return torch.fft.ifft2(together).real.to(estimate.dtype)


@dataclass(frozen=True)
class SpectrumMask:
    r"""Measures each frequency with a probability that falls with its distance from 0.

    $\tilde x = F^{-1} (b / p) F x$ with independent $b_k \sim \mathcal{B}(p_k)$ and
    $p_k = \max(e^{-\lambda |k|}, \text{floor})$, where $\lambda \ge 0$ is such that the mean of
    $p_k$ over all frequencies is `share`. Since $\mathbb{E}\, b_k / p_k = 1$, the clean image is
    the mean over the draws. A frequency and its conjugate $-k$ are measured together, so that the
    image stays real. The mean of the image is always measured: $p_0 = 1$.

    Attributes:
        share: Mean share of the frequencies that is measured, in (0, 1].
        floor: Smallest probability, in [0, share]: it bounds the factor $1 / p$.
        scaled: Divide by $p$. Without it unmeasured frequencies count as 0, and the image is too
            smooth on average.

    Raises:
        ValueError: If an attribute is outside its domain, or the images of a call have so few
            pixels that their mean alone exceeds the share.

    Source:
        Lehtinen et al. (2018), section 3.4, with $p_k = e^{-\lambda |k|}$ (no floor).

    Example:
        >>> half = SpectrumMask(share=0.5)
        >>> p = half.probabilities(4, 6)
        >>> round(p.mean().item(), 9), p[0, 0].item()
        (0.5, 1.0)
    """

    share: Level = 0.1
    floor: Level = 0.0
    scaled: bool = True

    def __post_init__(self) -> None:
        for name in ("share", "floor"):
            object.__setattr__(self, name, probability(name, getattr(self, name)))
        if not self.share > 0:
            raise ValueError(f"share must lie in (0, 1], got {self.share!r}")
        if self.floor > self.share:
            raise ValueError(f"floor must be at most share = {self.share}, got {self.floor!r}")

    @property
    def unbiased(self) -> bool:
        """Whether the corrupted example has the clean one as its mean."""
        return self.scaled

    def probabilities(self, height: int, width: int) -> Grid:
        """Probability of each frequency, float64, in the order of `torch.fft.fft2`."""
        return _probabilities(height, width, self.share, self.floor)

    def measured(self, clean: Images, generator: Generator) -> Kept:
        """True at the frequencies that the call with the same generator state measures."""
        check_draw(clean, generator)
        height, width = image_sides(clean)
        uniform = torch.rand(
            (len(clean), height * width),
            generator=generator,
            device=generator.device,
            dtype=torch.float32,
        )
        # Both of a pair look at the number of the first: one draw for the two.
        first = _first_of_pair(height, width).to(uniform.device)
        uniform = uniform.index_select(1, first).view(-1, 1, height, width)
        return (uniform < self.probabilities(height, width).to(uniform.device)).to(clean.device)

    def scan(self, clean: Images, generator: Generator) -> Scan:
        """One draw for each image, as the samples that were measured."""
        measured = self.measured(clean, generator)
        # Half precision has no Fourier transform.
        wide = clean.to(torch.promote_types(clean.dtype, torch.float32))
        probabilities = self.probabilities(*clean.shape[2:])
        return Scan(torch.fft.fft2(wide) * measured, measured, probabilities)

    def __call__(self, clean: Images, generator: Generator) -> Images:
        """The image that each draw gives: of the mean `clean` where `scaled`."""
        scan = self.scan(clean, generator)
        return (scan.unbiased if self.scaled else scan.zero_filled).to(clean.dtype)


@lru_cache(maxsize=16)
def _probabilities(height: int, width: int, share: float, floor: float) -> Grid:
    vertical, horizontal = (
        torch.fft.fftfreq(side, dtype=torch.float64, device="cpu") for side in (height, width)
    )
    distance = torch.hypot(vertical[:, None], horizontal)  # cycles per pixel

    def at(decay: float) -> Grid:
        return torch.exp(-decay * distance).clamp_min(floor)

    # Beyond this decay every frequency but 0 has a probability below 1e-9 of the share, or the
    # floor.
    low, high = 0.0, 24 * max(height, width) / share
    if share < 1 and at(high).mean() > share:
        raise ValueError(
            f"share must leave room for the mean of images of {height}x{width} pixels beside "
            f"floor = {floor}, got {share}"
        )
    for _ in range(100):  # bisection, to the last bit
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle).mean() > share else (low, middle)
    return at(low)


@lru_cache(maxsize=16)
def _first_of_pair(height: int, width: int) -> Int[Tensor, " frequencies"]:
    """For each frequency the smaller of its own number and that of its conjugate."""
    rows, columns = (torch.arange(side, device="cpu") for side in (height, width))
    here = rows[:, None] * width + columns
    there = (-rows % height)[:, None] * width + (-columns % width)
    return torch.minimum(here, there).flatten()
