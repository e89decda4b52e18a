"""Filters of renders that learn nothing, on the held-out rooms of the recipe `rendering`.

On one core rendering takes about 14 minutes, most of it for references; the filters take seconds.
"""

from dataclasses import dataclass
from itertools import product
from math import inf

import torch
from torch import Tensor

from dlc_support.data.renders import RenderPlan, Renders, render_rooms
from dlc_support.evaluation import CrossBilateral
from dlc_support.recipes.restoration import rendering
from dlc_support.tables import Networks, Recipe, Rows, Seed, Unseeded

PLAIN = "Gaussian filter"
IRRADIANCE = "Gaussian filter of radiance by albedo (given the albedo)"
GUIDED = "cross-bilateral filter (given the features)"
PLACES = (2.0, 3.0, 4.5)
SMOOTH = [CrossBilateral(place, inf, inf) for place in (0.5, 0.75, 1.0, 1.5, *PLACES, 7.0, 10.0)]
CANDIDATES = {
    PLAIN: SMOOTH,
    IRRADIANCE: SMOOTH,
    GUIDED: [
        CrossBilateral(*widths) for widths in product(PLACES, (0.1, 0.2, 0.4), (0.05, 0.1, 0.2))
    ],
}


@dataclass(frozen=True)
class Config:
    """Rooms to choose by, which are training rooms of `rendering`, and those to report on."""

    chosen_by: int = 16  # rooms that the settings are chosen by
    spp_chosen_by: int = 512  # samples per pixel of each of their two references
    held_out: int = 12
    size: int = 64
    spp: int = 8
    reference: int = 1024
    ladder: int = 64  # renders of each held-out room, of which the first `inputs` are restored
    inputs: int = 4

    @property
    def tuning(self) -> RenderPlan:
        """Noisy renders of rooms to choose by."""
        return RenderPlan(self.chosen_by, renders=self.inputs, size=self.size, spp=self.spp)

    @property
    def rooms(self) -> rendering.Config:
        """The settings of `rendering` that name the same held-out rooms."""
        return rendering.Config(
            held_out=self.held_out,
            size=self.size,
            spp=self.spp,
            ladder=self.ladder,
            reference=self.reference,
        )


def restored(title: str, restore: CrossBilateral, renders: Renders, count: int) -> list[Tensor]:
    """What a filter makes of the first renders of each room."""
    albedo = renders.albedo.float() if title != PLAIN else torch.ones_like(renders.radiance)
    return [
        restore(renders.radiance[:, n], albedo[:, n], renders.normal[:, n].float())
        for n in range(count)
    ]


def tuned(title: str, config: Config) -> CrossBilateral:
    """The candidate with the least mean relative error on the rooms to choose by."""
    noisy = render_rooms(config.tuning, progress=False)
    plan = config.tuning.again(renders=2, spp=config.spp_chosen_by, draws=1, next_event=True)
    halves = render_rooms(plan, progress=False).halves()

    def error(one: CrossBilateral) -> float:
        return rendering.errors(restored(title, one, noisy, 1), halves).mean().item()

    return min(CANDIDATES[title], key=error)


def run(seed: Seed) -> Rows:
    """Each filter's numbers and the widths that were chosen; no seed changes them."""
    config = seed.config
    noisy = render_rooms(config.rooms.test, progress=False)
    halves = render_rooms(config.rooms.references, progress=False).halves()
    rows = {}
    for title in CANDIDATES:
        best = tuned(title, config)
        found = rendering.numbers(restored(title, best, noisy, config.inputs), halves, 0)
        rows[title] = {column: Unseeded(number) for column, number in found.items()}
        rows[title] |= {"width / pixels": best.place}
        if title == GUIDED:
            rows[title] |= {"width / albedo": best.albedo, "width / normal": best.normal}
    return rows


RECIPE = Recipe(
    caption=(
        "Filters that learn nothing, on the held-out rooms of the table `rendering` and by its "
        "measures. Their widths were chosen by the relative error on 16 training rooms, whose "
        "references no network has seen. Intervals are over the rooms."
    ),
    config=Config(),
    quick={
        "chosen_by": 4,
        "spp_chosen_by": 64,
        "held_out": 4,
        "size": 32,
        "ladder": 4,
        "reference": 96,
    },
    data=lambda config: (
        f"{config.held_out} rooms at {config.spp} spp (drawn and rendered by dlc_support)"
    ),
    networks=Networks("rendering", {}),
    run=run,
)
