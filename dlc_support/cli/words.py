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
        # An error of the system names its file behind a number that tells a user nothing.
        named = isinstance(error, OSError) and error.filename and error.strerror
        text = f"{error.filename}: {error.strerror.lower()}" if named else error
        typer.echo(f"dlc: {text}", err=True)
        raise typer.Exit(1) from error
