"""A table of results: one value per seed for each row and column, with its circumstances."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from dlc_support.evaluation.intervals import Interval, seed_interval
from dlc_support.provenance import Provenance
from dlc_support.recipes.claim import Cell, Claim, Verdict, judged

# Row -> column -> number, or a number with its interval over test images.
Values = Mapping[str, Mapping[str, float | Interval]]


@dataclass(frozen=True, repr=False)
class Table:
    """Recorded runs of one recipe.

    Attributes:
        name: Name of the recipe, such as `mnist-corruptions`.
        values: For each row and column one value per seed.
        seeds: The seeds, in the order of the values.
        config: The recipe's settings.
        seconds: What each seed took.
        provenance: Versions, device, threads, budget, data, day.
        paper: The source's numbers, by row and column.
        claims: What is said about the table.
        caption: One sentence: what is shown, and over what the intervals are.
        within: For some rows and columns, each seed's interval over test images (low, high).
    """

    name: str
    values: Mapping[str, Mapping[str, Sequence[float]]]
    seeds: Sequence[int]
    config: Mapping[str, Any]
    seconds: Sequence[float]
    provenance: Provenance
    paper: Mapping[str, Mapping[str, float]]
    claims: Sequence[Claim] = ()
    caption: str = ""
    within: Mapping[str, Mapping[str, Sequence[Sequence[float]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row, columns in self.values.items():
            for column, numbers in columns.items():
                if len(numbers) != len(self.seeds):
                    raise ValueError(
                        f"{row!r}, {column!r} must have one value for each of "
                        f"{len(self.seeds)} seeds, got {len(numbers)}"
                    )

    def __repr__(self) -> str:
        return (
            f"Table({self.name!r}, {len(self.rows)} rows, {len(self.columns)} columns, "
            f"{len(self.seeds)} seeds)"
        )

    @property
    def rows(self) -> list[str]:
        """Names of the rows, in the recipe's order."""
        return list(self.values)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in the order in which rows first name them."""
        return list(dict.fromkeys(column for row in self.values.values() for column in row))

    def per_seed(self, row: str, column: str) -> tuple[float, ...]:
        """One value per seed.

        Raises:
            KeyError: If the table has no such number.
        """
        try:
            return tuple(self.values[row][column])
        except KeyError:
            raise KeyError(
                f"{self.name} has no ({row!r}, {column!r}); rows {self.rows}, "
                f"columns {self.columns}"
            ) from None

    def mean(self, row: str, column: str) -> float:
        """The mean over the seeds.

        Example:
            >>> round(example().mean("network", "PSNR / dB"), 3)
            20.2
        """
        numbers = self.per_seed(row, column)
        return sum(numbers) / len(numbers)

    def interval(self, row: str, column: str) -> Interval:
        """Mean and 95 % interval over the seeds; needs two seeds.

        Example:
            >>> print(example().interval("network", "PSNR / dB"))
            20.20 [19.70, 20.70]
        """
        return seed_interval(torch.tensor(self.per_seed(row, column), dtype=torch.float64))

    def over_images(self, row: str, column: str) -> list[Interval]:
        """Each seed's interval over test images; empty where the recipe gives none."""
        ends = self.within.get(row, {}).get(column, [])
        means = self.per_seed(row, column)
        return [Interval(mean, *pair) for mean, pair in zip(means, ends, strict=bool(ends))]

    def part(
        self,
        rows: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
        *,
        caption: str | None = None,
    ) -> "Table":
        """The table with some rows and columns, and the claims that are about them.

        Args:
            rows: Names, in the order wanted; None keeps all.
            columns: Names, in the order wanted; None keeps all.
            caption: A caption of its own; None keeps the table's.

        Raises:
            KeyError: If a row is not there.

        Example:
            >>> example().part(rows=["filter"])
            Table('example', 1 rows, 1 columns, 3 seeds)
        """
        wanted = columns or self.columns
        if unknown := [row for row in rows or () if row not in self.values]:
            raise KeyError(f"{self.name} has no rows {unknown}; it has {self.rows}")
        values = {
            row: {name: self.values[row][name] for name in wanted if name in self.values[row]}
            for row in rows or self.rows
        }
        about = (claim for claim in self.claims if all(_inside(values, c) for c in claim.cells()))
        caption = self.caption if caption is None else caption
        return replace(self, values=values, claims=list(about), caption=caption)

    def verdict(self, claim: Claim) -> Verdict:
        """Whether the seeds, compared in pairs, bear out a claim."""
        larger = self.per_seed(*claim.larger)
        return judged(claim, [a - b for a, b in zip(larger, self._side(claim), strict=True)])

    def _side(self, claim: Claim) -> Sequence[float]:
        if isinstance(claim.smaller, tuple):
            return self.per_seed(*claim.smaller)
        return [claim.smaller] * len(self.seeds)

    def verdicts(self) -> list[Verdict]:
        """The verdicts on all claims; none from a single seed."""
        return [self.verdict(claim) for claim in self.claims] if len(self.seeds) > 1 else []

    def save(self, path: Path | str) -> Path:
        """Writes JSON with one line for each number, whole or not at all."""
        from dlc_support.recipes.layout import dumps

        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(dumps(asdict(self)) + "\n", encoding="utf-8", newline="\n")
        part.replace(path)
        return path

    @classmethod
    def load(cls, source: Path | str) -> "Table":
        """Reads a table: a file, or by its name from the repository's `results/`.

        Raises:
            FileNotFoundError: If there is no such file; the message says which command makes it.
            ValueError: If the file is no table.
        """
        path = _found(source)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            content["provenance"] = Provenance(**content["provenance"])
            content["claims"] = [_claim(claim) for claim in content["claims"]]
            return cls(**content)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is no table of this package: {error}") from error

    def to_csv(self, path: Path | str) -> Path:
        """Writes one line per row, column and seed."""
        path = Path(path)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["row", "column", "seed", "value"])
            for row, columns in self.values.items():
                for column, numbers in columns.items():
                    for seed, number in zip(self.seeds, numbers, strict=True):
                        writer.writerow([row, column, seed, number])
        return path

    def to_markdown(self) -> str:
        """The table with mean, half width of the 95 % interval, and the source's numbers."""
        from dlc_support.recipes.layout import markdown

        return markdown(self, self.rows, self.columns)

    def report(self) -> str:
        """The table with caption, verdicts and circumstances, as Markdown."""
        from dlc_support.recipes.layout import footnote

        verdicts = "".join(f"\n- {verdict}" for verdict in self.verdicts())
        caption = f"{self.caption}\n\n" if self.caption else ""
        return f"{caption}{self.to_markdown()}\n{verdicts}\n\n{footnote(self)}"

    def _repr_html_(self) -> str:
        from dlc_support.recipes.layout import html

        return html(self)


