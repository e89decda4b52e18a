r"""The step of a normalising flow: actnorm, an invertible 1x1 convolution, an affine coupling.

Each part is a map of (batch, channels, height, width) onto itself that is called with its inputs
and returns the outputs and the logarithm of $|\det|$ of its Jacobian, per example, in nats.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.shapes import Codes, Images, PerExample

GAIN = 3.0  # factor on the logarithm of a coupling's output scale, which lets it grow fast


class ActNorm(nn.Module):
    r"""$y = e^{s} (x + b)$ with an $s$ and a $b$ for each channel.

    $\log|\det| = H W \sum_c s_c$: each channel is scaled at all of its pixels. `initialise` sets
    both so that the channels of a batch have mean 0 and standard deviation 1; afterwards they are
    weights like any other.

    Args:
        channels: Channels of the images.

    Source:
        Kingma and Dhariwal (2018), section 3.1.

    Example:
        >>> norm = ActNorm(1)
        >>> norm.initialise(torch.tensor([3.0, 5.0]).reshape(2, 1, 1, 1))
        >>> values, log_det = norm(torch.tensor([5.0]).reshape(1, 1, 1, 1))
        >>> round(values.item(), 4), round(log_det.item(), 4)  # (5 - 4) / sqrt(2), log(1 / sqrt 2)
        (0.7071, -0.3466)
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        check_counts(channels=channels)
        self.log_scale = nn.Parameter(torch.zeros(channels, 1, 1))
        self.shift = nn.Parameter(torch.zeros(channels, 1, 1))

    @torch.no_grad()
    def initialise(self, images: Images) -> None:
        """Takes mean and deviation of each channel from a batch."""
        std, mean = torch.std_mean(images, dim=(0, 2, 3))
        self.shift.copy_(-mean[:, None, None])
        self.log_scale.copy_(-(std + 1e-6).log()[:, None, None])

    def forward(self, images: Images) -> tuple[Images, PerExample]:
        """The scaled images and the log-determinant."""
        log_det = images.shape[2] * images.shape[3] * self.log_scale.sum()
        return (images + self.shift) * self.log_scale.exp(), log_det.expand(len(images))

    def inverse(self, outputs: Images) -> Images:
        """The images that `forward` maps to these outputs."""
        return outputs * (-self.log_scale).exp() - self.shift


