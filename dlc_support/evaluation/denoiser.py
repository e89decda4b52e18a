"""What a denoiser is, and networks made callable as one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from torch import Generator, Tensor, nn

from dlc_support.arguments import check_counts, check_floating, check_generator
from dlc_support.models.model import noise_shape, reconstruct
from dlc_support.shapes import Examples


@runtime_checkable
class Denoiser(Protocol):
    """A function from corrupted examples to estimates of the clean ones.

    Exact posterior means, trained networks and simple baselines are called alike, so that each
    goes into every figure and table. The same input gives the same estimate.
    """

    def __call__(self, corrupted: Examples) -> Tensor:
        """Restores each example of a batch."""
        ...


@dataclass(frozen=True, eq=False)
class NetworkDenoiser:
    """A trained network as a denoiser; see `denoiser`."""

    model: nn.Module
    condition: Tensor | None = None
    batch_size: int = 1000
    draws: int = 1
    seed: int = 0
    logits: bool = False

    def __post_init__(self) -> None:
        check_counts(batch_size=self.batch_size, draws=self.draws)

    def __call__(self, corrupted: Examples) -> Tensor:
        """Restores each example of a batch, on its device and in its precision."""
        generator = Generator().manual_seed(self.seed)
        return self.restore(corrupted, generator)

    def restore(self, corrupted: Examples, generator: Generator) -> Tensor:
        """Restores each example; a random model's noise is drawn from `generator`."""
        check_floating(corrupted=corrupted)
        check_generator(generator)
        conditions = self._conditions(corrupted)
        with evaluating(self.model):
            parts = [
                self._mean(part, condition, generator)
                for part, condition in zip(
                    corrupted.split(self.batch_size), conditions, strict=True
                )
            ]
        return torch.cat(parts)

    def _conditions(self, corrupted: Examples) -> list[Tensor | None]:
        parts = len(corrupted.split(self.batch_size))
        if self.condition is None:
            return [None] * parts
        if len(self.condition) != len(corrupted):
            raise ValueError(
                f"condition must have one row per example, got {len(self.condition)} rows for "
                f"{len(corrupted)} examples"
            )
        return list(self.condition.split(self.batch_size))

    def _mean(self, part: Examples, condition: Tensor | None, generator: Generator) -> Tensor:
        weight = next(self.model.parameters(), part)
        if condition is not None:
            like = weight.dtype if condition.is_floating_point() else condition.dtype
            condition = condition.to(weight.device, like)
        total: Tensor | float = 0.0
        for _ in range(self.draws):
            output = reconstruct(
                self.model, part.to(weight), condition=condition, generator=generator
            )
            total = total + (output.sigmoid() if self.logits else output)
        return (total / self.draws).to(part)


@dataclass(frozen=True, eq=False)
class Sampler:
    """A random model that draws one reconstruction of each example; see `sampler`."""

    network: NetworkDenoiser

    def __call__(self, corrupted: Examples, generator: Generator) -> Tensor:
        """One reconstruction of each example; the noise is drawn from `generator`."""
        return self.network.restore(corrupted, generator)


def denoiser(
    model: nn.Module,
    *,
    condition: Tensor | None = None,
    batch_size: int = 1000,
    draws: int = 1,
    seed: int = 0,
    logits: bool = False,
) -> NetworkDenoiser:
    """A network made callable like an exact posterior mean: `restore(corrupted) -> estimate`.

    It runs in evaluation mode (every module's own mode is put back afterwards), without gradients,
    in batches, on the model's device and in its precision; the estimates come back on the device
    and in the precision of `corrupted`.

    The model is called as everywhere, by `models.reconstruct`. The noise of a random model, one
    with a `noise_shape`, is drawn afresh from `seed` at each call. With more than one draw the
    estimate is their average, which tends to the mean of what the model draws from.

    Args:
        model: The network; it stays on its device.
        condition: What a conditional model is given, one row per example of every call.
        batch_size: Rows at a time.
        draws: Reconstructions to average, for a random model.
        seed: Seed of a random model's noise.
        logits: The model returns logits: their sigmoid is the estimate.

    Raises:
        ValueError: If `batch_size` or `draws` is below 1.

    Example:
        >>> denoiser(nn.Identity())(torch.ones(1, 2))
        tensor([[1., 1.]])
    """
    return NetworkDenoiser(model, condition, batch_size, draws, seed, logits)


def sampler(
    model: nn.Module, *, condition: Tensor | None = None, batch_size: int = 1000
) -> Sampler:
    """A random network made callable as `draw(corrupted, generator) -> sample`.

    Args:
        model: A network with a `noise_shape`; called as in `denoiser`.
        condition: What a conditional model is given, one row per example of every call.
        batch_size: Rows at a time.

    Raises:
        TypeError: If the model has no `noise_shape`: it would draw nothing.
    """
    if noise_shape(model) is None:
        raise TypeError(
            f"model must be random, with a noise_shape, got {type(model).__name__}; "
            "a deterministic one is made callable by denoiser(model)"
        )
    return Sampler(NetworkDenoiser(model, condition, batch_size))


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Evaluation mode without gradients; each module's own mode is put back."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module, training in modes:
            module.training = training
