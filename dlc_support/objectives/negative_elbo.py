"""The negative evidence lower bound: what variational autoencoders minimise."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from dlc_support.arguments import kind
from dlc_support.corruptions import Binarisation
from dlc_support.corruptions.corruption import Corruption, at_progress, check_corruption
from dlc_support.data.split import Batch, Range
from dlc_support.objectives.decoder_families import BernoulliDecoder, DecoderFamily
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.precision import in_float32

Weight = float | Callable[[float], float]


@dataclass(frozen=True)
class NegativeELBO(Objective):
    r"""Minus the evidence lower bound in nats: sums over pixels and latents, batch means.

    $$-\mathbb E_{q(z \mid x)} \log p(x \mid z)
    + \beta \operatorname{KL}\bigl(q(z \mid x) \,\|\, \mathcal N(0, I)\bigr)$$

    with one draw of $z$ for each example. At $\beta = 1$, without free bits and corruption, it is
    at least $-\log p(x)$ in expectation.

    Attributes:
        family: Of $p(x \mid z)$; it says which range the targets must have.
        beta: Weight of the KL, a number or a function of progress such as `Ramp(0.0, 1.0,
            until=0.3)`, the warm-up.
        free_bits: Nats that each latent may cost for nothing: its KL, averaged over the batch,
            counts only where it is above.
        corruption: Draws what the encoder sees; the target stays clean. The denoising VAE.
        dynamic: Draw binary images from grey ones afresh at each step, by `Binarisation`. (For
            the static ones, `data.binarised(split, seed=0)`.)

    The parts are `reconstruction`, `kl`, and their sum `negative_elbo`, in which no weight and no
    free bits count: runs with other settings are compared by it.

    Raises:
        TypeError: If an argument is of another kind.
        ValueError: If a weight is negative, or the family is no Bernoulli one under `dynamic`.

    Source:
        Kingma and Welling (2014), equation 10; Higgins et al. (2017) for $\beta$, Kingma et al.
        (2016), equation 16, for free bits, Im et al. (2017) for the corruption.
    """

    family: DecoderFamily = BernoulliDecoder()  # noqa: RUF009 - frozen
    beta: Weight = 1.0
    free_bits: float = 0.0
    corruption: Corruption | None = None
    dynamic: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.family, DecoderFamily):
            raise TypeError(
                "family must be a DecoderFamily such as BernoulliDecoder(), got "
                f"{kind(self.family)}"
            )
        if isinstance(self.beta, type | bool):
            raise TypeError(f"beta must be a number or a schedule, got {kind(self.beta)}")
        for progress in (0.0, 1.0):
            if not self.weight(progress) >= 0:
                raise ValueError(f"beta must be >= 0, got {self.weight(progress)}")
        if not self.free_bits >= 0:
            raise ValueError(f"free_bits must be >= 0, got {self.free_bits}")
        if self.corruption is not None:
            check_corruption("corruption", self.corruption)
        if self.dynamic and self.family.target_range != "binary":
            raise ValueError(f"dynamic draws binary images: not for {self.family!r}")

    @property
    def target_range(self) -> Range:
        """Range that the targets must have."""
        return "unit" if self.dynamic else self.family.target_range

    def weight(self, progress: float) -> float:
        """The weight of the KL when the share `progress` of the run is over."""
        return self.beta(progress) if callable(self.beta) else self.beta

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The negative ELBO, with one draw of the latents.

        Raises:
            TypeError: If the model has no `encode` and `decode`.
            ValueError: If images are to be drawn and the batch has targets of their own.
        """
        if not (callable(getattr(model, "encode", None)) and hasattr(model, "decode")):
            raise TypeError(
                f"model must have encode and decode, as VAE has; got {type(model).__name__}"
            )
        inputs, target = self._drawn(batch, generator)
        if self.corruption is not None:
            inputs = at_progress(self.corruption, batch.progress)(inputs, generator)
        code = model.encode(inputs)
        size, device = code.mean.shape, generator.device
        noise = torch.randn(size, generator=generator, device=device).to(code.mean)
        parameters = model.decode(code.draw(noise))
        reconstruction = -in_float32(self.family.log_prob, parameters, target).mean()
        each = code.kl().mean(dim=0)
        kl = each.sum()
        paid = each.clamp(min=self.free_bits).sum() if self.free_bits else kl
        return Loss(
            reconstruction + self.weight(batch.progress) * paid,
            {"reconstruction": reconstruction, "kl": kl, "negative_elbo": reconstruction + kl},
        )

    def _drawn(self, batch: Batch, generator: Generator) -> tuple[Tensor, Tensor]:
        """What is encoded and what is to be explained, drawn together where that is asked for."""
        if not self.dynamic:
            return batch.inputs, batch.target
        if batch.targets is not None:
            raise ValueError("dynamic draws inputs and targets as one: leave targets out")
        drawn = Binarisation()(batch.inputs, generator)
        return drawn, drawn
