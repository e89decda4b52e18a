"""What a photograph's file says besides its pixels, kept where it stays true."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ORIENTATION = 0x0112
DESCRIPTION, MAKER, MODEL, DATE, ARTIST, COPYRIGHT = 0x010E, 0x010F, 0x0110, 0x0132, 0x013B, 0x8298
# Tags of the image itself that stay true of a restored one. Sizes, places in the file that was
# read and the small preview do not.
TEXTS = (DESCRIPTION, MAKER, MODEL, DATE, ARTIST, COPYRIGHT)
EXPOSURE, PLACE = 0x8769, 0x8825  # directories of their own
# In the directory of the exposure: the size, and a block of the maker's with places of its own.
SIZE, NOTE, RELATED = (0xA002, 0xA003), 0x927C, 0xA005


@dataclass(frozen=True)
class Metadata:
    """What a file says of its pixels besides their values.

    Attributes:
        icc: The colour profile; b"" where there is none.
        texts: Description, maker, model, date, artist and copyright, by the number of their tag.
        exposure: The camera's settings, by the number of their tag.
        place: Where the photograph was taken, by the number of the tag.
        dpi: Pixels per inch along a row and along a column.
        png: The chunks of a PNG file that say what its numbers mean, such as `gAMA`.
    """

    icc: bytes = b""
    texts: Mapping[int, str] = field(default_factory=dict)
    exposure: Mapping[int, Any] = field(default_factory=dict)
    place: Mapping[int, Any] = field(default_factory=dict)
    dpi: tuple[float, float] | None = None
    png: Mapping[bytes, bytes] = field(default_factory=dict)

    def exif(self, height: int, width: int) -> bytes:
        """The EXIF block of an upright photograph of this size; b"" where nothing is known."""
        from PIL import Image

        if not (self.texts or self.exposure or self.place):
            return b""
        block = Image.Exif()
        block[ORIENTATION] = 1
        block.update({tag: text_bytes(text) for tag, text in self.texts.items()})
        if self.exposure:
            sizes = dict(zip(SIZE, (width, height), strict=True))
            block.get_ifd(EXPOSURE).update({**self.exposure, **sizes})
            block[EXPOSURE] = 0  # names the directory; where it lies is filled in
        if self.place:
            block.get_ifd(PLACE).update(self.place)
            block[PLACE] = 0
        return block.tobytes()


def text_bytes(text: str) -> bytes:
    """The bytes of a text: Pillow reads each byte as a letter, and would write only ASCII."""
    return text.encode("latin-1", "replace")


def from_exif(block: Any) -> tuple[int, Metadata]:  # noqa: ANN401 - Pillow is imported late
    """How the photograph was held (1 to 8), and what an EXIF block of Pillow's says of it.

    A directory that cannot be written as it was read, as some cameras leave, is left out.
    """
    held = block.get(ORIENTATION, 1)
    left_out = (*SIZE, NOTE, RELATED)
    exposure = {k: v for k, v in block.get_ifd(EXPOSURE).items() if k not in left_out}
    texts = {tag: str(block[tag]).rstrip("\0") for tag in TEXTS if tag in block}
    place = dict(block.get_ifd(PLACE))
    return held if held in range(1, 9) else 1, Metadata(
        texts=texts,
        exposure=exposure if _writable(Metadata(exposure=exposure)) else {},
        place=place if _writable(Metadata(place=place)) else {},
    )


def _writable(metadata: Metadata) -> bool:
    try:
        metadata.exif(1, 1)
    except Exception:  # values of any kind may stand in a broken directory
        return False
    return True


def tiff_exif(path: Path) -> Any:  # noqa: ANN401 - Pillow is imported late
    """The tags of a TIFF file, which is built like an EXIF block."""
    from PIL import Image

    block = Image.Exif()
    with path.open("rb") as file:
        block.load_from_fp(file)
        block.get_ifd(EXPOSURE), block.get_ifd(PLACE)  # read while the file is open
    return block
