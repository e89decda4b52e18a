"""Completion by nearest neighbours: the baseline that remembers instead of learning."""

from dataclasses import dataclass, field
from typing import ClassVar

import torch

from dlc_support.arguments import check_counts
from dlc_support.evaluation.side_information import SideInformation
from dlc_support.shapes import Images, Masks

ROWS = 250  # images that are compared with all training images at a time


@dataclass(frozen=True, eq=False)
class NeighbourCompletion:
    """Each hidden pixel becomes its mean over the training images that look alike where one sees.

    The distance is Euclidean, over the visible pixels.

    Attributes:
        examples: Complete training images.
        neighbours: How many are averaged, at most as many as there are.

    Raises:
        ValueError: If there are not that many training images.

    Source:
        The baseline of Sohn, Lee and Yan (2015), section 5.1.

    Example:
        >>> examples = torch.tensor([[[[0.0, 0.2]]], [[[1.0, 0.8]]]])
        >>> seen = torch.tensor([[[[0.9, 0.0]]]])
        >>> NeighbourCompletion(examples, 1)(seen, torch.tensor([[[[False, True]]]]))
        tensor([[[[0.9000, 0.8000]]]])
    """

    examples: Images = field(repr=False)
    neighbours: int = 50
    told: ClassVar[SideInformation] = SideInformation.MASK

    def __post_init__(self) -> None:
        check_counts(neighbours=self.neighbours)
        if self.neighbours > len(self.examples):
            raise ValueError(
                f"neighbours must be at most the {len(self.examples)} examples, "
                f"got {self.neighbours}"
            )

    def __call__(self, corrupted: Images, mask: Masks) -> Images:
        """Fills the masked pixels; the mask must be the same for all images.

        Raises:
            ValueError: If the masks differ.
        """
        if not (mask == mask[:1]).all():
            raise ValueError("mask must be the same for all images, got different ones")
        seen = ~mask[0]
        known = self.examples[:, seen]  # (examples, visible)
        squares = known.square().sum(dim=1)
        found = []
        for part in corrupted.split(ROWS):
            distances = squares - 2 * part[:, seen] @ known.T  # less the image's own square
            near = distances.topk(self.neighbours, dim=1, largest=False).indices
            found.append(torch.stack([self.examples[rows].mean(dim=0) for rows in near]))
        return torch.where(mask, torch.cat(found), corrupted)
