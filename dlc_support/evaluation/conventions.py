"""What a published PSNR leaves unsaid: which values, which channels, which pixels, which mean."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from dlc_support.arguments import check_channels_first, check_counts, check_floating
from dlc_support.evaluation.metrics import (
    Reference,
    check_images,
    check_level,
    decibels,
    mse,
    psnr,
)
from dlc_support.pixels import luma, to_bytes
from dlc_support.shapes import Images, PerExample

KNOWN = {
    "values": ("bytes", "clipped", "raw"),
    "channels": ("all", "luma", "studio luma"),
    "mean": ("psnr", "mse"),
}


@dataclass(frozen=True)
class Convention:
    """How restored and clean images become one number in dB.

    Each choice moves the number, some by more than a new method does; two numbers can be compared
    only under one convention. The images themselves lie in [0, 1].

    Attributes:
        values: `"bytes"` clips to [0, 1] and rounds to 256 levels, as a file would hold them;
            `"clipped"` only clips; `"raw"` takes what the network returns.
        channels: `"all"` averages the squared error over the channels; `"luma"` takes that of
            BT.601 over the full range, `"studio luma"` that of MATLAB's `rgb2ycbcr`.
        crop: Pixels left out at each border.
        mean: Over a test set, `"psnr"` averages the images' PSNRs; `"mse"` takes the PSNR of
            their mean squared error, which is never larger.

    Raises:
        ValueError: If a field is unknown or `crop` is negative.

    Example:
        >>> clean, restored = torch.zeros(1, 3, 8, 8), torch.full((1, 3, 8, 8), 0.1)
        >>> Convention(values="raw")(restored, clean)
        tensor([20.])
        >>> Convention(values="raw", channels="studio luma")(restored, clean)
        tensor([21.3219])
    """

    values: str = "bytes"
    channels: str = "all"
    crop: int = 0
    mean: str = "psnr"

    def __post_init__(self) -> None:
        for name, known in KNOWN.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} must be one of {known}, got {getattr(self, name)!r}")
        check_counts(0, crop=self.crop)

    @classmethod
    def benchmark(cls, scale: int) -> "Convention":
        """How super-resolution is compared on Set5 and its like.

        Bytes, luma in studio range, `scale` border pixels left out.

        Source:
            Lim et al. (2017), section 4.5.
        """
        return cls(channels="studio luma", crop=scale)

    @classmethod
    def div2k(cls, scale: int) -> "Convention":
        """How it is compared on DIV2K: bytes, all channels, `scale` + 6 border pixels left out.

        Source:
            Lim et al. (2017), section 4.4.
        """
        return cls(crop=scale + 6)

    def prepared(self, images: Images) -> Tensor:
        """The part of the images that counts, in the values that count; for SSIM as well.

        Raises:
            ValueError: If the images are far from [0, 1], `crop` leaves no pixel, or luma is asked
                of images that are neither grey nor red, green and blue.
        """
        check_floating(images=images)
        check_channels_first(images=images)
        check_level("images", images)
        height, width = images.shape[2:]
        if 2 * self.crop >= min(height, width):
            raise ValueError(f"crop must leave a pixel of {height}x{width}, got {self.crop}")
        inside = images[..., self.crop : height - self.crop, self.crop : width - self.crop]
        if self.values != "raw":
            inside = to_bytes(inside) if self.values == "bytes" else inside.clamp(0.0, 1.0)
        if self.channels == "all":
            return inside
        return luma(inside, studio=self.channels == "studio luma")

    def __call__(self, estimate: Images, reference: Reference) -> PerExample:
        """The PSNR of each image, in dB.

        Args:
            estimate: Restored images, in [0, 1] or near it.
            reference: Clean images, same shape.

        Raises:
            ValueError: As `prepared`, if the shapes differ, or the reference leaves [0, 1].
        """
        return psnr(*self._pair(estimate, reference))

    def _pair(self, estimate: Images, reference: Reference) -> tuple[Tensor, Tensor]:
        # Asked first: clipping to bytes would hide that the images are in other units.
        check_images(estimate, reference)
        return self.prepared(estimate), self.prepared(reference)

    def over(self, pairs: Iterable[tuple[Tensor, Tensor]]) -> float:
        """One number for a test set whose images may differ in size, in dB.

        Args:
            pairs: Batches of restored and of clean images; all images count alike, however large.

        Raises:
            ValueError: As a call, or if there is no pair.

        Example:
            >>> clean = torch.zeros(1, 1, 4, 4)
            >>> pairs = [(clean + 0.1, clean), (clean + 0.01, clean)]
            >>> round(Convention(values="raw").over(pairs), 2)
            30.0
            >>> round(Convention(values="raw", mean="mse").over(pairs), 2)
            22.97
        """
        parts = [self._pair(a, b) for a, b in pairs]
        if not parts:
            raise ValueError("pairs must hold at least one pair of images, got none")
        if self.mean == "mse":
            return float(decibels(torch.cat([mse(a, b) for a, b in parts]).mean()))
        return float(torch.cat([psnr(a, b) for a, b in parts]).mean())
