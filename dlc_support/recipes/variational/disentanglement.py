"""Beta-VAE and FactorVAE on sprites: how well the latents say the factors, at which error.

Training the networks of one seed takes about four minutes of one busy core.
"""

from dataclasses import dataclass
from itertools import pairwise

from torch import Generator

from dlc_support.data import Split, Sprites
from dlc_support.evaluation import (
    beta_vae_score,
    dci,
    factor_vae_score,
    mutual_information_gap,
    sap,
)
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import VAE
from dlc_support.objectives import DensityRatio, FactorELBO, NegativeELBO
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational.disentanglement_controls import (
    UNTRAINED,
    controls,
    pca,
)
from dlc_support.recipes.variational.disentanglement_watched import (
    ACTIVE,
    FACTOR,
    MIG,
    MOVES,
    TIED,
    Watched,
    gaussian_total_correlation,
)
from dlc_support.recipes.variational.sprite_networks import critic, vae
from dlc_support.shapes import Codes
from dlc_support.tables import Claim, Networks, Number, Recipe, Rows, Seed, beats, cell
from dlc_support.training import (
    Adam,
    CheckpointConfig,
    Cosine,
    History,
    Player,
    Validation,
    derived_seed,
    fit,
    runs,
)
from dlc_support.training.seeds import seeded

BETAS, GAMMAS = (1.0, 4.0, 8.0), (5.0, 20.0)
TRAINED, CONTROLS = "trained", "controls"
SCORES, ERRORS = "FactorVAE score at checkpoints", "error at checkpoints / nats"
SPREAD, BETA, SAP = "its spread over checkpoints", "beta-VAE score", "SAP"
DISENTANGLED, COMPLETE, INFORMATIVE = "DCI-D", "DCI-C", "DCI-I"
ERROR, KL = "reconstruction error / nats", "KL / nats"
TIED_MEANS = "Gaussian total correlation of the means / nats"
FELL = "loss fell in the last quarter / nats"
AT_EQUAL, INSIDE = "score of beta-VAEs at its error", "share of seeds inside their errors"
CATEGORIES = (0, 2)  # the shape, and the angle, which is no line
POOL = 801  # place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """What two cores allow: the source trains for 300,000 steps, at 64x64 pixels."""

    steps: int = 2_000
    checkpoints: int = 8  # of which the last ones are averaged
    last: int = 5
    rows: int = 4_000  # images that the scores are taken from
    votes: int = 2_000
    hidden: int = 256
    latents: int = 10
    critic: int = 256
    batch_size: int = 64
    lr: float = 1e-3
    critic_lr: float = 1e-3


def beta_vae(beta: float) -> str:
    """The row of a beta-VAE."""
    return f"beta-VAE, beta {beta:g}"


def factor_vae(gamma: float) -> str:
    """The row of a FactorVAE."""
    return f"FactorVAE, gamma {gamma:g}"


ARMS = {**{beta_vae(beta): beta for beta in BETAS}, **{factor_vae(gamma): 1.0 for gamma in GAMMAS}}
WEIGHTS = {factor_vae(gamma): gamma for gamma in GAMMAS}  # of the total correlation
NETWORKS = Networks("disentanglement", {})  # two play where `seed.network` trains one


def run(seed: Seed) -> Rows:
    """The scores of every network and of the controls, and the errors beside them."""
    config = seed.config
    pool = pool_of(seed)
    rows: dict[tuple[str, str], dict[str, Number]] = {}
    for arm in ARMS:
        model = trained(seed, arm, pool)
        history = seed.histories[arm]
        rows[TRAINED, arm] = {**watched(history, config.last), **of(model, pool)}
        rows[SCORES, arm] = path(history, FACTOR, config)
        rows[ERRORS, arm] = path(history, "reconstruction", config)
    points = sorted((rows[TRAINED, beta_vae(beta)][ERROR], beta) for beta in BETAS)
    for gamma in GAMMAS:
        at = rows[TRAINED, factor_vae(gamma)]
        scores = [(error, rows[TRAINED, beta_vae(beta)][FACTOR]) for error, beta in points]
        at[AT_EQUAL], at[INSIDE] = between(scores, at[ERROR])
    for name, one in controls(seed, pool).items():
        score = factor_vae_score(
            one.codes, pool.factors, votes=config.votes, threshold=one.threshold
        )
        gap = mutual_information_gap(one.codes, pool.factors)
        rows[CONTROLS, name] = {FACTOR: score, MIG: gap, **others(one.codes, pool)}
    return rows


def pool_of(seed: Seed) -> Split:
    """The images of a seed that all scores are taken from."""
    draws = Generator().manual_seed(derived_seed(seed.number, POOL))
    return Sprites().sample(seed.config.rows, draws)


def trained(seed: Seed, arm: str, pool: Split) -> VAE:
    """The network of a row; a FactorVAE is trained against its critic in the same loop.

    The learning rate stays after the warm-up, so that the last checkpoints differ as runs do
    that have not been stopped. A FactorVAE gets twice the batch, whose other half is permuted.
    """
    config = seed.config
    with seeded(seed.number):
        model = vae(config.hidden, config.latents)
    objective, opponents, rows = NegativeELBO(beta=ARMS[arm]), [], config.batch_size
    if arm in WEIGHTS:
        with seeded(seed.number):
            judge = critic(config.critic, config.latents)
        objective, rows = FactorELBO(critic=judge, gamma=WEIGHTS[arm]), 2 * rows
        told = Adam(config.critic_lr, betas=(0.5, 0.9))
        opponents = [Player(judge, DensityRatio(model), told, name="critic")]
    interval = config.steps // config.checkpoints
    seed.histories[arm] = fit(
        model,
        objective,
        Sprites(),
        steps=config.steps,
        interval=interval,
        batch_size=rows,
        optimizer=Adam(config.lr),
        schedule=Cosine(end=1.0, warmup=0.05),
        opponents=opponents,
        validation=Validation(pool, Watched(config.votes), batch_size=len(pool)),
        seed=seed.number,
        checkpoint=CheckpointConfig(runs(seed.networks.folder), seconds=60.0),
        progress=False,
    )
    return model