class ChannelMix(nn.Module):
    r"""The invertible 1x1 convolution: the channels of each pixel times one matrix $W$.

    $\log|\det| = H W \log|\det W|$, with height times width in front. At first $W$ is a random
    rotation, of log-determinant 0. The inverse is computed anew at each call.

    Args:
        channels: Channels of the images.

    Source:
        Kingma and Dhariwal (2018), section 3.2.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        check_counts(channels=channels)
        self.weight = nn.Parameter(torch.linalg.qr(torch.randn(channels, channels))[0])

    def forward(self, images: Images) -> tuple[Images, PerExample]:
        """The mixed images and the log-determinant."""
        log_det = images.shape[2] * images.shape[3] * torch.linalg.slogdet(self.weight)[1]
        mixed = functional.conv2d(images, self.weight[:, :, None, None])
        return mixed, log_det.expand(len(images))

    def inverse(self, outputs: Images) -> Images:
        """The images that `forward` maps to these outputs."""
        back = torch.linalg.inv(self.weight.double()).to(outputs)
        return functional.conv2d(outputs, back[:, :, None, None])


class AffineCoupling(nn.Module):
    r"""$y_1 = x_1$ and $y_2 = s(x_1) \odot (x_2 + t(x_1))$, where the channels are cut in two.

    A convolutional network reads one half and says how to move and scale the other:
    $\log|\det| = \sum \log s(x_1)$, however complicated the network is. The scale is
    $s = \sigma(a + 2)$ of its output $a$, which is bounded; its last layer begins at 0.

    Args:
        channels: Channels of the images, at least 2.
        width: Hidden channels of the network.
        side: Height and width of the images. The network's hidden channels have a bias at each
            place, so that it knows where in the image it is; its convolutions are 3x3, and 1x1
            for images of one pixel.
        condition: Numbers that the network is given besides, such as a code; 0 for none. They
            begin without influence.

    Source:
        Dinh, Sohl-Dickstein and Bengio (2017), section 3; Kingma and Dhariwal (2018), section 3.3.
    """

    def __init__(self, channels: int, width: int, *, side: int, condition: int = 0) -> None:
        super().__init__()
        check_counts(2, channels=channels)
        check_counts(width=width, side=side)
        check_counts(0, condition=condition)
        self.kept = channels // 2
        kernel, pad = (3, 1) if side > 1 else (1, 0)
        self.place = nn.Parameter(torch.zeros(width, side, side))
        self.first = nn.Conv2d(self.kept, width, kernel, padding=pad)
        self.second = nn.Conv2d(width, width, 1)
        self.last = nn.Conv2d(width, 2 * (channels - self.kept), kernel, padding=pad)
        for layer in (self.first, self.second):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        self.log_gain = nn.Parameter(torch.zeros(2 * (channels - self.kept), 1, 1))
        self.given = nn.Linear(condition, width) if condition else None
        if self.given is not None:
            nn.init.zeros_(self.given.weight)
            nn.init.zeros_(self.given.bias)

    def _law(self, kept: Tensor, condition: Codes | None) -> tuple[Tensor, Tensor]:
        hidden = self.first(kept) + self.place
        if self.given is not None:
            hidden = hidden + self.given(condition)[:, :, None, None]
        outputs = self.last(self.second(hidden.relu()).relu())
        shift, raw = (outputs * (GAIN * self.log_gain).exp()).chunk(2, dim=1)
        return shift, functional.logsigmoid(raw + 2)

    def forward(self, images: Images, condition: Codes | None = None) -> tuple[Images, PerExample]:
        """The images with one half moved, and the log-determinant."""
        kept, moved = images[:, : self.kept], images[:, self.kept :]
        shift, log_scale = self._law(kept, condition)
        outputs = torch.cat([kept, (moved + shift) * log_scale.exp()], dim=1)
        return outputs, log_scale.flatten(1).sum(dim=1)

    def inverse(self, outputs: Images, condition: Codes | None = None) -> Images:
        """The images that `forward` maps to these outputs."""
        kept, moved = outputs[:, : self.kept], outputs[:, self.kept :]
        shift, log_scale = self._law(kept, condition)
        return torch.cat([kept, moved * (-log_scale).exp() - shift], dim=1)


class FlowStep(nn.Module):
    """Actnorm, the invertible 1x1 convolution and the affine coupling, one after the other.

    Args:
        channels: Channels of the images, at least 2.
        width: As in `AffineCoupling`.
        side: As in `AffineCoupling`.
        condition: As in `AffineCoupling`.

    Source:
        Kingma and Dhariwal (2018), figure 2a.
    """

    def __init__(self, channels: int, width: int, *, side: int, condition: int = 0) -> None:
        super().__init__()
        self.norm, self.mix = ActNorm(channels), ChannelMix(channels)
        self.coupling = AffineCoupling(channels, width, side=side, condition=condition)

    def forward(self, images: Images, condition: Codes | None = None) -> tuple[Images, PerExample]:
        """The outputs and the sum of the three log-determinants."""
        images, scaled = self.norm(images)
        images, mixed = self.mix(images)
        images, moved = self.coupling(images, condition)
        return images, scaled + mixed + moved

    def inverse(self, outputs: Images, condition: Codes | None = None) -> Images:
        """The images that `forward` maps to these outputs."""
        return self.norm.inverse(self.mix.inverse(self.coupling.inverse(outputs, condition)))


class SplitPrior(nn.Module):
    r"""Half of the channels, standardised by what the other half says of them.

    $\epsilon = (x_2 - m(x_1))\, e^{-s(x_1)}$: where $x_2$ is normal with mean $m(x_1)$ and
    standard deviation $e^{s(x_1)}$, $\epsilon$ is standard normal. $m$ and $s$ are one
    convolution, which begins at 0.

    Args:
        channels: Channels of the images, at least 2.

    Source:
        Kingma and Dhariwal (2018), section 3.6 and their code, after Dinh et al. (2017),
        section 3.6.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        check_counts(2, channels=channels)
        self.kept = channels // 2
        self.law = nn.Conv2d(self.kept, 2 * (channels - self.kept), 3, padding=1)
        nn.init.zeros_(self.law.weight)
        nn.init.zeros_(self.law.bias)

    def forward(self, images: Images) -> tuple[Tensor, Tensor, PerExample]:
        """The half that goes on, the standardised half, and the log-determinant."""
        kept, out = images[:, : self.kept], images[:, self.kept :]
        mean, log_std = self.law(kept).chunk(2, dim=1)
        return kept, (out - mean) * (-log_std).exp(), -log_std.flatten(1).sum(dim=1)

    def inverse(self, kept: Tensor, out: Tensor) -> Images:
        """The images that `forward` cuts into these halves."""
        mean, log_std = self.law(kept).chunk(2, dim=1)
        return torch.cat([kept, mean + out * log_std.exp()], dim=1)
