"""Figures: tensors in, a `Figure` out."""

from dlc_support.plotting.curves import loss_curves
from dlc_support.plotting.fields import vector_field
from dlc_support.plotting.gains import gain_table
from dlc_support.plotting.images import image_grid, image_rows
from dlc_support.plotting.intervals import interval_plot
from dlc_support.plotting.posterior import posterior_panel
from dlc_support.plotting.style import (
    BASELINE,
    CLEAN,
    CORRUPTED,
    EXACT,
    OTHER,
    RECONSTRUCTION,
    Role,
)

__all__ = [
    "BASELINE",
    "CLEAN",
    "CORRUPTED",
    "EXACT",
    "OTHER",
    "RECONSTRUCTION",
    "Role",
    "gain_table",
    "image_grid",
    "image_rows",
    "interval_plot",
    "loss_curves",
    "posterior_panel",
    "vector_field",
]
