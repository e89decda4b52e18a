"""Ratings of items by users: most are missing, and what is missing is to be predicted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import torch
from torch import Generator, Tensor

from dlc_support.arguments import check_counts, check_generator
from dlc_support.data.directory import data_directory
from dlc_support.data.downloads import DownloadError, Patience, fetch, mirrors
from dlc_support.files import write_whole
from dlc_support.shapes import PerExample, Rows

FOLDER = "MovieLens"
FILES = ("u.data", "ml-100k.inter")  # the owners' file, and the same ratings in RecBole's format
ARCHIVE = "ml-100k.zip"
ADDRESS = f"https://files.grouplens.org/datasets/movielens/{ARCHIVE}"
ARCHIVE_HASH = "md5:0e33842e24a9c977be4e0107933c0723"
# Of the ratings in order of user and item: the same for each format.
CONTENT = "dd8b4232a674fd11"
SOURCE = "MovieLens 100k (GroupLens, University of Minnesota)"
TERMS = (
    "The ratings belong to GroupLens, University of Minnesota. They are for research; they may "
    "not be passed on or used commercially without permission, results may not be presented as "
    "endorsed by their owners, and publications cite Harper and Konstan (2015). The full terms: "
    "https://files.grouplens.org/datasets/movielens/ml-100k-README.txt"
)


@dataclass(frozen=True, eq=False)
class Ratings:
    """Ratings in a list: who rated what, and how.

    Attributes:
        users: Number of each rating's user, from 0.
        items: Number of each rating's item, from 0.
        values: The ratings themselves, in the data's own unit (stars).
        name: Name of the data set.
        source: Where it came from.

    Raises:
        ValueError: If the three have different lengths or there is no rating.

    Example:
        >>> few = Ratings(torch.tensor([0, 1]), torch.tensor([2, 0]), torch.tensor([5.0, 3.0]))
        >>> len(few), few.shape
        (2, (3, 2))
        >>> few.table(torch.tensor([0]))[0].tolist()
        [[0.0, 0.0], [0.0, 0.0], [5.0, 0.0]]
    """

    users: Tensor
    items: Tensor
    values: PerExample
    name: str = "ratings"
    source: str = ""

    def __post_init__(self) -> None:
        lengths = {name: len(getattr(self, name)) for name in ("users", "items", "values")}
        if len({*lengths.values()}) > 1 or not lengths["values"]:
            raise ValueError(f"there must be equally many of each, at least one, got {lengths}")

    def __len__(self) -> int:
        return len(self.values)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of items and of users."""
        return int(self.items.max()) + 1, int(self.users.max()) + 1

    def table(self, rows: Rows, values: PerExample | None = None) -> tuple[Tensor, Tensor]:
        """Some ratings as a matrix (items, users), and where they are.

        Args:
            rows: Which ratings.
            values: What to enter for each of these; None takes the ratings.

        Returns:
            The matrix, 0 where there is no rating, and a mask that is True where there is one.
        """
        places = self.items[rows], self.users[rows]
        entries, known = torch.zeros(self.shape), torch.zeros(self.shape, dtype=torch.bool)
        entries[places] = self.values[rows] if values is None else values
        known[places] = True
        return entries, known

    def parts(self, shares: Sequence[float], generator: Generator) -> list[Tensor]:
        """A random division: the numbers of the ratings of each part.

        Args:
            shares: Share of each part but the first, which gets the rest; below 1 in all.
            generator: Source of the division.

        Raises:
            ValueError: If a share is not positive, or nothing is left for the first part.
        """
        check_generator(generator)
        if min(shares) <= 0 or sum(shares) >= 1:
            raise ValueError(f"shares must be > 0 and below 1 together, got {shares}")
        sizes = [round(share * len(self)) for share in shares]
        order = torch.randperm(len(self), generator=generator)
        return list(order.split([len(self) - sum(sizes), *sizes]))


def read_ratings(path: Path | str, *, name: str = "", source: str = "") -> Ratings:
    """Ratings from a file in any of MovieLens' formats.

    `u.data` (tabs, no head), `ratings.dat` (`::`, no head), `ratings.csv` (commas, a head) and
    RecBole's `.inter` (tabs, a head). The first three columns are user, item and rating; others,
    such as the time, are not read. Users and items are numbered in the order of their identifiers.

    Args:
        path: The file.
        name: Name of the data set; the file's where it is empty.
        source: Where it came from.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is in none of these formats.
    """
    path = Path(path)
    with path.open(encoding="utf-8") as lines:
        first = lines.readline()
    separator = next((mark for mark in ("::", "\t", ",") if mark in first), None)
    if separator is None:
        raise ValueError(
            f"{path.name} must have columns parted by tabs, '::' or commas: {first!r}"
        )
    columns = (0, 2, 4) if separator == "::" else (0, 1, 2)  # ':' parts a '::' into two
    head = int(not first.split(separator)[0].strip().isdigit())
    try:
        found = np.loadtxt(path, delimiter=separator[0], skiprows=head, usecols=columns, ndmin=2)
    except ValueError as error:
        raise ValueError(f"{path.name} must begin with user, item and rating: {error}") from error
    users, items = (np.unique(found[:, column], return_inverse=True)[1] for column in (0, 1))
    return Ratings(
        torch.from_numpy(users),
        torch.from_numpy(items),
        torch.from_numpy(found[:, 2]).float(),
        name or path.name,
        source,
    )


