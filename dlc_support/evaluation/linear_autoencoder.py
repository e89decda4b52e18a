"""The best linear autoencoder of a set of examples, plain or denoising, in closed form."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from dlc_support.arguments import check_counts, check_floating, kind
from dlc_support.corruptions import Corruption, GaussianNoise, ZeroMask
from dlc_support.shapes import Codes, Examples


@dataclass(frozen=True, eq=False)
class LinearAutoencoder:
    r"""$z = E (\tilde x - m)$ and $\hat x = \bar x + D z$.

    Attributes:
        encoder: $E$, (code, components).
        decoder: $D$, (components, code), with orthonormal columns: the largest share of the
            estimates' variance first.
        input_mean: $m$, the mean of what the encoder sees, shaped like an example.
        mean: $\bar x$, the mean of the clean examples, shaped like an example.
    """

    encoder: Tensor = field(repr=False)
    decoder: Tensor = field(repr=False)
    input_mean: Tensor = field(repr=False)
    mean: Tensor = field(repr=False)

    def encode(self, inputs: Examples) -> Codes:
        """The code of each example, (batch, code)."""
        return (inputs - self.input_mean.to(inputs)).flatten(1) @ self.encoder.to(inputs).T

    def decode(self, codes: Codes) -> Examples:
        """The example that each code stands for; not clipped."""
        flat = codes @ self.decoder.to(codes).T
        return flat.reshape(len(codes), *self.mean.shape) + self.mean.to(codes)

    def __call__(self, inputs: Examples) -> Examples:
        """The reconstruction of each example."""
        return self.decode(self.encode(inputs))


def linear_autoencoders(
    clean: Examples, sizes: Sequence[int], corruption: Corruption | None = None
) -> list[LinearAutoencoder]:
    r"""The linear autoencoder with the least mean squared error, for each size of its code.

    Without a corruption this is principal component analysis. With one the expectation is over
    the corruption too, computed and not drawn: with $C_{x \tilde x}$ and $C_{\tilde x \tilde x}$
    the covariances of clean and corrupted examples, $D$ holds the leading eigenvectors of
    $C_{x \tilde x} C_{\tilde x \tilde x}^{-1} C_{\tilde x x}$, and
    $E = D^\top C_{x \tilde x} C_{\tilde x \tilde x}^{-1}$. (Where components never vary the
    inverse is the pseudo-inverse.)

    Args:
        clean: Clean examples; their own distribution is the prior.
        sizes: Numbers of units of the code, each between 1 and the number of components.
        corruption: None, `GaussianNoise` or `ZeroMask` at one level; a mask erases components
            independently, so images must be grey.

    Raises:
        TypeError: If the corruption is of another kind, or its level is a range.
        ValueError: If there are fewer than 2 examples, a size does not fit, or images have
            several channels under a mask.

    Source:
        Baldi and Hornik (1989) for the plain one; Izenman (1975) for regression of reduced rank.

    Example:
        >>> points = torch.tensor([[-2.0, -2.0], [2.0, 2.0], [-0.1, 0.1], [0.1, -0.1]])
        >>> (plain,) = linear_autoencoders(points, [1])
        >>> plain(torch.tensor([[1.0, 3.0]])).round(decimals=4)
        tensor([[2., 2.]])
    """
    check_floating(clean=clean)
    if len(clean) < 2:
        raise ValueError(f"clean must hold at least 2 examples, got {len(clean)}")
    components = clean[0].numel()
    check_counts(**{f"sizes[{place}]": size for place, size in enumerate(sizes)})
    if max(sizes, default=0) > components:
        raise ValueError(f"sizes must be at most {components} components, got {list(sizes)}")
    mean = clean.double().mean(0)
    cross, seen, input_mean = _moments(clean, mean, corruption)
    best = cross @ torch.linalg.pinv(seen, hermitian=True)
    _, vectors = torch.linalg.eigh(best @ cross.T)
    order = vectors.flip(1)
    return [
        LinearAutoencoder(order[:, :size].T @ best, order[:, :size], input_mean, mean)
        for size in sizes
    ]


def _moments(
    clean: Examples, mean: Tensor, corruption: Corruption | None
) -> tuple[Tensor, Tensor, Tensor]:
    """Covariance of clean with corrupted, of corrupted, and the mean of corrupted examples."""
    centred = (clean - mean.to(clean)).flatten(1).double()
    covariance = centred.T @ centred / len(clean)
    level = getattr(corruption, "sigma", getattr(corruption, "p", 0.0))
    if corruption is not None and (
        not isinstance(corruption, GaussianNoise | ZeroMask) or not isinstance(level, float)
    ):
        raise TypeError(
            "corruption must be None, GaussianNoise or ZeroMask at one level, got "
            f"{kind(corruption)}"
        )
    if isinstance(corruption, ZeroMask):
        if clean.ndim == 4 and clean.shape[1] > 1:
            raise ValueError(
                "clean must be grey images or vectors under ZeroMask, which erases the "
                f"channels of a pixel together, got shape {tuple(clean.shape)}"
            )
        kept = 1.0 - level
        power = covariance.diagonal() + mean.flatten().square()
        return kept * covariance, kept**2 * covariance + kept * level * power.diag(), kept * mean
    return covariance, covariance + level**2 * torch.eye(len(covariance)).double(), mean
