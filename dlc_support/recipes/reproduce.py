"""Runs a recipe over seeds, and keeps what is finished."""

import dataclasses
import importlib
import json
import time
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import torch

from dlc_support.evaluation.intervals import Interval
from dlc_support.provenance import Provenance, device_name, is_embedded, provenance
from dlc_support.recipes.recipe import Recipe, recipe
from dlc_support.recipes.table import Table, Values
from dlc_support.repository import results_folder
from dlc_support.sources import module_key
from dlc_support.training.budget import current_budget
from dlc_support.training.runs import runs


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

    Finished seeds are kept in `runs("recipes/NAME")` and not repeated, and a seed's trainings have
    their checkpoints there: a run that was killed goes on. Seeds run through joblib; inside
    `joblib.parallel_config(...)` they run on the backend that it names, such as a cluster.

    Args:
        name: Name of the recipe.
        seeds: How many (0, 1, ...), or which.
        jobs: Seeds at a time; None is what joblib's context says, else one.
        budget: `"full"` for the recipe's settings, `"quick"` for its quick ones; None as pages.
        output: Folder for `NAME.json` and `NAME.csv`, or for `NAME.quick.json` and its CSV;
            the repository's `results/` where it is None.
        allow_embedded: Write a full table although embedded data stood in for the real one.

    Raises:
        ValueError: If there is no such recipe, or a full run would be on embedded data.
    """
    made = recipe(name)
    budget = _budget(budget)
    config = made.Config() if budget == "full" else made.Config().quick()
    folder = Path(output) if output is not None else results_folder()
    data = made.data(config)
    if budget == "full" and is_embedded(data) and not allow_embedded:
        raise ValueError(
            f"data of {name} at the full budget must be the real data set, got {data}; "
            "`dlc data mnist` fetches digits, DLC_MIRROR names a folder that holds photographs"
        )
    numbers = _numbers(seeds)
    place = runs(f"recipes/{name}") / _key(made, config, data)
    finished = _finish(made, config, numbers, place, jobs)
    table = _table(made, config, numbers, finished, provenance(budget=budget, data=data))
    ending = "" if budget == "full" else ".quick"
    table.save(folder / f"{name}{ending}.json")
    table.to_csv(folder / f"{name}{ending}.csv")
    return table


def _budget(wish: str | None) -> str:
    if wish not in (None, "quick", "full"):
        raise ValueError(f"budget must be 'quick' or 'full', got {wish!r}")
    return wish or current_budget()


def _numbers(seeds: int | Sequence[int]) -> list[int]:
    numbers = list(range(seeds)) if isinstance(seeds, int) else list(seeds)
    if not numbers or len(set(numbers)) < len(numbers) or min(numbers) < 0:
        raise ValueError(f"seeds must be a count of at least 1, or different seeds, got {seeds}")
    return numbers


def _key(made: Recipe, config: object, data: str) -> str:
    """Of everything that a seed's numbers depend on, except the machine."""
    code = module_key(made.__name__)  # type: ignore[attr-defined]
    text = f"{config!r} {data} {code}"
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _finish(
    made: Recipe, config: object, seeds: Sequence[int], place: Path, jobs: int | None
) -> dict[int, dict[str, Any]]:
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    finished = {seed: found for seed in seeds if (found := _kept(place, seed)) is not None}
    left = [seed for seed in seeds if seed not in finished]
    module = made.__name__  # type: ignore[attr-defined]
    work = (delayed(_one_seed)(module, config, seed, place / f"seed-{seed}") for seed in left)
    results = Parallel(n_jobs=jobs, return_as="generator_unordered")(work)
    # Without a terminal (a log, a test) there is no bar.
    with tqdm(total=len(seeds), initial=len(finished), desc=made.NAME, disable=None) as bar:
        for seed, result in results:
            _keep(place, seed, result)
            finished[seed] = result
            bar.update()
    return finished


def _one_seed(module: str, config: object, seed: int, folder: Path) -> tuple[int, dict[str, Any]]:
    """One seed's numbers, possibly in another process."""
    begin = time.perf_counter()
    values = importlib.import_module(module).run(config, seed, folder)
    return seed, {
        "values": _plain(values),
        "seconds": round(time.perf_counter() - begin, 1),
        "device": device_name(),
        "threads": torch.get_num_threads(),
    }


def _plain(values: Values) -> dict[str, dict[str, list[float]]]:
    """Numbers as JSON holds them: the value, and where there is an interval its two ends."""
    return {
        row: {
            column: [value.mean, value.low, value.high]
            if isinstance(value, Interval)
            else [float(value)]
            for column, value in columns.items()
        }
        for row, columns in values.items()
    }


def _kept(place: Path, seed: int) -> dict[str, Any] | None:
    path = place / f"seed-{seed}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _keep(place: Path, seed: int, result: dict[str, Any]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    part = place / f"seed-{seed}.json.part"
    part.write_text(json.dumps(result), encoding="utf-8")
    part.replace(place / f"seed-{seed}.json")


def _table(
    made: Recipe,
    config: Any,  # noqa: ANN401 - each recipe has its own settings
    seeds: Sequence[int],
    finished: dict[int, dict[str, Any]],
    here: Provenance,
) -> Table:
    done = [finished[seed] for seed in seeds]
    each = {
        (row, column): [run["values"][row][column] for run in done]
        for row, columns in done[0]["values"].items()
        for column in columns
    }
    ends = {cell: [n[1:] for n in found] for cell, found in each.items() if len(found[0]) == 3}
    return Table(
        name=made.NAME,
        values=_nested({cell: [n[0] for n in found] for cell, found in each.items()}),
        within=_nested(ends),
        seeds=list(seeds),
        config=dataclasses.asdict(config),
        seconds=[run["seconds"] for run in done],
        provenance=dataclasses.replace(
            here,
            device=", ".join(dict.fromkeys(run["device"] for run in done)),
            threads=min(run["threads"] for run in done),
        ),
        paper=made.PAPER,
        claims=made.CLAIMS,
        caption=made.CAPTION,
    )


def _nested(cells: dict[tuple[str, str], list]) -> dict[str, dict[str, list]]:
    rows: dict[str, dict[str, list]] = {}
    for (row, column), found in cells.items():
        rows.setdefault(row, {})[column] = found
    return rows
