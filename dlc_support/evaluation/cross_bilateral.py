"""A filter of renders that learns nothing and is guided by features, as the networks are."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from dlc_support.arguments import check_range
from dlc_support.evaluation.filters import positive
from dlc_support.evaluation.metrics import check_shapes
from dlc_support.shapes import Images

LAMP = 0.05  # below it a surface throws nothing back, and what is seen is a lamp's own light
FLOOR = 0.02  # what radiance is divided by at least


@dataclass(frozen=True)
class CrossBilateral:
    r"""Averages the light of pixels that are near each other and whose features agree.

    With the irradiance $e_j = r_j / a_j$ of pixel $j$ (radiance by albedo, channel by channel) the
    estimate is $a_i \sum_j w_{ij} e_j / \sum_j w_{ij}$ with

    $$w_{ij} = \exp\Bigl(-\frac{|p_i - p_j|^2}{2 \sigma_p^2} - \frac{|a_i - a_j|^2}{2 \sigma_a^2}
    - \frac{|n_i - n_j|^2}{2 \sigma_n^2}\Bigr).$$

    Lamps are seen directly and thousands of times as bright as walls: pixels next to a surface
    without albedo enter no average and stay as they are. The weights depend on the features
    alone, unlike those of a bilateral filter: on the radiance they would favour dark neighbours,
    since its noise is few bright samples among many dark ones.

    Attributes:
        place: $\sigma_p$ in pixels; the window reaches three times as far.
        albedo: $\sigma_a$, in units of albedo.
        normal: $\sigma_n$; normals have length 1.

    Raises:
        ValueError: If a width is not positive.

    Source:
        Eisemann and Durand (2004) and Petschnigg et al. (2004) guide a bilateral filter by
        another picture; the features of a render as this picture are those of McCool (1999).

    Example:
        >>> noisy = torch.tensor([1.0, 3.0, 1.0, 3.0]).expand(1, 3, 1, 4)
        >>> flat = torch.full((1, 3, 1, 4), 0.5)
        >>> CrossBilateral(9.0, 0.1, 0.1)(noisy, flat, flat)[0, 0].round(decimals=1)
        tensor([[2., 2., 2., 2.]])
    """

    place: float
    albedo: float
    normal: float

    def __post_init__(self) -> None:
        positive(place=self.place, albedo=self.albedo, normal=self.normal)

    def __call__(self, radiance: Images, albedo: Tensor, normal: Tensor) -> Images:
        """Estimates of the radiance.

        Args:
            radiance: Noisy linear radiance.
            albedo: Of what each pixel sees, in [0, 1].
            normal: Of what each pixel sees.

        Raises:
            ValueError: If the shapes differ, or albedo leaves [0, 1].
        """
        check_shapes(albedo, radiance)
        check_shapes(normal, radiance)
        check_range("albedo", albedo, 0.0, 1.0)
        glows = (albedo.amax(dim=1, keepdim=True) < LAMP).to(radiance)
        used = 1 - F.max_pool2d(glows, 3, stride=1, padding=1)
        base = albedo.clamp_min(FLOOR)
        reach = int(3 * self.place + 0.5)
        guide = torch.cat([albedo / self.albedo, normal / self.normal], dim=1)
        padded = [F.pad(each, (reach,) * 4) for each in (radiance / base, guide, used)]
        total, weights = torch.zeros_like(radiance), torch.zeros_like(used)
        for down in range(-reach, reach + 1):
            for right in range(-reach, reach + 1):
                light, other, counts = (_shifted(each, down, right, reach) for each in padded)
                apart = (down**2 + right**2) / self.place**2 + (other - guide).square().sum(
                    dim=1, keepdim=True
                )
                weight = counts * (-apart / 2).exp()
                total += weight * light
                weights += weight
        return torch.where(used > 0, base * total / weights.clamp_min(1e-30), radiance)


def _shifted(padded: Tensor, down: int, right: int, reach: int) -> Tensor:
    height, width = padded.shape[-2] - 2 * reach, padded.shape[-1] - 2 * reach
    return padded[..., reach + down :, reach + right :][..., :height, :width]
