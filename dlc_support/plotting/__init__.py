"""Figures: tensors in, a `Figure` out."""

from dlc_support.plotting.answers import answer_risks
from dlc_support.plotting.catching_up import catching_up
from dlc_support.plotting.class_maps import class_maps
from dlc_support.plotting.cloud import cloud
from dlc_support.plotting.curves import loss_curves
from dlc_support.plotting.dots import dot_plot
from dlc_support.plotting.gains import gain_table
from dlc_support.plotting.histogram import value_histogram
from dlc_support.plotting.images import image_grid, image_rows
from dlc_support.plotting.intervals import interval_plot
from dlc_support.plotting.latent_plane import latent_plane
from dlc_support.plotting.panels import image_panels
from dlc_support.plotting.parts import part_bars
from dlc_support.plotting.plane import field_panel, field_row, field_table, point_pairs
from dlc_support.plotting.posterior import posterior_panel
from dlc_support.plotting.samples import sample_panels
from dlc_support.plotting.slider import slider
from dlc_support.plotting.style import (
    BASELINE,
    CLEAN,
    CORRUPTED,
    EXACT,
    OTHER,
    RECONSTRUCTION,
    Role,
)
from dlc_support.plotting.trade_off import trade_off

__all__ = [
    "BASELINE",
    "CLEAN",
    "CORRUPTED",
    "EXACT",
    "OTHER",
    "RECONSTRUCTION",
    "Role",
    "answer_risks",
    "catching_up",
    "class_maps",
    "cloud",
    "dot_plot",
    "field_panel",
    "field_row",
    "field_table",
    "gain_table",
    "image_grid",
    "image_panels",
    "image_rows",
    "interval_plot",
    "latent_plane",
    "loss_curves",
    "part_bars",
    "point_pairs",
    "posterior_panel",
    "sample_panels",
    "slider",
    "trade_off",
    "value_histogram",
]
