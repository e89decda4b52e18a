"""The objective of TD-VAE: five terms at two times, with a jump between them."""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from dlc_support.arguments import check_counts, check_generator, kind
from dlc_support.data.ranges import Range
from dlc_support.data.split import Batch
from dlc_support.objectives.decoder_families import BernoulliDecoder, DecoderFamily
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.precision import in_float32


@dataclass(frozen=True)
class JumpyELBO(Objective):
    r"""Minus the evidence lower bound across a jump, in nats: sums over pixels, batch means.

    $$-\mathbb E\bigl[\log p_D(x_{t_2} \mid z_{t_2}) + \log p_B(z_{t_1} \mid b_{t_1})
    + \log p_T(z_{t_2} \mid z_{t_1}) - \log p_B(z_{t_2} \mid b_{t_2})
    - \log q_S(z_{t_1} \mid z_{t_2}, b_{t_1}, b_{t_2})\bigr]$$

    with $z_{t_2} \sim p_B(\cdot \mid b_{t_2})$, then $z_{t_1} \sim q_S$. One draw of $z_{t_2}$
    serves all four terms that it is in. In expectation it is at least
    $-\log p(x_{t_2} \mid x_{\le t_1})$ of the model, and equal to that for a jump of 1 where
    $p_B$ and $q_S$ are the exact posteriors.

    Attributes:
        family: Of $p_D$; it says which range the frames must have.
        pairs: Pairs of times for each sequence in each step. Jumps are uniform from 1 to the
            model's `jumps`, first times uniform over those that leave room. Reading the sequence
            is what costs, and it is read once.

    The parts are `reconstruction` ($-\log p_D$), `smoothing` ($\log q_S - \log p_B$ at $t_1$) and
    `transition` ($\log p_B - \log p_T$ at $t_2$); their sum is the loss. A single draw of the
    last two can be negative; their expectations are divergences, given the other state.

    Raises:
        TypeError: If the family is of another kind.
        ValueError: If `pairs` is below 1.

    Source:
        Gregor et al. (2019), equation 6 (and 8, of two layers).
    """

    family: DecoderFamily = BernoulliDecoder()  # noqa: RUF009 - frozen
    pairs: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.family, DecoderFamily):
            raise TypeError(
                "family must be a DecoderFamily such as BernoulliDecoder(), got "
                f"{kind(self.family)}"
            )
        check_counts(pairs=self.pairs)

    @property
    def target_range(self) -> Range:
        """Range that the frames must have."""
        return self.family.target_range

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The loss at drawn pairs of times.

        Raises:
            TypeError: If the model has no beliefs and jumps.
            ValueError: If a sequence has no room for the longest jump.
        """
        if not hasattr(model, "beliefs") or not hasattr(model, "jumps"):
            raise TypeError(
                f"model must have beliefs and jumps, as TDVAE has; got {type(model).__name__}"
            )
        frames = batch.inputs
        time = frames.shape[1]
        if time <= model.jumps:
            raise ValueError(
                f"sequences must have more than {model.jumps} frames, the longest jump; got {time}"
            )
        check_generator(generator)
        count, device = len(frames) * self.pairs, generator.device
        jump = torch.randint(1, model.jumps + 1, (count,), generator=generator, device=device)
        room = torch.rand(count, generator=generator, device=device)
        first = (room * (time - jump)).long().clamp(max=time - 1 - jump)
        noise = torch.randn(2, count, model.state, generator=generator, device=device)
        there = frames.device
        terms = self.terms(
            model, frames, first.to(there), jump.to(there), noise.to(there, frames.dtype)
        )
        parts = {
            "reconstruction": -terms["decoder"].mean(),
            "smoothing": (terms["smoothing"] - terms["first belief"]).mean(),
            "transition": (terms["second belief"] - terms["transition"]).mean(),
        }
        return Loss(sum(parts.values()), parts)

    def terms(
        self, model: nn.Module, frames: Tensor, first: Tensor, jump: Tensor, noise: Tensor
    ) -> dict[str, Tensor]:
        """The five log densities in nats, at one pair of times for each row.

        Args:
            model: With `beliefs`, `belief`, `smoothing`, `transition` and `decode`, as `TDVAE`.
            frames: Sequences, `(batch, time, *shape)`.
            first: The time $t_1$, from 0, for each row; rows may be a multiple of the batch,
                which is then gone through several times.
            jump: $t_2 - t_1$, from 1.
            noise: Standard normal, for $z_{t_2}$ and for $z_{t_1}$: (2, rows, state).

        Returns:
            Of each row: `decoder`, `first belief`, `transition`, `second belief`, `smoothing`.
        """
        beliefs = model.beliefs(frames)
        row = torch.arange(len(first), device=frames.device) % len(frames)
        before, after = beliefs[row, first], beliefs[row, first + jump]
        belief = model.belief(after)
        later = belief.draw(noise[0])
        smoothing = model.smoothing(later, before, after, jump)
        earlier = smoothing.draw(noise[1])
        seen = frames[row, first + jump]
        return {
            "decoder": in_float32(self.family.log_prob, model.decode(later), seen),
            "first belief": model.belief(before).log_prob(earlier),
            "transition": model.transition(earlier, jump).log_prob(later),
            "second belief": belief.log_prob(later),
            "smoothing": smoothing.log_prob(earlier),
        }
