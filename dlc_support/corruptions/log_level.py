"""A corruption whose level is drawn anew for each example, every factor of two as often."""

from dataclasses import dataclass

from torch import Generator, Tensor

from dlc_support.corruptions.level import RandomLevel
from dlc_support.shapes import Examples


@dataclass(frozen=True, repr=False)
class LogUniformLevel(RandomLevel):
    r"""A `RandomLevel` whose logarithm is uniform: $\log s_n \sim \mathcal U[\log a, \log b]$.

    Levels between 0.01 and 0.1 are as frequent as those between 1 and 10: a network learns from
    it to denoise at all scales, as diffusion models must.

    Attributes:
        kind: The class of the corruption, such as `GaussianNoise`; not one of its members.
        low: Smallest level $a > 0$, in the unit of the kind (pixel values for `GaussianNoise`).
        high: Largest level $b$.

    Raises:
        TypeError: If the kind has no level that may differ between examples.
        ValueError: If low is 0 or exceeds high, or the kind refuses one of them.

    Source:
        Song and Ermon (2019), section 4.1, where the levels are a geometric sequence.

    Example:
        >>> from dlc_support.corruptions import GaussianNoise
        >>> LogUniformLevel(GaussianNoise, low=0.01, high=10.0)
        LogUniformLevel(GaussianNoise, low=0.01, high=10.0)
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.low > 0:
            raise ValueError(f"low must be > 0, got {self.low}")

    def levels(self, clean: Examples, generator: Generator) -> Tensor:
        """One level per example, shaped to broadcast, on the generator's device."""
        share = (super().levels(clean, generator) - self.low) / (self.high - self.low or 1.0)
        return self.low * (self.high / self.low) ** share
