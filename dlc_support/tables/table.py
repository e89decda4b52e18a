"""A table of results: one number per seed in each cell, with its circumstances."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from math import hypot
from pathlib import Path
from typing import Any

import torch

from dlc_support.evaluation.intervals import Interval, seed_interval
from dlc_support.files import write_whole
from dlc_support.provenance import Provenance
from dlc_support.repository import results_folder
from dlc_support.tables import layout, storage
from dlc_support.tables.cell import Cell, cell
from dlc_support.tables.claim import Claim, Verdict
from dlc_support.words import counted


@dataclass(frozen=True, repr=False)
class Table:
    """Recorded runs of one recipe.

    Cells are named (group, row, column), such as ("blur 2", "Wiener", "SSIM"). The methods take
    the three names, or two where the group is "".

    Attributes:
        name: Name of the recipe, such as `mnist-corruptions`.
        values: One value per seed for each cell.
        seeds: The seeds, in the order of the values.
        config: The recipe's settings.
        seconds: What the trainings of each seed took; empty where nobody knows.
        provenance: Versions, device, threads, budget, data, day.
        code: Key of the code that the values come from.
        published: The source's numbers, with their intervals where it prints any.
        claims: What is said about the table.
        caption: One sentence: what is shown, and over what the intervals are.
        within: For some cells, each seed's interval over test images (low, high).
        unseeded: Cells with a value that no seed changes.
    """

    name: str
    values: Mapping[Cell, Sequence[float]]
    seeds: Sequence[int]
    config: Mapping[str, Any]
    seconds: Sequence[float]
    provenance: Provenance
    code: str = ""
    published: Mapping[Cell, float | Interval] = field(default_factory=dict)
    claims: Sequence[Claim] = ()
    caption: str = ""
    within: Mapping[Cell, Sequence[Sequence[float]]] = field(default_factory=dict)
    unseeded: Sequence[Cell] = ()

    def __post_init__(self) -> None:
        for where, numbers in self.values.items():
            if len(numbers) != len(self.seeds):
                raise ValueError(
                    f"{where} must have one value for each of {len(self.seeds)} seeds, "
                    f"got {len(numbers)}"
                )
            if where in self.unseeded and len(set(numbers)) > 1:
                raise ValueError(f"{where} must have one value for all seeds, got {numbers}")

    @property
    def groups(self) -> list[str]:
        """Names of the groups, in the recipe's order; [""] where there are none."""
        return _names(self.values, 0)

    @property
    def rows(self) -> list[str]:
        """Names of the rows, in the order in which groups first name them."""
        return _names(self.values, 1)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in the order in which rows first name them."""
        return _names(self.values, 2)

    def rows_of(self, group: str) -> list[str]:
        """Names of one group's rows."""
        return _names((where for where in self.values if where[0] == group), 1)

    def per_seed(self, *names: str) -> tuple[float, ...]:
        """One value per seed.

        Raises:
            KeyError: If the table has no such number.
        """
        if (where := cell(*names)) not in self.values:
            there = f"groups {self.groups}, rows {self.rows}, columns {self.columns}"
            raise KeyError(f"{self.name} has no {where}; {there}")
        return tuple(self.values[where])

    def mean(self, *names: str) -> float:
        """The mean over the seeds."""
        numbers = self.per_seed(*names)
        return sum(numbers) / len(numbers)

    def interval(self, *names: str) -> Interval:
        """Mean and 95 % interval over the seeds, of which it needs two.

        Where no seed changes the value it is the interval over test images.
        """
        if cell(*names) in self.unseeded:
            return self.over_images(*names)[0]
        return seed_interval(torch.tensor(self.per_seed(*names), dtype=torch.float64))

    def over_images(self, *names: str) -> list[Interval]:
        """Each seed's interval over test images; empty where the recipe gives none."""
        ends, means = self.within.get(cell(*names), []), self.per_seed(*names)
        return [Interval(mean, *pair) for mean, pair in zip(means, ends, strict=bool(ends))]

    def part(
        self,
        groups: Sequence[str] | None = None,
        rows: Sequence[str] | Mapping[str, Sequence[str]] | None = None,
        columns: Sequence[str] | None = None,
        *,
        caption: str | None = None,
    ) -> "Table":
        """The table with some groups, rows and columns, and the claims that are about them.

        Args:
            groups: Names, in the order wanted; None keeps all.
            rows: The same for rows, or for each group its own.
            columns: The same for columns.
            caption: A caption of its own; None keeps the table's.

        Raises:
            KeyError: If a group, row or column is not there.
        """
        asked = rows if isinstance(rows, Mapping) else dict.fromkeys(groups or self.groups, rows)
        wanted = [
            (group, row, column)
            for group in groups or asked
            for row in asked[group] or self.rows_of(group)
            for column in columns or self.columns
        ]
        named = {"groups": groups or asked, "rows": _names(wanted, 1), "columns": columns or ()}
        for kind, names in named.items():
            there = getattr(self, kind)
            if unknown := [name for name in names if name not in there]:
                raise KeyError(f"{self.name} has no {kind} {unknown}; it has {there}")
        values = {where: self.values[where] for where in wanted if where in self.values}
        about = [claim for claim in self.claims if values.keys() >= {*claim.cells()}]
        caption = self.caption if caption is None else caption
        return replace(self, values=values, claims=about, caption=caption)

    def only(self, seed: int) -> "Table":
        """The table of one of its seeds."""
        at = list(self.seeds).index(seed)
        return replace(
            self,
            values={where: [numbers[at]] for where, numbers in self.values.items()},
            within={where: [ends[at]] for where, ends in self.within.items()},
            seeds=[seed],
            seconds=[self.seconds[at]] if self.seconds else [],
        )

    @classmethod
    def joined(cls, parts: Sequence["Table"]) -> "Table":
        """Tables of one recipe, each of other seeds, as one."""
        first = parts[0]
        here = [part.provenance for part in parts]
        return replace(
            first,
            values={where: [n for p in parts for n in p.values[where]] for where in first.values},
            within={where: [e for p in parts for e in p.within[where]] for where in first.within},
            seeds=[seed for part in parts for seed in part.seeds],
            seconds=[one for p in parts for one in p.seconds if all(q.seconds for q in parts)],
            provenance=replace(
                max(here, key=lambda one: one.date),
                device=", ".join(dict.fromkeys(one.device for one in here)),
                threads=min(one.threads for one in here),
                other_code=sorted({run for one in here for run in one.other_code}),
            ),
        )

    def verdict(self, claim: Claim) -> Verdict:
        """Whether the seeds, compared in pairs, bear out a claim.

        The interval of a value that no seed changes is added to that over the seeds, as those of
        independent errors.
        """
        larger, smaller = (
            self.per_seed(*side) if isinstance(side, tuple) else [side] * len(self.seeds)
            for side in (claim.larger, claim.smaller)
        )
        differences = [a - b for a, b in zip(larger, smaller, strict=True)]
        found = seed_interval(torch.tensor(differences, dtype=torch.float64))
        shared = [self.interval(*where) for where in claim.cells() if where in self.unseeded]
        if shared:
            half = hypot(*(one.half for one in (found, *shared)))
            found = replace(found, low=found.mean - half, high=found.mean + half)
        return Verdict(claim, found)

    def verdicts(self) -> list[Verdict]:
        """The verdicts on all claims; none from a single seed."""
        return [self.verdict(claim) for claim in self.claims] if len(self.seeds) > 1 else []

    long, wide = layout.long, layout.wide

    def __repr__(self) -> str:
        seeds = counted(len(self.seeds), "seed")
        return f"Table({self.name!r}, {len(self.values)} cells, {seeds})"

    def _repr_html_(self) -> str:
        return self.long()._repr_html_()

    def save(self, path: Path | str) -> Path:
        """Writes JSON with one line for each number, whole or not at all."""
        return write_whole(path, storage.dumps(vars(self)) + "\n")

    @classmethod
    def load(cls, source: Path | str) -> "Table":
        """Reads a table: a file, or by its name from the repository's `results/`.

        Raises:
            FileNotFoundError: If there is no such file; the message says which command makes it.
            ValueError: If the file is no table.
        """
        path = Path(source)
        if path.suffix != ".json":
            path = results_folder() / f"{source}.json"
        if not path.is_file():
            raise FileNotFoundError(f"there is no {path}; `dlc reproduce {path.stem}` makes it")
        try:
            return cls(**storage.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path} is no table of this package: {error}") from error

    def to_csv(self, path: Path | str) -> Path:
        """Writes one line per group, row, column and seed."""
        text = StringIO()
        write = csv.writer(text, lineterminator="\n").writerow
        write(["group", "row", "column", "seed", "value"])
        for where, numbers in self.values.items():
            for seed, number in zip(self.seeds, numbers, strict=True):
                write([*where, seed, number])
        return write_whole(path, text.getvalue())


def _names(cells: Iterable[Cell], place: int) -> list[str]:
    return list(dict.fromkeys(where[place] for where in cells))
