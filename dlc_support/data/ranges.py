"""What the values of images are: grey levels, black and white, bytes."""

from torch import Tensor

from dlc_support.arguments import check_range

Range = str | None  # a name out of RANGES; None for what is no image
RANGES = {
    "unit": "images in [0, 1]",
    "binary": "images of 0 and 1",
    "8-bit": "images of whole numbers from 0 to 255",
    "unbounded": "images of any values",
}
TOP = {"unit": 1.0, "binary": 1.0, "8-bit": 255.0}  # largest value


def check_known_range(name: Range) -> None:
    """Refuses a range that nobody knows.

    Raises:
        ValueError: Naming those that there are.
    """
    if name is not None and name not in RANGES:
        raise ValueError(f"range must be one of {[*RANGES]} or None, got {name!r}")


def check_values(what: str, values: Tensor, name: Range) -> None:
    """Refuses values outside a range.

    Args:
        what: The values in words, for the message.
        values: What is checked; reads all of it.
        name: Of the range.

    Raises:
        ValueError: Naming the values that are wrong, and what they must be.
    """
    if name not in TOP:
        return
    check_range(what, values, 0.0, TOP[name])
    if name != "unit" and (between := values[values != values.round()]).numel():
        remedy = {
            "binary": "binarised(split) makes grey images binary",
            "8-bit": "8-bit images hold 255 times the grey values, rounded",
        }[name]
        raise ValueError(f"{what} must be {RANGES[name]}, got {between[0].item():g}; {remedy}")
