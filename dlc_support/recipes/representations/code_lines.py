"""Straight lines between the codes of two digits, and what a classifier says along them."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from dlc_support.data import Split
from dlc_support.evaluation import energy_distance
from dlc_support.models import MLP
from dlc_support.shapes import Codes, Images
from dlc_support.tables import Number, percent
from dlc_support.training.seeds import derived_seed

SAME, OTHER = "lines within a class", "lines between classes"
HELD, LOWEST = "class held all the way / %", "lowest probability of the class"
THIRD, SURE = "passes a third class / %", "highest probability, middle"
ENDS = "both ends recognised / %"
DISTANCE = "energy distance, middle"
PLACES = 11  # along a line, with both ends
PAIR_DRAW = 502  # a place in the paths of derived seeds
Pairs = tuple[Split, Split]
Judge = Callable[[Images], Tensor]  # images to logits


@dataclass(frozen=True, eq=False)
class Line:
    """How a method turns two digits into a line of images: straight between their codes."""

    encode: Callable[[Images], Tensor]
    decode: Callable[[Codes], Tensor]

    def __call__(self, starts: Images, ends: Images, places: int = PLACES) -> Tensor:
        """Images along the lines, the ends included: (pairs, places, 784), clipped to [0, 1]."""
        first, last = self.encode(starts), self.encode(ends)
        steps = torch.linspace(0, 1, places).tolist()
        codes = torch.stack([torch.lerp(first, last, step) for step in steps], dim=1)
        with torch.no_grad():
            images = self.decode(codes.flatten(0, 1))
        return images.reshape(len(starts), places, -1).clamp(0, 1)


def decode(model: MLP, codes: Codes) -> Tensor:
    """What lies behind the middle layer of an autoencoder, flat."""
    return model.layers[len(model.layers) // 2 + 1 :](codes)


def pairs_of(test: Split, judge: Judge, count: int, seed: int) -> dict[str, Pairs]:
    """Pairs of digits that the judge knows, of one class and of two."""
    known = test.select(judge(test.inputs).argmax(dim=1) == test.labels)
    generator = Generator().manual_seed(derived_seed(seed, PAIR_DRAW))
    first, second = (
        known.select(torch.randint(len(known), (30 * count,), generator=generator))
        for _ in range(2)
    )
    alike = first.labels == second.labels
    differ = (first.inputs != second.inputs).flatten(1).any(dim=1)
    return {
        group: (first.select(rows).take(count), second.select(rows).take(count))
        for group, rows in ((SAME, alike & differ), (OTHER, ~alike))
    }


def judged(line: Line, pairs: Pairs, real: Images, judge: Judge) -> dict[str, Number]:
    """What the judge says along the lines, and how far the images half-way are from digits."""
    starts, ends = pairs
    images = line(starts.inputs, ends.inputs)
    middle = images[:, images.shape[1] // 2]
    chances = judge(images.flatten(0, 1)).softmax(dim=1).unflatten(0, images.shape[:2])
    said, first, last = chances.argmax(dim=2), starts.labels[:, None], ends.labels[:, None]
    ends_right = (said[:, :1] == first) & (said[:, -1:] == last)
    found: dict[str, Number] = {
        ENDS: percent(int(ends_right.sum()), len(said)),
        SURE: chances[:, images.shape[1] // 2].amax(dim=1).mean().item(),
        DISTANCE: energy_distance(middle, real.flatten(1)),
    }
    if torch.equal(starts.labels, ends.labels):
        own = chances.gather(2, first[:, :, None].expand(-1, images.shape[1], 1))
        held = (said == first).all(dim=1)
        return {
            HELD: percent(int(held.sum()), len(held)),
            LOWEST: own.amin(dim=(1, 2)).mean().item(),
            **found,
        }
    third = ((said != first) & (said != last)).any(dim=1)
    return {THIRD: percent(int(third.sum()), len(third)), **found}
