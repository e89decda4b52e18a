"""How much of a codebook is used."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from dlc_support.arguments import check_counts


def codebook_shares(indices: Int[Tensor, "*places"], codes: int) -> Float[Tensor, " codes"]:
    """How often each vector of a codebook is chosen, as shares that sum to 1, in float64.

    Args:
        indices: Of the chosen vectors, over images and places.
        codes: Vectors in the codebook; one with share 0 is *dead*.

    Raises:
        ValueError: If a count is below 1, or there are no indices or some beyond the codebook.
    """
    check_counts(codes=codes)
    if indices.numel() == 0 or not 0 <= int(indices.min()) <= int(indices.max()) < codes:
        raise ValueError(
            f"indices must lie in [0, {codes}), and at least one must be there, got shape "
            f"{tuple(indices.shape)}"
        )
    return torch.bincount(indices.flatten(), minlength=codes).double() / indices.numel()


def perplexity(shares: Float[Tensor, " codes"]) -> float:
    r"""$e^{H}$ with the entropy $H = -\sum_k p_k \log p_k$ in nats: the effective number of codes.

    From 1, where one code is always chosen, to $K$, where all are chosen equally often.

    Args:
        shares: As `codebook_shares` gives them.

    Example:
        >>> perplexity(torch.tensor([0.5, 0.5, 0.0]))
        2.0
    """
    return torch.special.entr(shares).sum().exp().item()
