"""Progress bars."""

from collections.abc import Iterable
from typing import Any


def progress_bar(
    steps: Iterable | None = None,
    *,
    show: bool | None = True,
    **settings: Any,  # noqa: ANN401 - tqdm's own
) -> Any:  # noqa: ANN401 - tqdm is imported where there is a bar
    """A bar of tqdm's, with which `TQDM_DISABLE` does away.

    Args:
        steps: What to go over, or None where the caller moves the bar.
        show: Whether there is to be a bar; None for one only in a terminal.
        settings: tqdm's own, such as `total`, `desc` and `unit`.
    """
    from tqdm.auto import tqdm

    # A `disable` that is given, be it False, overrides TQDM_DISABLE.
    disable = {} if show else {"disable": None if show is None else True}
    return tqdm(iterable=steps, **disable, **settings)
