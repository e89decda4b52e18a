"""The conditional variational autoencoder: recognition network, conditional prior and decoder."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from dlc_support.arguments import check_counts, kind
from dlc_support.models.diagonal_normal import DiagonalNormal
from dlc_support.models.mlp import MLP
from dlc_support.models.model import Model
from dlc_support.models.vae import _with_float32_head
from dlc_support.shapes import Codes, Examples


class ConditionalVAE(Model):
    r"""$p(x \mid c) = \int p(x \mid z, c)\, p(z \mid c)\, \mathrm d z$ with three networks.

    The recognition network gives $q(z \mid x, c)$ and is for training and for likelihoods. The
    prior network gives $p(z \mid c)$, which is all that is left when $x$ is what one wants to
    know: `forward` draws $z$ from it, and never reads its inputs. Prior and posterior are normal
    with independent components; the last layer of each network is computed in float32.

    Args:
        recognition: Of $(x, c)$, or of $x$ alone where $x$ contains $c$: its first width says
            which. It has `2 * latents` outputs, a mean and a log_std for each latent.
        decoder: Of $(z, c)$, or of $z$ alone, to the parameters of an example.
        latents: Components of $z$.
        condition: Numbers in one condition, flattened.
        shape: Shape of one example.
        prior: Of $c$, an `MLP` or an `nn.Sequential` with `2 * latents` outputs; None is the
            prior $\mathcal N(0, I)$, the same one for each condition.

    Raises:
        TypeError: If a part is of another kind.
        ValueError: If a count is below 1, or widths do not fit.

    Source:
        Sohn, Lee and Yan (2015), section 4.1.

    Example:
        >>> digit = {"latents": 2, "condition": 784, "shape": (1, 28, 28)}
        >>> model = ConditionalVAE(
        ...     MLP((784, 40, 4)), MLP((2 + 784, 40, 784)), prior=MLP((784, 40, 4)), **digit)
        >>> seen = torch.zeros(3, 1, 28, 28)
        >>> model.given(seen).decode(torch.randn(5, 3, 2)).shape  # five draws for each of three
        torch.Size([5, 3, 1, 28, 28])
    """

    def __init__(
        self,
        recognition: MLP,
        decoder: MLP,
        *,
        latents: int,
        condition: int,
        shape: Sequence[int],
        prior: nn.Module | None = None,
    ) -> None:
        super().__init__()
        check_counts(latents=latents, condition=condition)
        check_counts(**{f"shape[{place}]": side for place, side in enumerate(shape)})
        pixels, code = math.prod(shape), 2 * latents
        for name, part, first, last in (
            ("recognition", recognition, (pixels, pixels + condition), code),
            ("decoder", decoder, (latents, latents + condition), pixels),
            ("prior", prior, (condition,), code),
        ):
            if not isinstance(part, MLP) and not (
                name == "prior" and isinstance(part, nn.Sequential | None)
            ):
                raise TypeError(f"{name} must be an MLP, got {kind(part)}")
            if isinstance(part, MLP) and (part.widths[0] not in first or part.widths[-1] != last):
                raise ValueError(
                    f"{name} must have {' or '.join(map(str, first))} inputs and {last} outputs, "
                    f"got widths {part.widths}"
                )
        self.recognition, self.decoder, self.prior = recognition, decoder, prior
        self.latents, self.shape = latents, tuple(shape)
        self.noise_shape = (latents,)

    def given(self, condition: Tensor, only: Tensor | None = None) -> "GivenCondition":
        """What the model is once its condition is known: a VAE with a standard normal prior.

        Args:
            condition: One row for each example that is then encoded or decoded.
            only: True at the components of an example that `decode` returns, in a row; None
                returns all of them in the example's shape.
        """
        return GivenCondition(self, condition, only)

    def forward(self, inputs: Examples, condition: Tensor, noise: Codes) -> Tensor:
        """The parameters at one draw from the conditional prior; the inputs are not read."""
        return self.given(condition).decode(noise)

    def extra_repr(self) -> str:
        """What the parts do not say."""
        return f"latents={self.latents}, shape={self.shape}"


class GivenCondition(nn.Module):
    r"""A conditional VAE with its condition; made by `ConditionalVAE.given`.

    Its latents are $u = (z - m_p(c)) / s_p(c)$, with the mean and the standard deviation of the
    conditional prior. So the prior of $u$ is $\mathcal N(0, I)$, and `encode` and `decode` are
    those of a plain VAE: its `kl()` is $\operatorname{KL}(q(z \mid x, c) \| p(z \mid c))$, since
    a divergence is the same in all coordinates, and standard normal noise is a draw from
    $p(z \mid c)$.

    Args:
        model: The model, whose weights it uses.
        condition: As in `ConditionalVAE.given`.
        only: As in `ConditionalVAE.given`.
    """

    def __init__(
        self, model: ConditionalVAE, condition: Tensor, only: Tensor | None = None
    ) -> None:
        super().__init__()
        self.model, self.only = model, only
        self.condition = condition.flatten(1)
        self.conditional_prior = (
            None if model.prior is None else _normal(model.prior, self.condition)
        )

    def encode(self, inputs: Examples) -> DiagonalNormal:
        """The distribution of the latents $u$ given each example and its condition."""
        flat, network = inputs.flatten(1), self.model.recognition
        if network.widths[0] > flat.shape[1]:
            flat = torch.cat([flat, self.condition], dim=1)
        code, prior = _normal(network, flat), self.conditional_prior
        if prior is None:
            return code
        mean = (code.mean - prior.mean) * (-prior.log_std).exp()
        return DiagonalNormal(mean, code.log_std - prior.log_std)

    def decode(self, latents: Tensor) -> Tensor:
        """The parameters of each example's distribution.

        Args:
            latents: Values of $u$, (..., batch, latents).

        Returns:
            Logits or means, `(..., batch, *shape)`; with `only`, (..., batch, chosen).
        """
        model, prior = self.model, self.conditional_prior
        codes = latents if prior is None else prior.draw(latents)
        if model.decoder.widths[0] > model.latents:
            seen = self.condition.expand(*codes.shape[:-1], -1)
            codes = torch.cat([codes, seen.to(codes)], dim=-1)
        outputs = _with_float32_head(model.decoder, codes.flatten(0, -2))
        outputs = outputs.reshape(*latents.shape[:-1], *model.shape)
        return outputs if self.only is None else outputs[..., self.only]


def _normal(network: nn.Module, inputs: Examples) -> DiagonalNormal:
    mean, log_std = _with_float32_head(network, inputs).chunk(2, dim=1)
    return DiagonalNormal(mean, log_std)
