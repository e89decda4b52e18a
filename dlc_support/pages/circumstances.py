"""What a page's kernel knows of its own run, asked when the last cell is over."""

from collections.abc import Mapping

from dlc_support.data.photographs import Photographs
from dlc_support.data.split import Data, Splits
from dlc_support.provenance import Provenance, describe_data, provenance
from dlc_support.training.budget import current_budget


def circumstances(names: Mapping[str, object]) -> dict:
    """Versions, device, threads, budget, day, and the data of a page's variables and tables.

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
    return provenance(budget=current_budget(), data=data).as_dict()
