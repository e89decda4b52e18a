"""Where the course's repository lies, for the commands that work on pages and results."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def repository(start: Path | None = None) -> Path:
    """The nearest folder upwards that holds `_toc.yml` beside `pyproject.toml`.

    Args:
        start: Where to begin. None is the working directory, then the place of this package,
            which lies in a clone when it was installed with `pip install -e .`.

    Raises:
        FileNotFoundError: Outside a clone of the repository.
    """
    starts = (Path.cwd(), PACKAGE) if start is None else (start.absolute(),)
    for folder in (one for begin in starts for one in (begin, *begin.parents)):
        if (folder / "_toc.yml").is_file() and (folder / "pyproject.toml").is_file():
            return folder
    raise FileNotFoundError(
        f"{starts[0]} is not inside a clone of the course's repository, which holds the pages "
        "and results/"
    )


def results_folder() -> Path:
    """The folder of recorded tables: `results/` of the repository."""
    return repository() / "results"
