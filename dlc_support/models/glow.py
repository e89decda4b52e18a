"""Glow: an invertible network from images to noise, and so a density with an exact logarithm."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.models.diagonal_normal import standard_normal
from dlc_support.models.flow_step import FlowStep, SplitPrior
from dlc_support.models.model import Model
from dlc_support.shapes import Codes, Examples, Images, PerExample


class Glow(Model):
    r"""A bijection $v = f(x)$ between images and standard normal latents of the same shape.

    $$\log p(x) = \log \mathcal N\bigl(f(x); 0, I\bigr)
    + \log \left|\det \frac{\partial f}{\partial x}\right|$$

    At each level 2x2 pixels become four channels (a *squeeze*), a number of steps follows, and
    half of the channels leave; the other half goes on to the next level. Each step is an actnorm,
    an invertible 1x1 convolution and an affine coupling. Actnorm is set by the first batch that
    is seen in training, once: the state holds that it was.

    With a condition it is $p(x \mid c)$: each coupling is given $c$, too.

    Args:
        channels: Channels of an image.
        side: Its height and width, divisible by the squeeze of each level.
        steps: Steps of each level.
        width: Hidden channels of the couplings' networks.
        condition: Numbers of one condition; 0 for none.
        squeeze: Side of the squares that become channels. With 1 nothing is squeezed: then points
            of the plane are images of two channels and one pixel.

    Raises:
        ValueError: If a count is too small, or the side is not divisible.

    Source:
        Kingma and Dhariwal (2018), figure 2 and table 1.

    Example:
        >>> flow, images = Glow(1, 8, (2, 2), 16), torch.rand(3, 1, 8, 8)
        >>> latents, log_det = flow.encode(images)
        >>> latents.shape, log_det.shape
        (torch.Size([3, 1, 8, 8]), torch.Size([3]))
        >>> torch.allclose(flow.decode(latents), images, atol=1e-5)
        True
    """

    exact = True
    cpu_faster = frozenset({"channels_last"})

    def __init__(
        self,
        channels: int,
        side: int,
        steps: Sequence[int],
        width: int,
        *,
        condition: int = 0,
        squeeze: int = 2,
    ) -> None:
        super().__init__()
        check_counts(channels=channels, side=side, width=width, squeeze=squeeze, levels=len(steps))
        check_counts(0, condition=condition)
        check_counts(**{f"steps[{place}]": count for place, count in enumerate(steps)})
        if side % squeeze ** len(steps):
            raise ValueError(
                f"side must be divisible by {squeeze ** len(steps)} for {len(steps)} levels, "
                f"got {side}"
            )
        self.shape, self.condition, self.squeeze = (channels, side, side), condition, squeeze
        self.levels, self.priors = nn.ModuleList(), nn.ModuleList()
        for level, count in enumerate(steps):
            channels, side = channels * squeeze**2, side // squeeze
            sizes = {"side": side, "condition": condition}
            self.levels.append(
                nn.ModuleList(FlowStep(channels, width, **sizes) for _ in range(count))
            )
            if level < len(steps) - 1:
                self.priors.append(SplitPrior(channels))
                channels //= 2
        self.register_buffer("ready", torch.tensor(False))

    def encode(
        self, images: Examples, condition: Codes | None = None
    ) -> tuple[Examples, PerExample]:
        """The latents of images, in their shape, and the log-determinant in nats.

        Raises:
            ValueError: If there is a condition and the flow takes none, or the other way round.
        """
        if (condition is not None) != bool(self.condition):
            raise ValueError(
                f"condition must have {self.condition} numbers an image, got "
                f"{None if condition is None else tuple(condition.shape)}"
            )
        inputs = images.reshape(len(images), *self.shape)
        if self.training and not self.ready:
            self._initialise(inputs, condition)
        latents, log_det = self._encode(0, inputs, condition)
        return latents.reshape(images.shape), log_det

    def _encode(
        self, level: int, images: Images, condition: Codes | None
    ) -> tuple[Images, PerExample]:
        images = functional.pixel_unshuffle(images, self.squeeze)
        total = images.new_zeros(len(images))
        for step in self.levels[level]:
            images, log_det = step(images, condition)
            total = total + log_det
        if level < len(self.priors):
            kept, out, log_det = self.priors[level](images)
            kept, deeper = self._encode(level + 1, kept, condition)
            images, total = torch.cat([kept, out], dim=1), total + log_det + deeper
        return functional.pixel_shuffle(images, self.squeeze), total

    @torch.no_grad()
    def _initialise(self, images: Images, condition: Codes | None) -> None:
        for level, steps in enumerate(self.levels):
            images = functional.pixel_unshuffle(images, self.squeeze)
            for step in steps:
                step.norm.initialise(images)
                images, _ = step(images, condition)
            if level < len(self.priors):
                images, *_ = self.priors[level](images)
        self.ready.fill_(True)

    def decode(self, latents: Examples, condition: Codes | None = None) -> Examples:
        """The images of latents, in their shape: what `encode` maps to them."""
        inputs = latents.reshape(len(latents), *self.shape)
        return self._decode(0, inputs, condition).reshape(latents.shape)

    def _decode(self, level: int, latents: Images, condition: Codes | None) -> Images:
        images = functional.pixel_unshuffle(latents, self.squeeze)
        if level < len(self.priors):
            prior = self.priors[level]
            kept, out = images[:, : prior.kept], images[:, prior.kept :]
            images = prior.inverse(self._decode(level + 1, kept, condition), out)
        for step in reversed(self.levels[level]):
            images = step.inverse(images, condition)
        return functional.pixel_shuffle(images, self.squeeze)

    def log_prob(self, images: Examples, condition: Codes | None = None) -> PerExample:
        """Log density of each image in nats."""
        latents, log_det = self.encode(images, condition)
        return standard_normal(latents.flatten(1)) + log_det

    def forward(self, inputs: Examples, condition: Tensor | None = None) -> Examples:
        """The latents of the inputs, in their shape."""
        return self.encode(inputs, condition)[0]

    def extra_repr(self) -> str:
        """What the parts do not say."""
        return f"shape={self.shape}, squeeze={self.squeeze}"
