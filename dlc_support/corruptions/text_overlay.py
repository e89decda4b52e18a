"""Lines of random text over an image, gathered from a bank that is rendered once."""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import torch
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.corruptions.corruption import check_draw, image_sides
from dlc_support.corruptions.level import Level, probability
from dlc_support.shapes import Images, Masks

SMALLEST, LARGEST = 8, 32  # of the letters, in pixels
FONT = "fonts/ttf/DejaVuSans.ttf"  # travels with matplotlib: the same on every system


@dataclass(frozen=True)
class TextOverlay:
    r"""Covers a share of the pixels by random text of random sizes, colours and places.

    A bank of overlays is rendered once: for each a share is drawn from $[\text{low},
    \text{high}]$, then text is written until that share is covered. A draw takes one overlay for
    each image, shifts it by a random number of pixels to the right and down (what leaves on one
    side returns on the other) and lays it over the image; a larger image is tiled. Covered pixels
    are replaced, and carry nothing of the image. As long as less than half of the draws cover a
    pixel, the clean value is their *median*, whatever the colours are; their mean it is not.

    Attributes:
        low: Smallest share of covered pixels.
        high: Largest share.
        side: Height and width of the overlays, in pixels.
        count: Overlays in the bank.
        seed: Of the bank; the draws depend on their generator alone.

    Raises:
        ValueError: If a share lies outside [0, 1) or low exceeds high, if the bank would be
            empty, or if the images have neither 1 nor 3 channels.

    Source:
        Lehtinen et al. (2018), section 3.2, "text removal".

    Example:
        >>> overlay = TextOverlay(0.25, 0.25, side=64, count=4)
        >>> grey = torch.full((50, 1, 64, 64), 0.5)
        >>> covered = overlay.mask(grey, torch.Generator().manual_seed(0)).float().mean()
        >>> 0.25 <= covered < 0.32
        tensor(True)
    """

    unbiased: ClassVar[bool] = False

    low: Level
    high: Level
    side: int = 256
    count: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            object.__setattr__(self, name, probability(name, getattr(self, name)))
        if not self.low <= self.high < 1:
            raise ValueError(f"low <= high < 1 must hold, got low={self.low}, high={self.high}")
        check_counts(side=self.side, count=self.count)

    def _gathered(self, clean: Images, generator: Generator) -> Tensor:
        """One overlay for each image: red, green, blue and whether it covers, uint8."""
        check_draw(clean, generator)
        height, width = image_sides(clean)
        if clean.shape[1] not in (1, 3):
            raise ValueError(f"clean must have 1 or 3 channels, got {clean.shape[1]}")
        device, shape = generator.device, (len(clean), 1)
        which = torch.randint(self.count, shape, generator=generator, device=device)
        top, left = (
            torch.randint(self.side, shape, generator=generator, device=device) for _ in range(2)
        )
        rows = (torch.arange(height, device=device) + top) % self.side
        columns = (torch.arange(width, device=device) + left) % self.side
        places = (which[..., None], rows[:, :, None], columns[:, None, :])
        bank = _on_device(self, clean.device)
        return bank[tuple(place.to(clean.device) for place in places)].movedim(-1, 1)

    def mask(self, clean: Images, generator: Generator) -> Masks:
        """True at the pixels that the call with the same generator state covers."""
        return (self._gathered(clean, generator)[:, 3:] > 0).expand_as(clean)

    def __call__(self, clean: Images, generator: Generator) -> Images:
        """Writes over each image of a batch."""
        overlay = self._gathered(clean, generator)
        text = overlay[:, : clean.shape[1]].to(clean) / 255
        return torch.where(overlay[:, 3:] > 0, text, clean)


@lru_cache(maxsize=8)
def _on_device(overlay: TextOverlay, device: torch.device) -> Tensor:
    # A tensor born in inference mode could never take part in a later training step.
    with torch.inference_mode(False):
        return _bank(overlay).to(device)


@lru_cache(maxsize=8)
def _bank(overlay: TextOverlay) -> Tensor:
    """All overlays, (count, side, side, 4)."""
    draws = random.Random(overlay.seed)
    shares = [draws.uniform(overlay.low, overlay.high) for _ in range(overlay.count)]
    return torch.stack([_rendered(overlay.side, share, draws) for share in shares])


def _rendered(side: int, share: float, draws: random.Random) -> Tensor:
    """One overlay of which at least `share` is covered, (side, side, 4)."""
    from PIL import Image, ImageDraw

    picture, font = Image.new("RGBA", (side, side)), _fonts()
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"  # a pixel is covered or not: no blend of text and image
    while picture.histogram()[-1] < share * side**2:  # opaque pixels
        place = (draws.randrange(-side // 2, side), draws.randrange(-LARGEST // 2, side))
        word = "".join(draws.choices(string.ascii_letters + string.digits, k=draws.randint(4, 12)))
        colour = (*draws.randbytes(3), 255)
        pen.text(place, word, fill=colour, font=font(draws.randint(SMALLEST, LARGEST)))
    return torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).view(side, side, 4)


@lru_cache(maxsize=1)
def _fonts() -> Callable[[int], object]:
    """The font of a size in pixels."""
    import matplotlib
    from PIL import ImageFont

    path = str(Path(matplotlib.get_data_path()) / FONT)
    return lru_cache(lambda size: ImageFont.truetype(path, size))
