"""Where a number, a page or a set of weights comes from: what is kept beside each of them."""

import datetime
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from typing import Protocol, runtime_checkable


@runtime_checkable
class Described(Protocol):
    """What has a name and a source: a `Split`, a `Stream`."""

    name: str
    source: str


@dataclass(frozen=True)
class Provenance:
    """The circumstances of a computation.

    Attributes:
        versions: Version of this package, of torch, numpy and Python.
        device: The accelerator's name, or the processor's kind.
        threads: Threads of torch on the processor.
        budget: `"quick"` or `"full"`.
        data: Name and source of the data.
        date: Day, in UTC.
        other_code: Trained networks that were used although other code had trained them.
        accepted: Why what other code made still stands, once for each change of the code: the
            day, the old and the new key, the reason.
    """

    versions: dict[str, str]
    device: str
    threads: int
    budget: str
    data: str
    date: str
    other_code: list[str] = field(default_factory=list)
    accepted: list[dict[str, str]] = field(default_factory=list)

    @property
    def embedded(self) -> bool:
        """True when the embedded digits stood in for a data set that was not there."""
        return is_embedded(self.data)

    def accept(self, old: str, new: str, why: str) -> "Provenance":
        """The same, with the reason why what the old code made is what the new code would make.

        Raises:
            ValueError: If there is no reason, or nothing to accept.
        """
        if not why.strip():
            raise ValueError(f"why must say why no number has changed, got {why!r}")
        if old == new and not self.other_code:
            raise ValueError("there is nothing to accept: the code is that of the recording")
        reason = {"date": today(), "old": old, "new": new, "why": why}
        if self.other_code:
            reason["weights"] = "; ".join(self.other_code)
        return replace(self, accepted=[*self.accepted, reason], other_code=[])

    def as_dict(self) -> dict:
        """The fields, for a JSON file."""
        return asdict(self)


def provenance(*, budget: str, data: str, other_code: Iterable[str] = ()) -> Provenance:
    """The circumstances of what this process computes now.

    Args:
        budget: `"quick"` or `"full"`.
        data: Name and source of the data, as `describe_data` writes them.
        other_code: Trained networks that were used although other code had trained them.
    """
    import torch

    return Provenance(
        versions={
            "dlc-support": version("dlc-support"),
            "torch": torch.__version__,  # with its build, such as +cu132
            "numpy": version("numpy"),
            "python": platform.python_version(),
        },
        device=device_name(),
        threads=torch.get_num_threads(),
        budget=budget,
        data=data,
        date=today(),
        other_code=list(other_code),
    )


def today() -> str:
    """The day, in UTC."""
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()


def device_name() -> str:
    """The accelerator's name where there is one, else the processor's kind.

    Example:
        >>> isinstance(device_name(), str)
        True
    """
    import torch

    found = torch.accelerator.current_accelerator(check_available=True)
    if found is None:
        return f"CPU ({platform.machine()})"
    return torch.cuda.get_device_name(found) if found.type == "cuda" else found.type


def describe_data(*parts: Described) -> str:
    """Names and sources in words, each once.

    Example:
        >>> from torch import zeros
        >>> from dlc_support.data import Split
        >>> describe_data(Split(zeros(1), name="MNIST test", source="MNIST (LeCun), a file"))
        'MNIST (LeCun), a file'
        >>> from dlc_support.data import embedded_digits
        >>> describe_data(embedded_digits().train, embedded_digits().test)
        "embedded digits (scikit-learn's load_digits (8x8, UCI), brought to 28x28)"
    """
    endings = (" train", " valid", " test")
    found = {}
    for part in parts:
        name = part.name
        for ending in endings:
            name = name.removesuffix(ending)
        told = part.source.startswith(name)
        found[part.source if told else f"{name} ({part.source})" if part.source else name] = None
    return "; ".join(sorted(found))


def is_embedded(data: str) -> bool:
    """True when the embedded default is there and no data set that it could stand in for.

    Example:
        >>> is_embedded("MNIST (LeCun)"), is_embedded("embedded digits (UCI); moons (drawn)")
        (False, True)
        >>> is_embedded("MNIST (LeCun); embedded digits (UCI)")
        False
    """
    parts = data.split("; ")
    real = [part for part in parts if "embedded" not in part and "drawn" not in part]
    return "embedded" in data and not real
