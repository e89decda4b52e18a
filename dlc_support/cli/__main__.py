"""`python -m dlc_support.cli` is the command `dlc`."""

from dlc_support.cli import app

if __name__ == "__main__":
    app()
