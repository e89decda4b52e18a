"""Runs a recipe over seeds, and keeps what is finished."""

import importlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from hashlib import blake2b
from pathlib import Path

import torch

from dlc_support.evaluation.intervals import Interval
from dlc_support.progress import progress_bar
from dlc_support.provenance import device_name, is_embedded, provenance
from dlc_support.repository import results_folder
from dlc_support.sources import names_key
from dlc_support.tables.cell import Unseeded, cell
from dlc_support.tables.recipe import Recipe, Seed
from dlc_support.tables.storage import dumps
from dlc_support.tables.table import Table
from dlc_support.training.budget import current_budget
from dlc_support.training.runs import runs

RECIPES = "dlc_support.recipes"


def available() -> dict[str, str]:
    """The recipes by name, and the module that holds each; found without importing any."""
    found = {}
    for folder in map(Path, importlib.import_module(RECIPES).__path__):
        for file in folder.rglob("*.py"):
            if "\nRECIPE = " in file.read_text(encoding="utf-8"):
                inside = file.relative_to(folder).with_suffix("").parts
                found[file.stem.replace("_", "-")] = ".".join([RECIPES, *inside])
    return dict(sorted(found.items()))


def recipe(name: str) -> Recipe:
    """The recipe called `name`.

    Raises:
        ValueError: If there is none; the message lists those that are there.
    """
    return importlib.import_module(_module(name)).RECIPE


def _module(name: str) -> str:
    there = available()
    if name not in there:
        raise ValueError(f"name must be one of {sorted(there)}, got {name!r}")
    return there[name]


def reproduce(
    name: str,
    seeds: int | Sequence[int] = 5,
    *,
    jobs: int | None = None,
    budget: str | None = None,
    output: Path | str | None = None,
    allow_embedded: bool = False,
) -> Table:
    """Runs a recipe for each seed and writes its table as JSON and CSV.

    Finished seeds are kept in `runs("recipes/NAME")` and not repeated, nor are those of a table
    that is there already, made by the same code with the same settings from the same data; so a
    new claim or caption runs nothing. To run a recorded table anew, name another folder. A
    seed's trainings have their checkpoints: a run that was
    killed goes on. Seeds run through joblib; inside `joblib.parallel_config(...)` they run on the
    backend that it names, such as a cluster.

    Args:
        name: Name of the recipe.
        seeds: How many (0, 1, ...), or which.
        jobs: Seeds at a time; None is what joblib's context says, else one.
        budget: `"full"` for the recipe's settings, `"quick"` for its quick ones; None as pages.
        output: Folder for `NAME.json` and `NAME.csv`, or for `NAME.quick.json` and its CSV;
            the repository's `results/` where it is None.
        allow_embedded: Write a full table although embedded data stood in for the real one.

    Raises:
        ValueError: If there is no such recipe, a full run would be on embedded data, or seeds of
            the repository's table would be lost.
    """
    made, budget = recipe(name), budget or current_budget()
    if budget not in ("quick", "full"):
        raise ValueError(f"budget must be 'quick' or 'full', got {budget!r}")
    numbers = list(range(seeds)) if isinstance(seeds, int) else list(seeds)
    if not numbers or len(set(numbers)) < len(numbers) or min(numbers) < 0:
        raise ValueError(f"seeds must be a count of at least 1, or different seeds, got {seeds}")
    config = made.settings(budget)
    data = made.data(config)
    if budget == "full" and is_embedded(data) and not allow_embedded:
        raise ValueError(
            f"data of {name} at the full budget must be the real data set, got {data}; "
            "`dlc data mnist` fetches digits, DLC_MIRROR names a folder that holds photographs"
        )
    folder = Path(output) if output is not None else results_folder()
    file = folder / f"{name}{'' if budget == 'full' else '.quick'}.json"
    here = provenance(budget=budget, data=data)
    empty = Table(name, {}, [], asdict(config), [], here, code_of(name))
    if output is None and (lost := set(_recorded(file, empty)) - set(numbers)):
        raise ValueError(
            f"seeds must include those of {file}, or they are lost: {sorted(lost)} are missing; "
            "or name another folder (--output)"
        )
    told = dict(claims=made.claims, caption=made.caption, published=made.published)
    table = replace(Table.joined(_finished(empty, numbers, file, jobs)), **told)
    table.save(file)
    table.to_csv(file.with_suffix(".csv"))
    return table


