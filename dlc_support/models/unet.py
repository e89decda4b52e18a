"""The U-Net of Noise2Noise: five levels, skip connections by concatenation."""

from collections.abc import Iterator
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.models.model import Model
from dlc_support.shapes import Images

SLOPE = 0.1  # of the leaky ReLU below 0
LEVELS = 5  # halvings of the sides
FILTERS = 48
WIDE = 96


class UNet(Model):
    r"""Seven convolutions down five levels, eleven up, each level joined to its skip connection.

    All convolutions are 3x3 with zero padding; all but the last are followed by a leaky ReLU with
    slope 0.1. Pooling takes the maximum of 2x2 pixels, upsampling repeats each pixel 2x2 times.
    The last layer is linear: the output is an estimate in the units of the data. There is no
    normalisation, so an image does not depend on its batch. The modules carry the names of the
    source's table in lower case, and `layers` gives the table of any input.

    Args:
        channels_in: Channels n of the input: 1 for grey, 3 for colour, more where the network is
            told something besides the corrupted image (9: colour, albedo and normals).
        channels_out: Channels m of the output; None takes `channels_in`.

    Attributes:
        stride: Heights and widths must be multiples of this: 2 to the number of levels.
        receptive_radius: Input pixels to each side that an output pixel can depend on.
        scale: Output pixels per input pixel, along a side.

    Raises:
        ValueError: If a count is below 1, or the sides are no multiples of 32.

    Source:
        Lehtinen et al. (2018), supplement, the table of the network, as in Fleuret's lecture 7.3;
        He et al. (2015), section 2.2, for the first weights.

    Example:
        >>> sum(parameter.numel() for parameter in UNet(3).parameters())
        991203
        >>> UNet()(torch.zeros(1, 1, 64, 32)).shape
        torch.Size([1, 1, 64, 32])
    """

    # On one core with native bf16, a step on 16 grey patches of 64x64: float32 and channels last
    # 760 ms, float32 890 ms, bf16 and channels last 370 ms.
    cpu_faster: ClassVar[frozenset[str]] = frozenset({"bf16", "channels_last"})
    stride: ClassVar[int] = 2**LEVELS
    receptive_radius: ClassVar[int] = 158
    scale: ClassVar[int] = 1

    def __init__(self, channels_in: int = 1, channels_out: int | None = None) -> None:
        super().__init__()
        channels_out = channels_in if channels_out is None else channels_out
        check_counts(channels_in=channels_in, channels_out=channels_out)
        for name, width_in, width_out in _convolutions(channels_in, channels_out):
            self.add_module(name, nn.Conv2d(width_in, width_out, kernel_size=3, padding=1))
        self._initialise()

    def forward(self, corrupted: Images) -> Tensor:
        """The restored images, with as many channels as it was built for."""
        if any(side % self.stride for side in corrupted.shape[2:]):
            raise ValueError(
                f"height and width must be multiples of {self.stride}, got shape "
                f"{tuple(corrupted.shape)}; evaluation.restore takes images of any size"
            )
        skips = [corrupted]
        values = self._convolved("enc_conv0", corrupted)
        for level in range(1, LEVELS + 1):
            values = functional.max_pool2d(self._convolved(f"enc_conv{level}", values), 2)
            skips.append(values)
        values = self._convolved("enc_conv6", values)
        for level in range(LEVELS, 0, -1):
            values = functional.interpolate(values, scale_factor=2, mode="nearest")
            values = torch.cat([values, skips[level - 1]], dim=1)  # skip connection
            values = self._convolved(f"dec_conv{level}a", values)
            values = self._convolved(f"dec_conv{level}b", values)
        return self.dec_conv1c(values)

    def layers(self, corrupted: Images) -> Iterator[tuple[str, Tensor]]:
        """Name and output of each line of the source's table, in its order."""
        inputs: dict[str, Tensor] = {}
        outputs: dict[str, Tensor] = {}

        names = {layer: name for name, layer in self.named_children()}

        def note(layer: nn.Module, given: tuple[Tensor, ...], made: Tensor) -> None:
            # The leaky ReLU acts in place on what the layer has made.
            inputs[names[layer]], outputs[names[layer]] = given[0], made

        hooks = [layer.register_forward_hook(note) for layer in names]
        try:
            self(corrupted)
        finally:
            for hook in hooks:
                hook.remove()
        channels = 0  # of the line before
        for name, output in outputs.items():
            level = name[len("enc_conv")]
            if name.startswith("enc") and level > "1":
                yield f"pool{int(level) - 1}", inputs[name]
            elif name.endswith("a"):
                yield f"upsample{level}", inputs[name][:, :channels]
                yield f"concat{level}", inputs[name]
            yield name, output
            channels = output.shape[1]

    def _convolved(self, name: str, values: Tensor) -> Tensor:
        return functional.leaky_relu(self.get_submodule(name)(values), SLOPE, inplace=True)

    def _initialise(self) -> None:
        """Normal weights that keep the mean square of the signal; biases are 0."""
        for name, layer in self.named_children():
            kind = "linear" if name == "dec_conv1c" else "leaky_relu"
            nn.init.kaiming_normal_(layer.weight, a=SLOPE, nonlinearity=kind)
            nn.init.zeros_(layer.bias)


def _convolutions(channels_in: int, channels_out: int) -> Iterator[tuple[str, int, int]]:
    """Name, channels in and channels out of each convolution, in the order of the table."""
    yield "enc_conv0", channels_in, FILTERS
    for number in range(1, LEVELS + 2):
        yield f"enc_conv{number}", FILTERS, FILTERS
    for level in range(LEVELS, 0, -1):
        below = FILTERS if level == LEVELS else WIDE
        joined = below + (FILTERS if level > 1 else channels_in)
        first, second = (WIDE, WIDE) if level > 1 else (64, 32)
        yield f"dec_conv{level}a", joined, first
        yield f"dec_conv{level}b", first, second
    yield "dec_conv1c", 32, channels_out
