"""Bases whose attributes say something of a class, and values that print as they always did."""

from dataclasses import fields
from difflib import get_close_matches
from inspect import get_annotations


class Declaring:
    """A base with attributes that have defaults; a subclass overrides those that it declares.

    A misspelt name would leave the default in force without a word. So a class attribute, property
    or method whose name is nearly that of a declared one is refused when the class is made.

    Raises:
        TypeError: Naming the attribute and the one that was probably meant.
    """

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        bases = [base for base in cls.__mro__[1:] if Declaring in base.__bases__]
        declared = [name for base in bases for name in get_annotations(base)]
        for name in {**vars(cls), **get_annotations(cls)}:
            alike = [known for known in declared if known[0] == name[0]]
            meant = get_close_matches(name, alike, n=1, cutoff=0.75)
            if meant and name not in declared:
                raise TypeError(
                    f"{cls.__name__} declares {name!r}, which nothing reads; did you mean "
                    f"{meant[0]!r}? What can be declared: {sorted(declared)}"
                )


LATER = {"later": True}  # metadata of a field that came after runs were named by what they print


def printed(value: object) -> str:
    """The constructor of a dataclass as text; a field marked `LATER` shows only where it is set.

    A run is named after what it prints: a new setting at its default must not rename old runs.

    Example:
        >>> from dataclasses import dataclass, field
        >>> @dataclass(frozen=True)
        ... class Noise:
        ...     sigma: float
        ...     mean: float = field(default=0.0, metadata=LATER)
        ...     __repr__ = printed
        >>> Noise(0.5), Noise(0.5, mean=1.0)
        (Noise(sigma=0.5), Noise(sigma=0.5, mean=1.0))
    """
    shown = [
        f"{field.name}={getattr(value, field.name)!r}"
        for field in fields(value)  # type: ignore[arg-type]
        if field.repr
        and ("later" not in field.metadata or getattr(value, field.name) != field.default)
    ]
    return f"{type(value).__qualname__}({', '.join(shown)})"
