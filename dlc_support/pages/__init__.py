"""Pages of the book: executed, recorded, and checked for outputs that are out of date."""

from dlc_support.pages.accept import accept
from dlc_support.pages.page import find_page, page_key
from dlc_support.pages.record import PageFailed, Recording, record
from dlc_support.pages.stale import Stale, stale_pages

__all__ = [
    "PageFailed",
    "Recording",
    "Stale",
    "accept",
    "find_page",
    "page_key",
    "record",
    "stale_pages",
]
