"""The bound of a denoising variational autoencoder, and the tighter one of its mixture."""

import math

import torch
from torch import Generator, nn

from dlc_support.arguments import check_counts, check_seed
from dlc_support.corruptions.corruption import Corruption, check_corruption
from dlc_support.data.ranges import TOP, check_values
from dlc_support.data.split import Split
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.evaluation.nats import Nats
from dlc_support.models.diagonal_normal import standard_normal
from dlc_support.objectives.decoder_families import DecoderFamily


def denoising_bound(  # noqa: PLR0913 - the corruption's draws, and the latents'
    model: nn.Module,
    split: Split,
    family: DecoderFamily,
    corruption: Corruption,
    *,
    mixture: int = 1,
    samples: int = 1,
    seed: int = 0,
) -> Nats:
    r"""An upper bound of $-\log p(x)$ from codes of corrupted images, of each image in nats.

    $$\mathbb E \Bigl[ \log \tfrac1K \textstyle\sum_{k=1}^K q(z \mid \tilde x_k)
    - \log p(x, z) \Bigr], \qquad \tilde x_1, \dots, \tilde x_K \sim q(\cdot \mid x),
    \quad z \sim q(z \mid \tilde x_1)$$

    For $K = 1$ it is what `NegativeELBO` with this corruption minimises. In expectation it does
    not rise with $K$, and it tends to the negative ELBO of the mixture
    $\tilde q(z \mid x) = \mathbb E\, q(z \mid \tilde x)$. The distance between the two is the
    mutual information of $z$ and $\tilde x$ given the image.

    Args:
        model: With `encode` and `decode`, as `models.VAE`; in evaluation mode, without gradients.
        split: The clean images; their range must be the family's.
        family: Of $p(x \mid z)$, the one that the model was trained with.
        corruption: Draws what the encoder sees.
        mixture: Number $K$ of corrupted images in the mixture.
        samples: Latents drawn for each image, each with corrupted images of its own.
        seed: Of the draws; those of an image depend on it and on the image's row.

    Raises:
        TypeError: If the corruption is none.
        ValueError: If the images are not of the family's range, or a count is below 1.

    Source:
        Im et al. (2017), section 3, for both ends; Yin and Zhou (2018), theorem 1, for finite $K$.

    Example:
        >>> from dlc_support.corruptions import GaussianNoise
        >>> from dlc_support.models import MLP, VAE
        >>> from dlc_support.objectives import GaussianDecoder
        >>> vae = VAE(MLP((3, 4)), MLP((2, 3)), latents=2, shape=(3,))
        >>> points = Split(torch.zeros(5, 3), name="zeros")
        >>> denoising_bound(vae, points, GaussianDecoder(1.0), GaussianNoise(0.5)).values.shape
        torch.Size([5])
    """
    check_counts(mixture=mixture, samples=samples)
    check_seed(seed)
    check_corruption("corruption", corruption)
    if family.target_range in TOP:
        check_values(f"{split.name or 'data'} under {family!r}", split.inputs, family.target_range)
    source = Generator().manual_seed(seed)
    seeds = torch.randint(2**62, (len(split),), generator=source)
    weight, found = next(model.parameters(), split.inputs), []
    with evaluating(model):
        for image, own in zip(split.inputs.split(1), seeds.tolist(), strict=True):
            draws = Generator().manual_seed(own)
            several = image.expand(samples * mixture, *image.shape[1:])
            code = model.encode(corruption(several, draws).to(weight))
            noise = torch.randn(code.mean.shape, generator=draws).to(code.mean)
            latents = code.draw(noise)[::mixture]
            log_q = code.log_prob(latents.repeat_interleave(mixture, dim=0)).double()
            log_mixture = log_q.view(samples, mixture).logsumexp(dim=1) - math.log(mixture)
            log_prior = standard_normal(latents)
            log_prob = family.log_prob(model.decode(latents)[:, None], image.to(weight))[:, 0]
            found.append((log_mixture - log_prior - log_prob).mean().cpu())
    return Nats(torch.stack(found), family, "bound", split.name, samples)
