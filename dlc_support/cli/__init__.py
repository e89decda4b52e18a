"""The command `dlc`: one subcommand for each thing that readers and teachers do often."""

from dlc_support.cli.command import app

__all__ = ["app"]
