"""Models, corruptions, exact answers and trainers of a course on denoising autoencoders.

Importing this package has no effect and costs next to nothing: what is heavy loads where it is
used. `setup()` is what the first cell of every page calls.
"""

from importlib.metadata import version

__version__ = version("dlc-support")
__all__ = ["__version__", "setup"]


def setup(*, drive: bool = False) -> None:
    """Prints versions, device and budget, and where runs are kept: a page's first cell.

    Args:
        drive: Keep the runs in the reader's Google Drive (Colab only), so that a lost machine
            costs minutes.
    """
    from dlc_support.training.start import start

    start(drive=drive)
