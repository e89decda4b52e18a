"""A critic of pairs: does this image belong to that corrupted one?"""

import torch
from torch import nn

from dlc_support.arguments import check_counts
from dlc_support.shapes import Images, PerExample


class PairCritic(nn.Module):
    r"""One logit for each pair of a candidate and the corrupted image that it should explain.

    $c(x, \tilde x)$ is high where the critic takes the candidate for the clean image behind
    $\tilde x$. It sees the two as channels of one image, so it judges whether they fit together,
    not only whether the candidate looks real. No layer normalises over the batch: each logit
    depends on its own pair, which a penalty on the gradient relies on.

    Args:
        channels: Channels of the candidate and of the corrupted image together.
        filters: Feature maps after the first layer; the second has twice as many.
        hidden: Units of the layer before the logit.

    Raises:
        ValueError: If a count is below 1, or the images are not 28x28.

    Source:
        Isola et al. (2017), section 3.1: a discriminator that observes the input as well; the
        network is ours.

    Example:
        >>> PairCritic()(torch.zeros(3, 1, 28, 28), torch.zeros(3, 1, 28, 28)).shape
        torch.Size([3])
    """

    def __init__(self, *, channels: int = 2, filters: int = 24, hidden: int = 128) -> None:
        super().__init__()
        check_counts(channels=channels, filters=filters, hidden=hidden)
        self.layers = nn.Sequential(
            nn.Conv2d(channels, filters, kernel_size=4, stride=2, padding=1),  # 28 -> 14
            nn.LeakyReLU(0.2),
            nn.Conv2d(filters, 2 * filters, kernel_size=4, stride=2, padding=1),  # 14 -> 7
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(2 * filters * 49, hidden),
            nn.LeakyReLU(0.2),
            nn.Linear(hidden, 1),
        )

    def forward(self, candidate: Images, corrupted: Images) -> PerExample:
        """The logit of each pair."""
        if candidate.shape[2:] != (28, 28) or corrupted.shape[2:] != (28, 28):
            raise ValueError(
                "candidate and corrupted must be 28x28, "
                f"got shapes {tuple(candidate.shape)} and {tuple(corrupted.shape)}"
            )
        return self.layers(torch.cat([candidate, corrupted], dim=1)).squeeze(1)
