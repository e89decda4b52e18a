"""Whole numbers that size a network."""


def check_counts(**counts: int) -> None:
    """Refuses sizes below 1, naming the argument.

    Raises:
        ValueError: If one of the counts is below 1.
    """
    for name, count in counts.items():
        if count < 1:
            raise ValueError(f"{name} must be at least 1, got {count}")
