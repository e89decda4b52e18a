"""Choosing a baseline's setting on validation data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf, isnan
from typing import Any

from torch import Tensor

from dlc_support.evaluation.metrics import BYTE_CEILING, Reference, psnr
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class Tuned:
    """The best of several candidates, and what each scored.

    Attributes:
        best: The candidate with the highest mean PSNR.
        scores: Mean PSNR of each candidate on the validation data, in dB, in the order given; an
            example that is restored without error counts as `BYTE_CEILING`.
        candidates: What was tried.
    """

    best: Callable[..., Tensor]
    scores: tuple[float, ...]
    candidates: tuple[Callable[..., Tensor], ...]

    @property
    def inside(self) -> bool:
        """Whether the best is neither the first nor the last: a grid with an optimum inside."""
        return 0 < self.candidates.index(self.best) < len(self.candidates) - 1


def tune(
    candidates: Iterable[Callable[..., Tensor]],
    clean: Examples,
    corrupted: Reference,
    *told: Any,  # noqa: ANN401 - a mask, say; what it is only the candidates know
) -> Tuned:
    """The candidate with the highest mean PSNR on validation data; the first of equals.

    Args:
        candidates: Denoisers that differ in a setting, in the order of the setting.
        clean: Clean validation examples.
        corrupted: Corrupted ones; their shape is that of `clean`.
        *told: What else the candidates are called with: the mask, for inpainting.

    Raises:
        ValueError: If there is no candidate, or every score is NaN.

    Example:
        >>> import torch
        >>> clean = torch.full((2, 1, 4, 4), 0.5)
        >>> found = tune([lambda x: 2 * x, lambda x: x + 0.1], clean, clean)
        >>> [round(score) for score in found.scores], found.best is found.candidates[1]
        ([6, 20], True)
    """
    candidates = tuple(candidates)
    if not candidates:
        raise ValueError("candidates must hold at least one denoiser")
    scores = tuple(
        psnr(restore(corrupted, *told), clean, ceiling=BYTE_CEILING).mean().item()
        for restore in candidates
    )
    ranked = [-inf if isnan(score) else score for score in scores]
    if max(ranked) == -inf:
        raise ValueError("every candidate scored NaN: a restored example is not finite")
    return Tuned(candidates[ranked.index(max(ranked))], scores, candidates)
