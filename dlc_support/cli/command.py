"""The command `dlc`, put together of its subcommands.

Nothing is computed in this folder: each subcommand is a thin call of a public function.
"""

import typer

from dlc_support.cli.accept import accept
from dlc_support.cli.downloads import data
from dlc_support.cli.grading import grade
from dlc_support.cli.info import info
from dlc_support.cli.labs import labs
from dlc_support.cli.photographs import restore
from dlc_support.cli.run import run
from dlc_support.cli.runs import runs
from dlc_support.cli.tables import reproduce

SUBCOMMANDS = (
    info,
    data,
    run,
    reproduce,
    runs,
    accept,
    restore,
    grade,
)  # as `dlc --help` lists them

app = typer.Typer(
    name="dlc",
    help="Data, pages, tables, photographs and labs of the course on denoising autoencoders.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for subcommand in SUBCOMMANDS:
    app.command()(subcommand)
app.add_typer(labs)
