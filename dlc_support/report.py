"""Numbers that prose quotes: recorded where they are computed, never typed by hand."""

from base64 import b64encode
from collections.abc import Mapping
from math import prod
from numbers import Integral, Real

PREFIX = "application/papermill.record/"


def glue(name: str, value: object) -> None:
    r"""Records a value under a name, so that the page's text can quote it.

    Nothing is shown. In the page's Markdown, ``{glue:text}`NAME` `` is the value, and
    ``{glue:text}`NAME:.2f` `` the value in a format of Python's; a page quotes another one with
    ``{glue:text}`../part/page.ipynb::NAME:.2f` ``. The book's build fails on a name that was not
    recorded. A figure that is recorded can stand further up on the page than the cell that draws
    it, by the directive `{glue:figure} NAME`. The record is what `myst_nb.glue` writes, and needs
    nothing of the book's tools.

    Args:
        name: Name of the value, used once on a page.
        value: A number, a tensor or array with one element, a string, or one of our figures; or
            a mapping of several, each recorded as `name-key`.

    Raises:
        ValueError: If `name` has a colon (it ends the name in the text), or `value` has more than
            one element.
        TypeError: If `value` is none of these.

    Example:
        >>> record("parameters", 502)[0]
        {'application/papermill.record/text/plain': '502'}
    """
    from IPython.display import display

    if isinstance(value, Mapping):
        for key, item in value.items():
            glue(f"{name}-{key}", item)
        return
    data, metadata = record(name, value)
    display(data, raw=True, metadata=metadata)


def record(name: str, value: object) -> tuple[dict[str, str], dict[str, dict]]:
    """The display data and the metadata by which the book finds a value.

    Args:
        name: As in `glue`.
        value: As in `glue`, but a single one.
    """
    if not name or ":" in name:
        raise ValueError(f"name must not be empty or have a colon, got {name!r}")
    scrapbook = {"scrapbook": {"name": name, "mime_prefix": PREFIX}}
    if hasattr(value, "_repr_mimebundle_"):
        shown, _ = value._repr_mimebundle_()
        return {PREFIX + kind: _text(content) for kind, content in shown.items()}, scrapbook
    return {f"{PREFIX}text/plain": repr(_plain(value))}, scrapbook


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else b64encode(content).decode("ascii")


def _plain(value: object) -> int | float | str:
    """The value as one of Python's own: arrays and tensors print differently by version."""
    if hasattr(value, "item"):  # tensors, and numpy's arrays and scalars
        if prod(value.shape) != 1:
            raise ValueError(f"value must have one element, got shape {tuple(value.shape)}")
        value = value.item()
    if isinstance(value, str):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    raise TypeError(f"value must be a number, a string or a figure, got {type(value).__name__}")
