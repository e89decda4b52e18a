"""The variational autoencoder: an encoder that returns a distribution, and a decoder."""

from collections.abc import Sequence

from torch import Tensor, nn

from dlc_support.arguments import check_counts, kind
from dlc_support.models.diagonal_normal import DiagonalNormal
from dlc_support.models.mlp import MLP
from dlc_support.models.model import Model
from dlc_support.precision import in_float32
from dlc_support.shapes import Codes, Examples


class VAE(Model):
    r"""An encoder of $q(z \mid x)$, and a decoder that returns the parameters of $p(x \mid z)$.

    $q(z \mid x) = \mathcal N(m(x), \operatorname{diag} e^{2 s(x)})$ under the prior
    $\mathcal N(0, I)$. The network says nothing of the family of $p(x \mid z)$: what the outputs
    mean (logits, means) is up to the objective, so that a Bernoulli and a Gaussian VAE, a
    $\beta$-VAE and a denoising VAE are one model. Both last layers are computed in float32.

    Args:
        encoder: Examples to $(m, s)$: an `MLP` or an `nn.Sequential` with `2 * latents` outputs.
        decoder: Latents to the parameters of an example: an `MLP` or an `nn.Sequential`.
        latents: Components of $z$.
        shape: Shape of one example.

    Raises:
        TypeError: If a part is of another kind.
        ValueError: If a count is below 1, or widths of an `MLP` do not fit.

    Source:
        Kingma and Welling (2014), section 3 and appendix C.

    Example:
        >>> import torch
        >>> model = VAE(MLP((784, 40, 4)), MLP((2, 40, 784)), latents=2, shape=(1, 28, 28))
        >>> model.decode(model.encode(torch.zeros(3, 1, 28, 28)).mean).shape
        torch.Size([3, 1, 28, 28])
    """

    def __init__(
        self, encoder: nn.Module, decoder: nn.Module, *, latents: int, shape: Sequence[int]
    ) -> None:
        super().__init__()
        check_counts(latents=latents)
        check_counts(**{f"shape[{place}]": side for place, side in enumerate(shape)})
        for name, part in {"encoder": encoder, "decoder": decoder}.items():
            if not isinstance(part, MLP | nn.Sequential):
                raise TypeError(f"{name} must be an MLP or an nn.Sequential, got {kind(part)}")
        if isinstance(encoder, MLP) and encoder.widths[-1] != 2 * latents:
            raise ValueError(
                f"encoder must have {2 * latents} outputs, a mean and a log_std for each latent, "
                f"got widths {encoder.widths}"
            )
        if isinstance(decoder, MLP) and decoder.widths[0] != latents:
            raise ValueError(
                f"decoder must have {latents} inputs, one for each latent, got widths "
                f"{decoder.widths}"
            )
        self.encoder, self.decoder = encoder, decoder
        self.latents, self.shape = latents, tuple(shape)
        self.noise_shape = (latents,)

    def encode(self, inputs: Examples) -> DiagonalNormal:
        """The distribution of the latents given each example."""
        mean, log_std = _with_float32_head(self.encoder, inputs).chunk(2, dim=1)
        return DiagonalNormal(mean, log_std)

    def decode(self, latents: Tensor) -> Tensor:
        """The parameters of each example's distribution.

        Args:
            latents: Values of $z$, (..., latents): more axes than the batch may lead.

        Returns:
            Logits or means, `(..., *shape)`.
        """
        outputs = _with_float32_head(self.decoder, latents.reshape(-1, self.latents))
        return outputs.reshape(*latents.shape[:-1], *self.shape)

    def forward(self, inputs: Examples, noise: Codes) -> Tensor:
        """The parameters at one draw of the latents, the one that belongs to the noise."""
        return self.decode(self.encode(inputs).draw(noise))

    def extra_repr(self) -> str:
        """What the parts do not say."""
        return f"latents={self.latents}, shape={self.shape}"


def _with_float32_head(network: nn.Module, inputs: Tensor) -> Tensor:
    if isinstance(network, MLP):
        network, inputs = network.layers, inputs.flatten(1)
    *body, head = network
    for layer in body:
        inputs = layer(inputs)
    return in_float32(head, inputs)
