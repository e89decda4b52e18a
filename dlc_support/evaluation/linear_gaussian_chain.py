"""A chain of numbers seen through noise, of which everything is known: the Kalman filter."""

import math

import torch
from torch import Generator, Tensor, nn

from dlc_support.arguments import check_counts, check_generator
from dlc_support.models.diagonal_normal import DiagonalNormal


class LinearGaussianChain(nn.Module):
    r"""$z_t = a z_{t-1} + \mathcal N(0, q)$, $x_t = z_t + \mathcal N(0, r)$, in its steady state.

    It is called like a `TDVAE`: its belief is the exact filter $p(z_t \mid x_{\le t})$, its
    transition the exact jump, its smoothing the exact $p(z_{t_1} \mid z_{t_2}, x_{\le t_1})$.
    So the objective of TD-VAE can be held against what it should be. It has nothing to learn.

    Args:
        coefficient: $a$, in (-1, 1).
        process: Variance $q$ of the step, positive.
        observation: Variance $r$ of the noise, positive.
        jumps: Longest jump.

    Attributes:
        state: Numbers in a state: 1.

    Raises:
        ValueError: If an argument is outside its domain.

    Source:
        Kalman (1960); Rauch, Tung and Striebel (1965) for `smoothed`.

    Example:
        >>> chain = LinearGaussianChain(0.9, process=0.4, observation=0.5)
        >>> _, x = chain.draw(2, 12, Generator().manual_seed(0))
        >>> filtered, smoothed = chain.belief(chain.beliefs(x)), chain.smoothed(x)
        >>> bool((smoothed.log_std <= filtered.log_std + 1e-6).all())
        True
    """

    state = 1

    def __init__(
        self, coefficient: float, *, process: float, observation: float, jumps: int = 4
    ) -> None:
        super().__init__()
        if not -1 < coefficient < 1:
            raise ValueError(f"coefficient must lie in (-1, 1), got {coefficient}")
        for name, value in (("process", process), ("observation", observation)):
            if not 0 < value < math.inf:
                raise ValueError(f"{name} must be positive and finite, got {value}")
        check_counts(jumps=jumps)
        self.coefficient, self.process, self.observation = coefficient, process, observation
        self.jumps = jumps
        self.steady = process / (1 - coefficient**2)  # variance of the state before all data

    def draw(self, count: int, time: int, generator: Generator) -> tuple[Tensor, Tensor]:
        """States and observations of `count` chains, each (count, time, 1)."""
        check_counts(count=count, time=time)
        check_generator(generator)
        noise = torch.randn(2, time, count, 1, generator=generator)
        state, states = math.sqrt(self.steady) * noise[0, 0], []
        for step in range(time):
            if step:
                state = self.coefficient * state + math.sqrt(self.process) * noise[0, step]
            states.append(state)
        whole = torch.stack(states, dim=1)
        return whole, whole + math.sqrt(self.observation) * noise[1].movedim(0, 1)

    def beliefs(self, frames: Tensor) -> Tensor:
        """Mean and log_std of the state given all so far: (batch, time, 1) to (batch, time, 2)."""
        first = torch.zeros_like(frames[:, 0])
        prior = DiagonalNormal(first, first + 0.5 * math.log(self.steady))
        found = []
        for seen in frames.unbind(dim=1):
            now = self.updated(prior, seen)
            found.append(torch.cat([now.mean, now.log_std], dim=-1))
            prior = self.predicted(now, torch.ones(len(frames), dtype=torch.long))
        return torch.stack(found, dim=1)

    def belief(self, beliefs: Tensor) -> DiagonalNormal:
        """The filter $p(z_t | x_{<=t})$ as a distribution."""
        return DiagonalNormal(*beliefs.chunk(2, dim=-1))

    def updated(self, prior: DiagonalNormal, seen: Tensor) -> DiagonalNormal:
        r"""What is known of a state once its noisy value is seen.

        With the gain $K = P / (P + r)$ the mean is $m + K (x - m)$ and the variance
        $(1 - K) P$.
        """
        variance = (2 * prior.log_std).exp()
        gain = variance / (variance + self.observation)
        mean = prior.mean + gain * (seen - prior.mean)
        return DiagonalNormal(mean, 0.5 * ((1 - gain) * variance).log())

    def predicted(self, now: DiagonalNormal, jump: Tensor) -> DiagonalNormal:
        """What is known of a state some frames later, if nothing is seen in between."""
        factor, added = self._jump(jump, now.mean)
        variance = factor**2 * (2 * now.log_std).exp() + added
        return DiagonalNormal(factor * now.mean, 0.5 * variance.log())

    def transition(self, state: Tensor, jump: Tensor) -> DiagonalNormal:
        """The state some frames later, given the one now: (batch, 1)."""
        factor, added = self._jump(jump, state)
        return DiagonalNormal(factor * state, 0.5 * added.log().expand_as(state))

    def smoothing(
        self,
        later: Tensor,
        first: Tensor,
        second: Tensor,
        jump: Tensor,
    ) -> DiagonalNormal:
        """The state before a jump, given the one after it and what was known before it."""
        now, (factor, added) = self.belief(first), self._jump(jump, later)
        variance = (2 * now.log_std).exp()
        gain = factor * variance / (factor**2 * variance + added)
        mean = now.mean + gain * (later - factor * now.mean)
        return DiagonalNormal(mean, 0.5 * ((1 - gain * factor) * variance).log())

    def decode(self, states: Tensor) -> Tensor:
        """The mean of each observation: the state itself."""
        return states

    def log_evidence(self, now: DiagonalNormal, seen: Tensor, jump: Tensor) -> Tensor:
        """Log density of an observation some frames later, given all up to now, (batch,)."""
        coming = self.predicted(now, jump)
        variance = (2 * coming.log_std).exp() + self.observation
        return DiagonalNormal(coming.mean, 0.5 * variance.log()).log_prob(seen)

    def smoothed(self, frames: Tensor) -> DiagonalNormal:
        """Each state given all observations, earlier and later ones: (batch, time, 1)."""
        known, one = self.beliefs(frames), torch.ones(len(frames), dtype=torch.long)
        now = self.belief(known[:, -1])
        found = [now]
        for belief in known[:, :-1].flip(1).unbind(dim=1):
            filtered = self.belief(belief)
            coming = self.predicted(filtered, one)
            spread, later = (2 * filtered.log_std).exp(), (2 * coming.log_std).exp()
            gain = self.coefficient * spread / later
            variance = spread + gain**2 * ((2 * now.log_std).exp() - later)
            now = DiagonalNormal(
                filtered.mean + gain * (now.mean - coming.mean), 0.5 * variance.log()
            )
            found.append(now)
        found.reverse()
        return DiagonalNormal(
            torch.stack([each.mean for each in found], dim=1),
            torch.stack([each.log_std for each in found], dim=1),
        )

    def _jump(self, jump: Tensor, like: Tensor) -> tuple[Tensor, Tensor]:
        """Factor and added variance of a jump: $a^k$ and $q (1 - a^{2k}) / (1 - a^2)$."""
        factor = (self.coefficient ** jump.double())[:, None]
        return factor.to(like), (self.steady * (1 - factor**2)).to(like)

    def extra_repr(self) -> str:
        """Its settings."""
        return (
            f"coefficient={self.coefficient}, process={self.process}, "
            f"observation={self.observation}, jumps={self.jumps}"
        )
