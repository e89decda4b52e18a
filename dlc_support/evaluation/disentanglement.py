"""Scores of disentanglement: does each latent say one thing about how an image was made?

All take codes and the factors behind them, a row for each image, drawn from independent factors.
The even rows are for learning (which latent stands for which factor), the odd ones are judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.shapes import Codes

Factors = Int[Tensor, "batch factors"]


def factor_vae_score(
    codes: Codes,
    factors: Factors,
    *,
    votes: int = 2000,
    batch: int = 64,
    threshold: float = 0.0,
    seed: int = 0,
) -> float:
    r"""Share of votes that name the factor that was held fixed.

    A vote draws a factor and a value of it, and a batch of rows that have this value. In the
    batch the latent with the least variance, in units of its variance over all rows, votes. Which
    factor a latent's vote stands for is the majority over `votes` votes among the even rows; the
    score is the share of right ones among as many votes of the odd rows. Chance is one over the
    number of factors.

    Args:
        codes: (rows, latents). Rows of a batch are drawn with replacement from these, where the
            source draws new images.
        factors: (rows, factors).
        votes: How many, in each half.
        batch: Rows of a vote.
        threshold: Variance that a latent must exceed to vote; 0.01 for means of a VAE, as in
            `active_units`. Where none does, all votes are equal.
        seed: Of the draws.

    Raises:
        ValueError: If there are fewer than 2 rows, rows do not match, or a count is too small.

    Source:
        Kim and Mnih (2018), section 4; there all votes are learned from and judged at once.

    Example:
        >>> factors = torch.cartesian_prod(*3 * [torch.arange(4)]).repeat(4, 1)
        >>> factor_vae_score(factors.float(), factors)
        1.0
    """
    check_counts(votes=votes)
    check_counts(2, batch=batch)
    _check(codes, factors)
    active = codes.var(dim=0) > threshold
    if not active.any():
        active[0] = True  # it always votes, for the same factor
    used = codes[:, active] / codes[:, active].std(dim=0).clamp(min=1e-12)
    generator = Generator().manual_seed(seed)

    def draw(half: slice) -> tuple[Tensor, Tensor]:
        rows, fixed = _alike(factors[half], votes, batch, generator)
        return used[half][rows].var(dim=1).argmin(dim=1), fixed

    table = torch.zeros(used.shape[1], factors.shape[1])
    latent, fixed = draw(slice(0, None, 2))
    table.index_put_((latent, fixed), torch.ones(votes), accumulate=True)
    latent, fixed = draw(slice(1, None, 2))
    return (table.argmax(dim=1)[latent] == fixed).float().mean().item()


def beta_vae_score(
    codes: Codes, factors: Factors, *, points: int = 1000, batch: int = 64, seed: int = 0
) -> float:
    r"""Accuracy with which a linear classifier names the factor that pairs share.

    A point is the mean of $|z - z'|$ over pairs of rows that share the value of one factor; the
    values differ from pair to pair. The latents are brought to unit variance first.

    Args:
        codes: (rows, latents).
        factors: (rows, factors).
        points: For learning, from the even rows, and as many of the odd ones that are judged.
        batch: Pairs of a point.
        seed: Of the draws.

    Raises:
        ValueError: If there are fewer than 2 rows, rows do not match, or a count is too small.

    Source:
        Higgins et al. (2017), section 3; logistic regression.
    """
    from sklearn.linear_model import LogisticRegression

    check_counts(points=points, batch=batch)
    _check(codes, factors)
    scaled = codes / codes.std(dim=0).clamp(min=1e-12)
    generator = Generator().manual_seed(seed)

    def draw(half: slice) -> tuple[Tensor, Tensor]:
        inside = factors[half]
        fixed = torch.randint(inside.shape[1], (points,), generator=generator)
        first = torch.randint(len(inside), (points, batch), generator=generator)
        second = _same_value(inside, first, fixed[:, None].expand_as(first), generator)
        return (scaled[half][first] - scaled[half][second]).abs().mean(dim=1), fixed

    model = LogisticRegression(C=1e4, max_iter=1000).fit(*draw(slice(0, None, 2)))
    return float(model.score(*draw(slice(1, None, 2))))


def mutual_information_gap(codes: Codes, factors: Factors, *, bins: int = 40) -> float:
    r"""MIG: how much more the best latent says of a factor than the second best, as a share.

    $\frac1K \sum_k \frac{I(z_{(1)}; v_k) - I(z_{(2)}; v_k)}{H(v_k)}$ with each latent in bins of
    equal width. The bias of estimated information is about the same for both latents and cancels
    in the difference.

    Args:
        codes: (rows, latents), two latents at least.
        factors: (rows, factors).
        bins: Of each latent; with fewer bins than values of a factor even a perfect code has less
            than 1.

    Raises:
        ValueError: If rows do not match, or there are fewer than 2 latents: as `dci` and `sap`.

    Source:
        Chen et al. (2018), equation 6.
    """
    from sklearn.metrics import mutual_info_score

    check_counts(2, bins=bins)
    _check(codes, factors, least=2)
    low, high = codes.amin(dim=0), codes.amax(dim=0)
    place = (codes - low) / (high - low).clamp(min=1e-12) * bins
    binned = place.long().clamp(max=bins - 1)
    gaps = []
    for factor in factors.T.numpy():
        told = sorted(mutual_info_score(factor, latent) for latent in binned.T.numpy())
        gaps.append((told[-1] - told[-2]) / max(mutual_info_score(factor, factor), 1e-12))
    return float(sum(gaps) / len(gaps))


@dataclass(frozen=True)
class DCI:
    """Three answers about one code, each from 0 to 1.

    Attributes:
        disentanglement: Whether each latent is about one factor.
        completeness: Whether each factor is in one latent.
        informativeness: Accuracy with which factors are predicted, over the odd rows.
    """

    disentanglement: float
    completeness: float
    informativeness: float


def dci(
    codes: Codes, factors: Factors, *, trees: int = 10, rows: int = 4000, seed: int = 0
) -> DCI:
    r"""Disentanglement, completeness and informativeness, from the importances of forests.

    A random forest predicts each factor; $R_{jk}$ is the importance of latent $j$ for factor $k$.
    A latent's disentanglement is $1 - H_K(P_{j \cdot})$ with $P$ the rows of $R$ as shares and
    entropies in base $K$, and latents count by their importance. Completeness is the same for
    columns, averaged over the factors. Without any importance both are 0.

    Args:
        codes: (rows, latents).
        factors: (rows, factors), two factors at least.
        trees: Of each forest.
        rows: How many are used at most; half of them are judged.
        seed: Of the forests.

    Source:
        Eastwood and Williams (2018), section 2.
    """
    from sklearn.ensemble import RandomForestClassifier

    check_counts(trees=trees)
    _check(codes, factors, least=2)
    values, told = codes[:rows].numpy(), factors[:rows].numpy()
    columns, right = [], []
    for factor in told.T:
        forest = RandomForestClassifier(
            trees, max_features=None, min_samples_leaf=5, random_state=seed
        ).fit(values[::2], factor[::2])
        columns.append(torch.from_numpy(forest.feature_importances_))
        right.append(float(forest.score(values[1::2], factor[1::2])))
    importance = torch.stack(columns, dim=1)
    weight = importance.sum(dim=1) / importance.sum().clamp(min=1e-12)
    complete = _concentration(importance.T) * (importance.sum(dim=0) > 0)
    return DCI(
        (weight * _concentration(importance)).sum().item(),
        complete.mean().item(),
        sum(right) / len(right),
    )


def sap(
    codes: Codes, factors: Factors, *, categories: Sequence[int] = (), rows: int = 4000
) -> float:
    r"""Separated attribute predictability: by how much one latent alone predicts a factor best.

    The mean over the factors of the difference between the best and the second best latent. A
    factor that is a number is predicted along a line, and the score is $R^2$; one that is a
    category by a tree with a leaf for each, and the score is the balanced accuracy above chance,
    so that both lie in [0, 1].

    Args:
        codes: (rows, latents), two latents at least.
        factors: (rows, factors).
        categories: Numbers of the factors that are categories (or angles, which are no line).
        rows: How many are used at most.

    Source:
        Kumar, Sattigeri and Balakrishnan (2018), section 3; there without "above chance".
    """
    _check(codes, factors, least=2)
    codes, factors = codes[:rows], factors[:rows]
    gaps = []
    for number, factor in enumerate(factors.T):
        score = _by_tree if number in categories else _along_a_line
        ranked = sorted(score(latent, factor) for latent in codes.T)
        gaps.append(ranked[-1] - ranked[-2])
    return sum(gaps) / len(gaps)


def _along_a_line(latent: Tensor, factor: Tensor) -> float:
    centred = torch.stack([latent.double(), factor.double()])
    centred = centred - centred.mean(dim=1, keepdim=True)
    spread = centred.square().sum(dim=1).prod().clamp(min=1e-24)
    return ((centred[0] * centred[1]).sum().square() / spread).item()


def _by_tree(latent: Tensor, factor: Tensor) -> float:
    from sklearn.tree import DecisionTreeClassifier

    leaves = len(factor.unique())
    tree = DecisionTreeClassifier(max_leaf_nodes=leaves, class_weight="balanced", random_state=0)
    column = latent[:, None].numpy()
    tree.fit(column[::2], factor[::2].numpy())
    right = torch.from_numpy(tree.predict(column[1::2])) == factor[1::2]
    found = [right[factor[1::2] == value].float().mean().item() for value in factor[1::2].unique()]
    chance = 1 / leaves
    return max(0.0, (sum(found) / len(found) - chance) / (1 - chance))


def _concentration(importance: Float[Tensor, "rows columns"]) -> Float[Tensor, " rows"]:
    """1 where a row has one entry, 0 where all are equal."""
    shares = importance / importance.sum(dim=1, keepdim=True).clamp(min=1e-12)
    entropy = -torch.xlogy(shares, shares).sum(dim=1)
    return 1 - entropy / torch.tensor(float(importance.shape[1])).log()


def _alike(
    factors: Factors, count: int, batch: int, generator: Generator
) -> tuple[Int[Tensor, "count drawn"], Int[Tensor, " count"]]:
    """Batches of rows that share the value of a factor, and which one it is."""
    fixed = torch.randint(factors.shape[1], (count,), generator=generator)
    one = torch.randint(len(factors), (count,), generator=generator)
    rows = one[:, None].expand(count, batch)
    return _same_value(factors, rows, fixed[:, None].expand_as(rows), generator), fixed


def _same_value(
    factors: Factors,
    rows: Int[Tensor, "count drawn"],
    fixed: Int[Tensor, "count drawn"],
    generator: Generator,
) -> Int[Tensor, "count drawn"]:
    """For each row one with its value of the factor that is fixed, drawn with replacement."""
    order = factors.argsort(dim=0, stable=True)
    ranked = factors.gather(0, order).T.contiguous()
    values = factors.T.contiguous()
    first = torch.searchsorted(ranked, values).T
    behind = torch.searchsorted(ranked, values, right=True).T
    start, end = first[rows, fixed], behind[rows, fixed]
    share = torch.rand(rows.shape, generator=generator)
    return order[start + (share * (end - start)).long().clamp(max=len(factors) - 1), fixed]


def _check(codes: Codes, factors: Factors, *, least: int = 1) -> None:
    shapes = f"{tuple(codes.shape)} and {tuple(factors.shape)}"
    if len(codes) < 2 or len(codes) != len(factors) or factors.shape[1] < 2:
        raise ValueError(
            f"codes and factors must have equal rows, 2 or more, and 2 factors, got {shapes}"
        )
    if codes.shape[1] < least:
        raise ValueError(f"codes must have {least} latents or more, got {codes.shape[1]}")