def table_at_hand(name: str, seeds: int) -> Table:
    """The recorded table at the full budget, where a clone of the repository has it; else a run.

    Args:
        name: Name of the recipe.
        seeds: How many seeds a run takes.
    """
    if current_budget() == "full":
        with suppress(FileNotFoundError):  # not recorded, or outside a clone
            return Table.load(name)
    return reproduce(name, seeds, output=runs("tables"))


def code_of(name: str) -> str:
    """The key of what a seed's numbers come from; nothing that is claimed or published counts.

    Raises:
        ValueError: If there is no such recipe.
    """
    inside = [f"{_module(name)}:{part}" for part in ("run", "NETWORKS", "Config")]
    return names_key([*inside, f"{Seed.__module__}:{Seed.__name__}"])


def _origin(table: Table) -> str:
    """Everything that a seed's numbers depend on, except the machine."""
    return dumps({"config": table.config, "data": table.provenance.data, "code": table.code})


def _recorded(file: Path, empty: Table) -> dict[int, Table]:
    """The seeds of a table that is there, if it has the same settings, data and code."""
    try:
        there = Table.load(file)
    except (FileNotFoundError, ValueError):  # none, or of an older form
        return {}
    same = _origin(there) == _origin(empty)
    return {seed: there.only(seed) for seed in there.seeds} if same else {}


def _finished(empty: Table, seeds: Sequence[int], file: Path, jobs: int | None) -> list[Table]:
    """A table for each seed: kept, taken from the table that is there, or run."""
    from joblib import Parallel, delayed

    key = blake2b(_origin(empty).encode(), digest_size=8).hexdigest()
    kept = {seed: runs(f"recipes/{empty.name}") / key / f"seed-{seed}.json" for seed in seeds}
    for seed, one in _recorded(file, empty).items():
        if seed in kept and not kept[seed].is_file():
            one.save(kept[seed])
    left = [seed for seed in seeds if not kept[seed].is_file()]
    work = (delayed(_one_seed)(empty, seed, kept[seed]) for seed in left)
    results = Parallel(n_jobs=jobs, return_as="generator_unordered")(work)
    done = {"total": len(seeds), "initial": len(seeds) - len(left)}
    for _ in progress_bar(results, show=None, desc=empty.name, **done):
        pass
    return [Table.load(kept[seed]) for seed in seeds]


def _one_seed(empty: Table, seed: int, path: Path) -> None:
    """Runs a seed, possibly in another process, and keeps its table."""
    made = recipe(empty.name)
    run = Seed(made.networks, replace(made.config, **empty.config), seed)
    values, within, unseeded = {}, {}, []
    for row, columns in made.run(run).items():
        for column, number in columns.items():
            where = cell(*([row] if isinstance(row, str) else row), column)
            unseeded += [where] * isinstance(number, Unseeded)
            mean = number.interval if isinstance(number, Unseeded) else number
            if isinstance(mean, Interval):
                within[where] = [(mean.low, mean.high)]
                mean = mean.mean
            values[where] = [float(mean)]
    threads = torch.get_num_threads()
    others = [one.other_code for one in run.histories.values() if one.other_code]
    here = replace(empty.provenance, device=device_name(), threads=threads, other_code=others)
    found = dict(values=values, within=within, unseeded=unseeded, provenance=here)
    replace(empty, **found, seeds=[seed], seconds=[round(run.seconds, 3)]).save(path)
