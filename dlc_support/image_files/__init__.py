"""Photographs in files: read exactly, and written whole or not at all."""

from dlc_support.image_files.files import header, read, write
from dlc_support.image_files.picture import Header, Picture

__all__ = ["Header", "Picture", "header", "read", "write"]
