"""Numbers in words: singular and plural, and times."""

MINUTE, HOUR = 60, 3600


def counted(count: int | float, noun: str) -> str:
    """A count with its noun.

    Example:
        >>> counted(1, "seed"), counted(5, "seed"), counted(0.5, "point")
        ('1 seed', '5 seeds', '0.5 points')
    """
    return f"{count} {noun if count == 1 else f'{noun}s'}"


def duration(seconds: int | float) -> str:
    """A time as a reader plans with it: seconds below two minutes, minutes below two hours.

    Example:
        >>> duration(46.4), duration(3839), duration(7 * 3600)
        ('46 s', '64 minutes', '7 hours')
    """
    for unit, noun in ((HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= 2 * unit:
            return counted(round(seconds / unit), noun)
    return f"{seconds:.0f} s"
