"""A table as JSON: a line per cell, so that a changed number is a changed line."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dlc_support.evaluation.intervals import Interval
from dlc_support.provenance import Provenance
from dlc_support.tables.cell import cell
from dlc_support.tables.claim import Claim

_FLAT_LIST = re.compile(r"\[\n\s*([^\[\]{}]*?)\n\s*\]")


def dumps(content: object) -> str:
    """JSON of seven digits, all that float32 holds; a cell is a list of its names and numbers.

    Example:
        >>> print(dumps({"values": {("", "row", "column"): [1.0, 2.0]}}))
        {
         "values": [
          ["", "row", "column", 1.0, 2.0]
         ]
        }
    """
    text = json.dumps(_plain(content), indent=1, ensure_ascii=False, allow_nan=False)
    return _FLAT_LIST.sub(lambda found: "[" + re.sub(r",\n\s*", ", ", found[1]) + "]", text)


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON holds
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, Provenance | Claim):
        # A claim's margin is stored where it is set: older tables keep their text.
        return _plain({k: item for k, item in asdict(value).items() if item or k != "margin"})
    if isinstance(value, Mapping) and any(isinstance(key, tuple) for key in value):
        return [[*where, *_numbers(content)] for where, content in value.items()]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _numbers(content: object) -> list[float]:
    """One number, an interval, a number per seed, or two per seed, in a row."""
    if isinstance(content, Interval):
        content = [content.mean, content.low, content.high]
    if isinstance(content, list | tuple):
        return [number for item in content for number in _numbers(item)]
    return [_plain(content)]


def loads(text: str) -> dict[str, Any]:
    """The fields of the table that a text holds."""
    content = json.loads(text)
    for name in ("values", "within", "published"):
        content[name] = {cell(*line[:3]): line[3:] for line in content[name]}
    for where, ends in content["within"].items():
        content["within"][where] = [*zip(ends[::2], ends[1::2], strict=True)]
    for where, source in content["published"].items():
        content["published"][where] = Interval(*source) if len(source) == 3 else source[0]
    content["unseeded"] = [cell(*names) for names in content["unseeded"]]
    content["provenance"] = Provenance(**content["provenance"])
    for claim in content["claims"]:
        for side in ("larger", "smaller"):
            claim[side] = cell(*claim[side]) if isinstance(claim[side], list) else claim[side]
    content["claims"] = [Claim(**claim) for claim in content["claims"]]
    return content