def low_rank_ratings(
    users: int = 300,
    items: int = 400,
    *,
    rank: int = 3,
    per_user: int = 60,
    noise: float = 0.5,
    seed: int = 0,
) -> Ratings:
    r"""Generated ratings of 1 to 5 stars: biases, a table of low rank, and noise.

    $r_{ui} = \operatorname{round}(3.5 + b_u + c_i + \frac{1}{\sqrt K} p_u^\top q_i + \epsilon)$,
    kept within 1 and 5, with $b, c \sim N(0, 0.4^2)$, $p, q \sim N(0, I_K)$ and
    $\epsilon \sim N(0, \sigma^2)$. Each user rates `per_user` different items, popular ones more
    often: the item of popularity $k$ is drawn with weight $1 / (k + 10)$.

    Args:
        users: Number of users.
        items: Number of items.
        rank: $K$.
        per_user: Ratings of each user, at most `items`.
        noise: $\sigma$, in stars.
        seed: Seed of the draws.

    Raises:
        ValueError: If an argument is outside its domain.

    Example:
        >>> made = low_rank_ratings(20, 30, per_user=10)
        >>> len(made), made.values.min().item() >= 1, made.values.max().item() <= 5
        (200, True, True)
    """
    check_counts(users=users, items=items, rank=rank, per_user=per_user)
    if per_user > items or noise < 0:
        raise ValueError(
            f"per_user must be at most items = {items} and noise >= 0, got {per_user}, {noise}"
        )
    generator = Generator().manual_seed(seed)
    person, thing = (torch.randn(n, rank + 1, generator=generator) for n in (users, items))
    weights = 1 / (torch.arange(items) + 10.0)
    rated = torch.multinomial(weights.expand(users, -1), per_user, generator=generator)
    u, i = torch.arange(users).repeat_interleave(per_user), rated.flatten()
    taste = (person[u, 1:] * thing[i, 1:]).sum(1) / rank**0.5
    exact = 3.5 + 0.4 * (person[u, 0] + thing[i, 0]) + taste
    noisy = exact + noise * torch.randn(len(u), generator=generator)
    values = noisy.round().clamp(1, 5)
    name = "generated ratings"
    return Ratings(u, i, values, name, f"{name}, rank {rank}, noise {noise:g}, seed {seed}")


def movielens(*, embedded: bool | None = None, patience: Patience | None = None) -> Ratings:
    """MovieLens 100k: 100 000 ratings of 1682 films by 943 users, or a generated stand-in.

    The file lies in `data_directory()`, as `MovieLens/u.data` or `MovieLens/ml-100k.inter`.
    Nothing is downloaded unless it is asked for, since the owners have terms (`TERMS`).

    Args:
        embedded: True for `low_rank_ratings()` outright; False for MovieLens, downloaded from
            `DLC_MIRROR` or from its owners when it is missing; None for MovieLens if it is there.
        patience: How long and how often to try a download.

    Raises:
        DownloadError: If `embedded=False` and the file cannot be had, or is another one.

    Source:
        Harper and Konstan (2015).

    Example:
        >>> movielens(embedded=True).name
        'generated ratings'
    """
    if embedded:
        return low_rank_ratings()
    folder = data_directory() / FOLDER
    there = next((folder / name for name in FILES if (folder / name).is_file()), None)
    if there is None:
        if embedded is None:
            return low_rank_ratings()
        there = _downloaded(folder, patience or Patience())
    found = read_ratings(there, name="MovieLens 100k", source=SOURCE)
    if content(found) != CONTENT:
        raise DownloadError(f"{there} is not MovieLens 100k as it was published; remove it.")
    return found


def content(ratings: Ratings) -> str:
    """A hash of the ratings in order of user and item, whatever the order of the list."""
    order = np.lexsort((ratings.items.numpy(), ratings.users.numpy()))
    columns = [ratings.users, ratings.items, ratings.values.long()]
    rows = torch.stack(columns, dim=1)[torch.from_numpy(order)]
    return hashlib.sha256(rows.numpy().astype("<i4").tobytes()).hexdigest()[:16]


def _downloaded(folder: Path, patience: Patience) -> Path:
    places = [*mirrors("ml-100k", ARCHIVE), ADDRESS]
    archive = fetch(ARCHIVE, ARCHIVE_HASH, places, folder, patience)
    path = write_whole(folder / "u.data", ZipFile(archive).read("ml-100k/u.data"))
    archive.unlink()
    return path
