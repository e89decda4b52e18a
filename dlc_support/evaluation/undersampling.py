"""Simple baselines for undersampled scans, given the measured samples: `restore(corrupted, scan)`.

Each is called with the corrupted images, as every denoiser, and with the `Scan` they came from.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from dlc_support.arguments import check_counts
from dlc_support.corruptions.spectrum import Scan
from dlc_support.evaluation.filters import positive
from dlc_support.evaluation.side_information import SideInformation
from dlc_support.shapes import Images


@dataclass(frozen=True)
class LeastTotalVariation:
    r"""The images of least total variation among those that agree with the measured samples.

    $\min_u \sum_i |(\nabla u)_i|$ with $(F u)_k$ fixed at the measured $k$, by the primal-dual
    method: a step along the divergence of $q$, the projection onto the constraint (the samples
    are put back), and $q \leftarrow \Pi_{|q_i| \le 1}(q + \sigma \nabla \bar u)$ at the
    extrapolated image $\bar u$. Differences are forward ones, 0 at the last row and column.
    Images of few flat parts are recovered from few samples.

    Attributes:
        iterations: Number of steps >= 1.
        step: Step $\tau$ > 0 of the image; that of $q$ is $\sigma = 1 / 8 \tau$.

    Raises:
        ValueError: If an attribute is outside its domain.

    Source:
        Candes et al. (2006), section 1, for the problem; Chambolle and Pock (2011), algorithm 1.
    """

    iterations: int = 400
    step: float = 0.1
    given: ClassVar[SideInformation] = SideInformation.SAMPLES

    def __post_init__(self) -> None:
        check_counts(iterations=self.iterations)
        positive(step=self.step)

    def __call__(self, corrupted: Images, scan: Scan) -> Images:
        """Restores all images at once; not clipped, so that they agree with the scan."""
        image = scan.zero_filled
        ahead, field = image, torch.zeros(2, *image.shape).to(image)
        for _ in range(self.iterations):
            field = field + gradient(ahead) / (8 * self.step)
            field = field / torch.linalg.vector_norm(field, dim=0).clamp_min(1.0)
            before = image
            image = scan.data_consistency(image + self.step * divergence(field))
            ahead = 2 * image - before
        return image.to(corrupted)


def gradient(images: Images) -> Tensor:
    """Forward differences down and to the right, 0 at the last row and column; (2, N, C, H, W)."""
    field = torch.zeros(2, *images.shape).to(images)
    field[0, :, :, :-1] = images[:, :, 1:] - images[:, :, :-1]
    field[1, ..., :-1] = images[..., 1:] - images[..., :-1]
    return field


def divergence(field: Tensor) -> Images:
    """Less the adjoint of `gradient`: their inner products add up to 0."""
    down, right = field
    total = torch.zeros_like(down)
    total[:, :, :-1] += down[:, :, :-1]
    total[:, :, 1:] -= down[:, :, :-1]
    total[..., :-1] += right[..., :-1]
    total[..., 1:] -= right[..., :-1]
    return total
