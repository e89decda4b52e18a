"""Photographs in files: read exactly, restored, and written whole or not at all."""

from dlc_support.image_files.metadata import Metadata
from dlc_support.image_files.picture import Picture
from dlc_support.image_files.reading import Header, header, read
from dlc_support.image_files.restoring import PictureRestorer, restore_file
from dlc_support.image_files.writing import write

__all__ = [
    "Header",
    "Metadata",
    "Picture",
    "PictureRestorer",
    "header",
    "read",
    "restore_file",
    "write",
]
