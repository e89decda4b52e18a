"""Likelihoods of models with latents: bound, importance-weighted estimate, active units."""

import math
from collections.abc import Callable

import torch
from torch import Generator, Tensor, nn

from dlc_support.arguments import check_counts, check_seed
from dlc_support.data.ranges import TOP, check_values
from dlc_support.data.split import Split
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.evaluation.nats import Nats
from dlc_support.models.diagonal_normal import standard_normal
from dlc_support.objectives.decoder_families import DecoderFamily
from dlc_support.shapes import Codes, Examples

DECODED = 5_000  # examples that are decoded at a time


def negative_elbo(
    model: nn.Module, split: Split, family: DecoderFamily, *, samples: int = 1, seed: int = 0
) -> Nats:
    r"""The negative ELBO of each image in nats, an upper bound of $-\log p(x)$ in expectation.

    $\operatorname{KL}\bigl(q(z \mid x) \,\|\, \mathcal N(0, I)\bigr)
    - \frac1K \sum_k \log p(x \mid z_k)$ with $z_k \sim q(\cdot \mid x)$.

    Args:
        model: With `encode` and `decode`, as `models.VAE`; in evaluation mode, without gradients.
        split: The images; their range must be the family's.
        family: Of $p(x \mid z)$, the one that the model was trained with.
        samples: Number $K$ of latents drawn for each image.
        seed: Of the draws.

    Raises:
        ValueError: If the images are not of the family's range, or a count is below 1.
    """

    def values(part: Tensor, noise: Tensor) -> Tensor:
        code = model.encode(part)
        log_prob = family.log_prob(model.decode(code.draw(noise)), part)
        return code.kl().double().sum(dim=1) - log_prob.double().mean(dim=0)

    found = _each(model, split, family, values, (samples, seed))
    return Nats(found, family, "bound", split.name, samples)


def importance_weighted(
    model: nn.Module, split: Split, family: DecoderFamily, *, samples: int = 200, seed: int = 0
) -> Nats:
    r"""Importance-weighted estimate of $-\log p(x)$ of each image in nats.

    $-\log \frac1K \sum_k \frac{p(x \mid z_k)\, p(z_k)}{q(z_k \mid x)}$ with $z_k \sim q(\cdot \mid
    x)$, summed in float64. In expectation it is at least $-\log p(x)$, and not larger with more
    samples; $K = 1$ is the negative ELBO. The draws of an image depend on the seed and its row.

    Args:
        model: With `encode` and `decode`, as `models.VAE`; in evaluation mode, without gradients.
        split: The images; their range must be the family's.
        family: Of $p(x \mid z)$, the one that the model was trained with.
        samples: Number $K$ of latents drawn for each image.
        seed: Of the draws.

    Raises:
        ValueError: If the images are not of the family's range, or a count is below 1.

    Source:
        Rezende, Mohamed and Wierstra (2014), appendix E; Burda, Grosse and Salakhutdinov (2016).
    """

    def values(part: Tensor, noise: Tensor) -> Tensor:
        code = model.encode(part)
        latents = code.draw(noise)
        log_prior = standard_normal(latents)
        log_prob = family.log_prob(model.decode(latents), part)
        weights = log_prob.double() + log_prior.double() - code.log_prob(latents).double()
        return math.log(samples) - weights.logsumexp(dim=0)

    found = _each(model, split, family, values, (samples, seed))
    return Nats(found, family, "estimate", split.name, samples)


def at_the_mean(model: nn.Module, split: Split, family: DecoderFamily) -> Nats:
    r"""$\operatorname{KL}(q \| p) - \log p(x \mid z = m(x))$ of each image in nats: *not* a bound.

    Code that switches the sampling off in evaluation mode reports this number as the ELBO. It can
    lie below $-\log p(x)$.

    Args:
        model: With `encode` and `decode`, as `models.VAE`; in evaluation mode, without gradients.
        split: The images; their range must be the family's.
        family: Of $p(x \mid z)$, the one that the model was trained with.

    Raises:
        ValueError: If the images are not of the family's range.
    """

    def values(part: Tensor, _noise: Tensor) -> Tensor:
        code = model.encode(part)
        log_prob = family.log_prob(model.decode(code.mean), part)
        return code.kl().double().sum(dim=1) - log_prob.double()

    return Nats(_each(model, split, family, values, (1, 0)), family, "at the mean", split.name)


def active_units(codes: Codes, threshold: float = 0.01) -> int:
    r"""Number of latents whose mean moves with the image: $\operatorname{Var}_x m_j(x) > \delta$.

    Args:
        codes: Means of $q(z \mid x)$, a row for each image.
        threshold: $\delta$, in units of the prior's variance.

    Raises:
        ValueError: If there are fewer than 2 rows.

    Source:
        Burda, Grosse and Salakhutdinov (2016), section 5.1, where $\delta = 0.01$.

    Example:
        >>> active_units(torch.tensor([[1.0, 0.0], [-1.0, 0.0]]))
        1
    """
    if len(codes) < 2:
        raise ValueError(f"codes must have at least 2 rows, got {len(codes)}")
    return int((codes.var(dim=0) > threshold).sum())


def _each(
    model: nn.Module,
    split: Split,
    family: DecoderFamily,
    values: Callable[[Examples, Tensor], Tensor],
    draws: tuple[int, int],
) -> Tensor:
    """A value for each image from its own noise, whatever the size of the parts."""
    samples, seed = draws
    check_counts(samples=samples)
    check_seed(seed)
    if family.target_range in TOP:
        check_values(f"{split.name or 'data'} under {family!r}", split.inputs, family.target_range)
    source = torch.Generator().manual_seed(seed)
    seeds = torch.randint(2**62, (len(split),), generator=source)
    weight = next(model.parameters(), split.inputs)
    found, rows = [], max(1, DECODED // samples)
    with evaluating(model):
        for part, own in zip(split.inputs.split(rows), seeds.split(rows), strict=True):
            noise = [_noise(samples, model.latents, one) for one in own.tolist()]
            found.append(values(part.to(weight), torch.stack(noise, dim=1).to(weight)).cpu())
    return torch.cat(found)


def _noise(samples: int, latents: int, seed: int) -> Tensor:
    return torch.randn((samples, latents), generator=Generator().manual_seed(seed))
