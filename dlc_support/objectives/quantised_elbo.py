"""What vector-quantised autoencoders minimise: an ELBO, and two terms for the codes."""

import math
from dataclasses import dataclass

from torch import Generator, nn

from dlc_support.arguments import kind
from dlc_support.corruptions.corruption import Corruption, at_progress, check_corruption
from dlc_support.data.split import Batch, Range
from dlc_support.objectives.decoder_families import DecoderFamily, GaussianDecoder
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.precision import in_float32


@dataclass(frozen=True)
class QuantisedELBO(Objective):
    r"""Minus the ELBO of a code of indices in nats, and the terms that move codebook and encoder.

    $$-\log p(x \mid e_k) + P \log K
    + \lVert \operatorname{sg}[z_e] - e_k \rVert^2
    + \beta \lVert z_e - \operatorname{sg}[e_k] \rVert^2$$

    with $P$ places in the code of an image, $K$ vectors in the codebook, and sg for what has no
    gradient. The index is a function of the input, and under the prior all $K$ are equally likely:
    so the divergence from the prior is $P \log K$, a constant. The first term moves decoder and
    encoder, the third the codebook alone, the fourth (the *commitment*) the encoder alone.

    Attributes:
        family: Of $p(x \mid z)$.
        commitment: Weight $\beta$.
        corruption: Draws what the encoder sees; the target stays clean.

    The parts are `reconstruction`, `kl`, their sum `negative_elbo`, `codebook` and `commitment`;
    the last two are squared distances without a weight, equal in value.

    Raises:
        TypeError: If an argument is of another kind.
        ValueError: If the weight is negative.

    Source:
        Van den Oord, Vinyals and Kavukcuoglu (2017), equation 3; there without the constant.
    """

    family: DecoderFamily = GaussianDecoder(sigma=0.2)  # noqa: RUF009 - frozen
    commitment: float = 0.25
    corruption: Corruption | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.family, DecoderFamily):
            raise TypeError(
                "family must be a DecoderFamily such as GaussianDecoder(0.2), got "
                f"{kind(self.family)}"
            )
        if not self.commitment >= 0:
            raise ValueError(f"commitment must be >= 0, got {self.commitment}")
        if self.corruption is not None:
            check_corruption("corruption", self.corruption)

    @property
    def target_range(self) -> Range:
        """Range that the targets must have."""
        return self.family.target_range

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The negative ELBO and the two terms, summed over pixels and places.

        Raises:
            TypeError: If the model has no codebook.
        """
        if not hasattr(model, "codebook"):
            raise TypeError(
                f"model must have a codebook, as VQVAE has; got {type(model).__name__}"
            )
        seen = batch.inputs
        if self.corruption is not None:
            seen = at_progress(self.corruption, batch.progress)(seen, generator)
        encoded = model.encode(seen)
        parameters = model.decode(model.quantise(encoded))
        reconstruction = -in_float32(self.family.log_prob, parameters, batch.target).mean()
        indices = model.nearest(encoded)
        codes = model.vectors(indices)
        places = indices[0].numel()
        kl = reconstruction.new_tensor(places * math.log(model.codebook.num_embeddings))
        book, commitment = (
            in_float32(lambda one, other: (one - other).square().sum() / len(seen), *pair)
            for pair in ((encoded.detach(), codes), (encoded, codes.detach()))
        )
        return Loss(
            reconstruction + kl + book + self.commitment * commitment,
            {
                "reconstruction": reconstruction,
                "kl": kl,
                "negative_elbo": reconstruction + kl,
                "codebook": book,
                "commitment": commitment,
            },
        )
