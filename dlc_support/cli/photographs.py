"""`dlc restore`: a photograph of the reader's own."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from dlc_support.cli.words import in_words


def restore(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT", help="The photograph: PNG, JPEG, TIFF, WebP, AVIF, GIF or BMP."
        ),
    ],
    target: Annotated[
        Path, typer.Argument(metavar="OUTPUT", help="Where the result goes: .png, .jpg or .tif.")
    ],
    model: Annotated[
        str,
        typer.Option(
            help="Recorded weights: unet-colour, unet-grey, unet-noise2noise or edsr-x2."
        ),
    ],
    tile: Annotated[
        int, typer.Option(min=0, help="Side of the tiles in pixels; 0 takes all at once.")
    ] = 512,
    memory: Annotated[
        float, typer.Option(min=0, help="GiB that the photograph itself may take.")
    ] = 4.0,
) -> None:
    """Denoise a photograph, or enlarge it twice, with the networks of the course."""
    with in_words():
        from dlc_support.restoring import PictureRestorer, restore_file
        from dlc_support.training import Runtime
        from dlc_support.weights import NOISE, restorer

        began = time.monotonic()
        network, channels = restorer(model)
        Runtime(precision="float32").place(network)
        restored = restore_file(
            PictureRestorer(
                network,
                channels,
                tile=tile or None,
                progress=sys.stderr.isatty(),
                noise=NOISE.get(model),
            ),
            source,
            target,
            memory=memory,
            report=typer.echo,
        )
        height, width = restored.colour.shape[:2]
        seconds = time.monotonic() - began
        typer.echo(f"{target}: {width} x {height} pixels, {restored.mode}, {seconds:.1f} s")
