"""Where the modules of the package lie."""

from collections.abc import Iterator
from pathlib import Path

PACKAGE = "dlc_support"
PLACES = [Path(__file__).parent.parent]


def ours(name: str) -> bool:
    """True for the package and what is inside, `dlc_support.models.unet:UNet` too."""
    return name.partition(":")[0].partition(".")[0] == PACKAGE


def find(name: str) -> Path | None:
    """The file of a module; None where there is no such module."""
    inside = name.split(".")[1:]
    for place in PLACES:
        path = place.joinpath(*inside)
        found = (path / "__init__.py", *([path.with_suffix(".py")] if inside else []))
        for file in found:
            if file.is_file():
                return file
    return None


def modules_in(name: str) -> Iterator[str]:
    """The modules right below a package; none of a module."""
    for place in PLACES:
        folder = place.joinpath(*name.split(".")[1:])
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            inside = f"{name}.{path.stem}"
            if path.stem.isidentifier() and path.stem != "__init__" and find(inside):
                yield inside
