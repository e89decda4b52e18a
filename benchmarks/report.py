"""The results in words: the table that is printed, kept as JSON and shown in the README."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.row import Row

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results.json"
README = FOLDER / "README.md"
BEGIN, END = "<!-- begin results -->", "<!-- end results -->"
TITLES = {
    "loop": "`fit` beside a bare loop (throughput of `fit` over that of the loop)",
    "usual": "`fit` beside the usual loop (throughput of `fit` over that of the loop)",
    "corruptions": "Corruptions (per cent of a step of the bare loop)",
    "imports": "Imports (milliseconds beyond `import torch`)",
    "defaults": "Defaults on a CPU (milliseconds a step)",
    "patches": "Patches of photographs (per cent of a step of the U-Net on noisy pairs)",
    "photograph": "A photograph on the CPU (GiB at once; times are of the whole photograph)",
    "gpu": "`fit` on a GPU",
}
HEAD = (
    "| what | wall | CPU | quartiles | target | met | ms a step, wall / CPU |",
    "|---|---|---|---|---|---|---|",
)


def line(row: Row) -> str:
    """A row of the table; the number that counts is in bold."""
    wall, cpu = (_number(value, row.unit) for value in (row.value.wall, row.value.cpu))
    wall, cpu = (f"**{wall}**", cpu) if row.clock == "wall" else (wall, f"**{cpu}**")
    spread = f"{_number(row.low, '')} to {_number(row.high, '')}"
    met = {True: "yes", False: "no", None: ""}[row.met]
    times = "; ".join(f"{who} {time.wall:.3g} / {time.cpu:.3g}" for who, time in row.times.items())
    return f"| {row.name} | {wall} | {cpu} | {spread} | {_target(row)} | {met} | {times} |"


def _number(value: float, unit: str) -> str:
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return f"{text} {unit}".strip()


def _target(row: Row) -> str:
    if row.at_least is not None:
        return f"≥ {row.at_least:g}"
    return "" if row.at_most is None else f"≤ {row.at_most:g}"


def tables(rows: Iterable[Row], about: Mapping[str, object]) -> str:
    """All results as Markdown, headed by the machine that they were taken on."""
    rows = list(rows)
    parts = ["; ".join(f"{name}: {_plain(value)}" for name, value in about.items())]
    for benchmark, title in TITLES.items():
        mine = [row for row in rows if row.benchmark == benchmark]
        if mine:
            parts.append("\n".join((f"### {title}", "", *HEAD, *map(line, mine))))
    if not any(row.benchmark == "gpu" for row in rows):
        parts.append(f"### {TITLES['gpu']}\n\nNot measured: this machine has no CUDA device.")
    return "\n\n".join(parts)


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return str(value)


def record(rows: Iterable[Row], about: Mapping[str, object]) -> None:
    """Writes the results and puts their table into the README."""
    rows = list(rows)
    kept = {"circumstances": dict(about), "rows": [row.as_dict() for row in rows]}
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    page = README.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    shown = f"{before}{BEGIN}\n{tables(rows, about)}\n{END}{after}"
    README.write_text(shown, encoding="utf-8")


def renewed(rows: Iterable[Row], about: Mapping[str, object]) -> tuple[list[Row], dict]:
    """The recorded results with those of some benchmarks anew, and when these were taken."""
    rows, (before, kept) = list(rows), recorded()
    names = dict.fromkeys(row.benchmark for row in rows)
    others = [row for row in before if row.benchmark not in names]
    again = {f"{name} again": f"{about['date']}, load {about['load before']}" for name in names}
    return others + rows, kept | again


def recorded() -> tuple[list[Row], dict]:
    """The results that were written last, and the machine that they were taken on."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))
    return [Row.from_dict(row) for row in kept["rows"]], kept["circumstances"]
