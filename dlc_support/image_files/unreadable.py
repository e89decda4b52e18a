"""The reason why a file in order is not read."""


class UnreadableError(Exception):
    """A photograph of a kind that is not read; the message follows the name of the file."""


def unreadable(what: str) -> UnreadableError:
    """Says what a file holds, and what could be read instead.

    Example:
        >>> print(unreadable("CMYK pixels"))
        holds CMYK pixels; grey and RGB with 8 or 16 bits are read: convert it first
    """
    return UnreadableError(
        f"holds {what}; grey and RGB with 8 or 16 bits are read: convert it first"
    )