def watched(history: History, last: int) -> dict[str, Number]:
    """Means over the last checkpoints, the spread of the score, and how the loss still fell.

    The loss is each network's own, and its fall that between means over an interval each, the
    last one and the one that ended a quarter of the run earlier.
    """
    names = {
        ERROR: "reconstruction",
        KL: "kl",
        **{name: name for name in (FACTOR, MIG, ACTIVE, TIED)},
    }
    means = {row: sum(history.valid[name][-last:]) / last for row, name in names.items()}
    scores, losses = history.valid[FACTOR][-last:], history.train["total"]
    fell = losses[-1 - len(losses) // 4] - losses[-1]
    return {**means, SPREAD: max(scores) - min(scores), FELL: fell}


def path(history: History, name: str, config: Config) -> dict[str, Number]:
    """One number at each checkpoint, by its step."""
    every = config.steps // config.checkpoints
    values = history.valid[name]
    return {
        f"step {every * epoch}": value
        for epoch, value in zip(history.valid_epochs, values, strict=True)
    }


def of(model: VAE, pool: Split) -> dict[str, Number]:
    """The other scores, of the last checkpoint, and what the means of active latents share."""
    with evaluating(model):
        means = model.encode(pool.inputs).mean
    active = means[:, means.var(dim=0) > MOVES]
    tied = gaussian_total_correlation(active) if active.shape[1] > 1 else 0.0
    return {**others(means, pool), TIED_MEANS: tied}


def others(codes: Codes, pool: Split) -> dict[str, Number]:
    """The scores that are taken once."""
    parts = dci(codes, pool.factors)
    return {
        BETA: beta_vae_score(codes, pool.factors),
        DISENTANGLED: parts.disentanglement,
        COMPLETE: parts.completeness,
        INFORMATIVE: parts.informativeness,
        SAP: sap(codes, pool.factors, categories=CATEGORIES),
    }


def between(points: list[tuple[float, float]], error: float) -> tuple[float, float]:
    """The score on the line through the points at an error, and 1.0 if it is in their range.

    Beyond the range it is that of the nearest point.
    """
    low, high = points[0][0], points[-1][0]
    at = min(max(error, low), high)
    for (left, below), (right, above) in pairwise(points):
        if left <= at <= right:
            share = (at - left) / max(right - left, 1e-12)
            return below + share * (above - below), float(low <= error <= high)
    raise ValueError(f"points must be sorted by their error and two at least, got {points}")


def better(one: str, other: str, column: str = FACTOR) -> Claim:
    """That a trained network has the larger number."""
    return beats(one, other, column, TRAINED, text=f"{one} beats {other}, {column}")


RECIPE = Recipe(
    caption=(
        "Five networks on sprites of 32x32 pixels. FactorVAE score (2,000 votes to learn from, "
        "2,000 to judge; the latents of a network vote if their mean has a variance above 0.01), "
        "MIG, reconstruction error, KL, active latents and total correlation of drawn codes are "
        "means over the last five of eight checkpoints, the rest is of the last one; the spread "
        "is the largest minus the smallest score of the five. The score of the beta-VAEs at the "
        "error of a FactorVAE is interpolated between the nearest two. Mean and 95 % interval "
        "over training seeds, each with 4,000 images of its own that are scored."
    ),
    config=Config(),
    quick={
        **{"steps": 60, "checkpoints": 5, "last": 2, "rows": 400, "votes": 200},
        **{"hidden": 32, "latents": 4, "critic": 32, "batch_size": 32},
    },
    data=lambda _: describe_data(Sprites()),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            Claim(
                f"{factor_vae(gamma)}: its score exceeds that of beta-VAEs at its error",
                cell(TRAINED, factor_vae(gamma), FACTOR),
                cell(TRAINED, factor_vae(gamma), AT_EQUAL),
            )
            for gamma in GAMMAS
        ),
        *(better(factor_vae(gamma), beta_vae(beta)) for gamma in GAMMAS for beta in BETAS),
        *(better(beta_vae(1.0), beta_vae(beta)) for beta in BETAS if beta > 1.0),
        *(better(factor_vae(20.0), beta_vae(4.0), column) for column in (MIG, DISENTANGLED)),
        *(
            Claim(
                f"{arm} beats {control}, {FACTOR}",
                cell(TRAINED, arm, FACTOR),
                cell(CONTROLS, control, FACTOR),
            )
            for arm in ARMS
            for control in (UNTRAINED, pca(5), pca(10))
        ),
        *(
            Claim(
                f"{arm} has a larger reconstruction error than beta 1",
                cell(TRAINED, arm, ERROR),
                cell(TRAINED, beta_vae(1.0), ERROR),
            )
            for arm in ARMS
            if arm != beta_vae(1.0)
        ),
        *(
            Claim(
                f"{arm} has less Gaussian total correlation than beta 1",
                cell(TRAINED, beta_vae(1.0), TIED),
                cell(TRAINED, arm, TIED),
            )
            for arm in ARMS
            if arm != beta_vae(1.0)
        ),
    ],
)
