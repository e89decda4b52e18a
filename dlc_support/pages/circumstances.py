"""What a page's kernel knows of its own run, asked when the last cell is over."""

from collections.abc import Mapping

from dlc_support.data.photographs import Photographs
from dlc_support.data.split import Data, Splits
from dlc_support.provenance import Provenance, describe_data, provenance
from dlc_support.training.budget import current_budget
from dlc_support.training.history import HISTORIES


def circumstances(names: Mapping[str, object]) -> dict:
    """Versions, device, threads, budget, day, data, and what the networks took to train.

    The data are those of the page's variables and tables.

    Args:
        names: The page's variables, `globals()` in its kernel.

    Example:
        >>> from dlc_support.data import embedded_digits
        >>> circumstances({"digits": embedded_digits()})["data"][:15]
        'embedded digits'
    """
    parts, tables = [], []
    for value in names.values():
        if isinstance(value, Splits):
            parts += [value.train, value.valid, value.test]
        elif isinstance(value, Data | Photographs) and not isinstance(value, type):
            parts.append(value)
        elif isinstance(recorded := getattr(value, "provenance", None), Provenance):
            tables.append(recorded.data)
    data = "; ".join(dict.fromkeys([*filter(None, [describe_data(*parts)]), *tables]))
    other_code = [run.other_code for run in HISTORIES.values() if run.other_code]
    here = provenance(budget=current_budget(), data=data, other_code=other_code)
    seconds = round(sum(run.seconds for run in HISTORIES.values()))
    return {**here.as_dict(), "training_seconds": seconds}
