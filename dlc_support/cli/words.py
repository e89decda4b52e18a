"""What a user can mend, said in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer


@contextmanager
def in_words() -> Iterator[None]:
    """Turns what a user can mend into one message and exit status 1; bugs keep their traceback."""
    from dlc_support.data import DownloadError
    from dlc_support.pages import PageFailed

    try:
        yield
    except (ValueError, OSError, DownloadError, PageFailed) as error:
        typer.echo(f"dlc: {error}", err=True)
        raise typer.Exit(1) from error
