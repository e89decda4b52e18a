"""Photographs that two sets have in common, found by what they show."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from dlc_support.data.photographs import Photographs, as_floats

SIDE = 24  # pixels of the small picture that stands for a photograph
ALIKE = 0.96  # correlation from which two of them are the same photograph
FLAT = 1e-4  # standard deviation below which there is nothing to compare
LUMA = (0.299, 0.587, 0.114)

Thumbnails = Float[Tensor, "photographs pixels"]


def without(photographs: Photographs, others: Photographs) -> Photographs:
    """The photographs that are not among others: what may be trained on before a test.

    A photograph is found again if it is the same picture, saved anew (JPEG), resized, in grey
    instead of colour, brighter or of other contrast, mirrored or turned by quarters, or with a
    margin of one or two per cent cut off. A crop that is much smaller than the whole is not
    found: keep sets apart that are cut from the same pictures.

    Args:
        photographs: What to keep, without what is found.
        others: Where to look: a test set.

    Raises:
        ValueError: If nothing is left.

    Example:
        >>> from dlc_support.data import photographs
        >>> train, test = photographs(part="train"), photographs(part="test")
        >>> len(without(train, test)) == len(train)
        True
    """
    alike = likeness(photographs, others).amax(dim=1)
    kept = [row for row, value in enumerate(alike.tolist()) if value < ALIKE]
    if not kept:
        raise ValueError(f"every photograph of {photographs.name} is in {others.name} as well")
    return photographs if len(kept) == len(photographs) else photographs.select(kept)


def likeness(photographs: Photographs, others: Photographs) -> Float[Tensor, "photographs others"]:
    """Correlation of each photograph with each other one, the largest over eight ways to lay it.

    It is that of 24x24 means of the luma. One without any contrast is like none but another one.
    """
    own, shown = (_thumbnails(part) for part in (photographs, others))
    found = [_standard(laid).flatten(1) @ _standard(shown).flatten(1).T for laid in _ways(own)]
    both_flat = _flat(own)[:, None] & _flat(shown)
    return torch.where(both_flat, 1.0, torch.stack(found).amax(dim=0))


def _thumbnails(photographs: Photographs) -> Float[Tensor, "photographs side side"]:
    small = []
    for picture in photographs.pictures:
        values = as_floats(picture[None])
        if values.shape[1] == 3:
            values = (values * torch.tensor(LUMA)[:, None, None]).sum(dim=1, keepdim=True)
        small.append(functional.interpolate(values, (SIDE, SIDE), mode="area")[0, 0])
    return torch.stack(small)


def _ways(small: Tensor) -> list[Tensor]:
    turned = [small.rot90(quarters, (1, 2)) for quarters in range(4)]
    return turned + [one.flip(2) for one in turned]


def _flat(small: Tensor) -> Tensor:
    return small.flatten(1).std(dim=1) < FLAT


def _standard(small: Tensor) -> Tensor:
    """Mean 0 and norm 1; 0 where there is nothing to see."""
    centred = small - small.mean(dim=(1, 2), keepdim=True)
    norms = centred.flatten(1).norm(dim=1)[:, None, None]
    return torch.where(_flat(small)[:, None, None], 0.0, centred / norms.clamp_min(1e-12))
