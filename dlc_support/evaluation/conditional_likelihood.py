"""Probabilities of hidden pixels given the visible ones."""

from jaxtyping import Float
from torch import Generator, Tensor, nn

from dlc_support.corruptions import QuadrantMask
from dlc_support.data.split import Split
from dlc_support.evaluation.latent_likelihood import _each
from dlc_support.models.diagonal_normal import standard_normal
from dlc_support.objectives.decoder_families import DecoderFamily


def conditional_log_weights(
    model: nn.Module,
    split: Split,
    family: DecoderFamily,
    hidden: QuadrantMask,
    *,
    samples: int = 100,
    seed: int = 0,
) -> Float[Tensor, "batch samples"]:
    r"""Log weights of draws from the recognition network, for the hidden pixels of each image.

    $\log w_k = \log p(x_h \mid z_k, c) + \log p(z_k \mid c) - \log q(z_k \mid x, c)$ in nats, with
    the hidden pixels $x_h$ and the visible ones $c$. Minus their mean is the negative ELBO, an
    upper bound of $-\log p(x_h \mid c)$ in expectation. $\log K$ minus their logsumexp is the
    importance-weighted estimate, which is not above it.

    Args:
        model: With `given`, as `models.ConditionalVAE`; in evaluation mode, without gradients.
        split: The images; their range must be the family's.
        family: Of $p(x \mid z, c)$, the one that the model was trained with. Under
            `GreyCrossEntropy`, which is no likelihood, the weights are only a score.
        hidden: What the model was trained to complete.
        samples: Number $K$ of latents drawn for each image.
        seed: Of the draws; those of an image depend on it and on the image's row.

    Returns:
        One row for each image, float64.

    Raises:
        ValueError: If the images are not of the family's range, or a count is below 1.

    Source:
        Sohn, Lee and Yan (2015), section 4.2; Burda, Grosse and Salakhutdinov (2016).
    """
    only = hidden.mask(split.inputs[:1], Generator(split.inputs.device))[0]

    def values(part: Tensor, noise: Tensor) -> Tensor:
        given = model.given(hidden(part, Generator(part.device)), only.to(part.device))
        code = given.encode(part)
        latents = code.draw(noise)
        log_prior = standard_normal(latents)
        log_prob = family.log_prob(given.decode(latents), part[:, only.to(part.device)])
        weights = log_prob.double() + log_prior.double() - code.log_prob(latents).double()
        return weights.T

    return _each(model, split, family, values, (samples, seed))
