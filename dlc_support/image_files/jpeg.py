"""JPEG: 8 bits, no alpha."""

from pathlib import Path

from dlc_support.image_files import pillow
from dlc_support.image_files.picture import Picture

MAGIC = b"\xff\xd8\xff"
FORMATS = ("JPEG", "MPO")  # phones append further views of the same scene: the first one is read
QUALITY = 95


def header(path: Path) -> tuple[int, int, int, int, bool]:
    """Rows, columns, channels, bits, and whether there is alpha."""
    with pillow.opened(path, *FORMATS) as image:
        return image.height, image.width, len(pillow.mode(image)), 8, False


def read(path: Path) -> Picture:
    """The photograph, turned upright."""
    with pillow.opened(path, *FORMATS) as image:
        return pillow.read(image)


def write(picture: Picture, path: Path) -> None:
    """Writes at a quality at which the losses are below the noise of a photograph."""
    from PIL import Image

    about = picture.metadata
    samples = picture.colour
    image = Image.fromarray(samples[:, :, 0] if samples.shape[2] == 1 else samples)
    options = {
        "icc_profile": about.icc or None,
        "exif": about.exif(*samples.shape[:2]),
        "dpi": about.dpi or (72, 72),
    }
    image.save(path, "JPEG", quality=QUALITY, subsampling=0, **options)