def _inside(values: Mapping[str, Mapping[str, object]], cell: Cell) -> bool:
    return cell[1] in values.get(cell[0], {})


def _claim(content: Mapping[str, Any]) -> Claim:
    def cell(side: object) -> Cell | float:
        return tuple(side) if isinstance(side, list) else float(side)  # type: ignore[arg-type]

    return Claim(content["text"], tuple(content["larger"]), cell(content["smaller"]))


def _found(source: Path | str) -> Path:
    path = Path(source)
    if path.suffix == ".json":
        if not path.is_file():
            raise FileNotFoundError(f"there is no table {path}")
        return path
    from dlc_support.repository import results_folder

    path = results_folder() / f"{source}.json"
    if not path.is_file():
        raise FileNotFoundError(f"there is no {path}; `dlc reproduce {source}` makes it")
    return path


def example() -> Table:
    """A table of three seeds, for examples and tests."""
    here = Provenance({"dlc-support": "0"}, "CPU", 1, "quick", "drawn", "2026-01-01")
    return Table(
        name="example",
        values={
            "network": {"PSNR / dB": [20.0, 20.2, 20.4]},
            "filter": {"PSNR / dB": [18.0, 18.3, 18.3]},
        },
        seeds=[0, 1, 2],
        config={"sigma": 0.1},
        seconds=[1.0, 1.0, 1.0],
        provenance=here,
        paper={"network": {"PSNR / dB": 21.0}},
        claims=[Claim("the network wins", ("network", "PSNR / dB"), ("filter", "PSNR / dB"))],
        caption="Mean and 95 % interval over seeds.",
    )
