"""Where the course's repository lies, for the commands that work on pages and results."""

from pathlib import Path


def repository(start: Path | None = None) -> Path:
    """The nearest folder upwards that holds `_toc.yml` beside `pyproject.toml`.

    Args:
        start: Where to begin, the working directory where it is None.

    Raises:
        FileNotFoundError: Outside a clone of the repository.
    """
    start = (start or Path.cwd()).absolute()
    for folder in (start, *start.parents):
        if (folder / "_toc.yml").is_file() and (folder / "pyproject.toml").is_file():
            return folder
    raise FileNotFoundError(
        f"{start} is not inside a clone of the course's repository, which holds the pages and "
        "results/"
    )


def results_folder() -> Path:
    """The folder of recorded tables: `results/` of the repository."""
    return repository() / "results"
