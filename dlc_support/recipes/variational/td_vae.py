"""TD-VAE on moving digits: does a rollout keep its direction, and what does it show without one?

Training the networks of one seed takes about five minutes of one core.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from torch import Generator, Tensor
from torch.nn import functional

from dlc_support.data import Split, binarised, mnist
from dlc_support.data.moving_digits import MovingDigits
from dlc_support.models import TDVAE, FramePredictor
from dlc_support.objectives import JumpyELBO, Regression
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational.moving_digits_judged import (
    AHEAD,
    DISTANCE,
    EITHER,
    GIVEN,
    NEAR,
    PLACE,
    SQUARES,
    Forecast,
    chained,
    constant,
    direction,
    exact,
    judged,
    jumped,
    predicted,
    repeated,
)
from dlc_support.tables import (
    Claim,
    Network,
    Networks,
    Number,
    Recipe,
    Rows,
    Seed,
    Unseeded,
    beats,
    cell,
)
from dlc_support.training.seeds import derived_seed

STEPS, JUMPS = "TD-VAE, jumps of 1", "TD-VAE, longest jumps"
PREDICTOR = "recurrent predictor, squared error"
REPEATED, EXACT = "last frame repeated", "exact posterior (not learned)"
CONSTANT = "mean frame of the training digits"
MODEL = "TD-VAE"
GROUPS: Mapping[str, int] = {f"{GIVEN} frames seen": GIVEN, "1 frame seen": 1}
MANY, SINGLE = GROUPS
INK = 0.4  # mean grey level from which a pixel of a small digit is white
CHANCE = 2 / 14  # of landing at one of the two possible places, among 14 columns
DRAWS = 701  # a place in the paths of derived seeds


@dataclass(frozen=True)
class Config:
    """Half the source's resolution, so that minutes of one core suffice."""

    pool: int = 2  # pixels along a side that are averaged: digits of 14x14; 1 leaves 28x28
    sequences: int = 50_000
    test: int = 1_000
    frames: int = 20
    hidden: int = 96  # units of the LSTM and in front of it
    latents: int = 8  # in each of the two layers
    draws: int = 20  # rollouts of each sequence
    epochs: int = 12
    predictor_epochs: int = 4
    batch_size: int = 50
    lr: float = 3e-3


def td_vae(config: Config) -> TDVAE:
    """The model of the table."""
    side = 28 // config.pool
    sizes = {"belief": config.hidden, "latents": config.latents}
    return TDVAE(shape=(1, side, side), **sizes)


def predictor(config: Config) -> FramePredictor:
    """The same reader, memory and decoder, and no state."""
    side = 28 // config.pool
    return FramePredictor(shape=(1, side, side), belief=config.hidden)


NETWORKS = Networks(
    "td_vae",
    {
        MODEL: Network(td_vae, JumpyELBO(pairs=4)),
        PREDICTOR: Network(predictor, Regression("mse"), epochs="predictor_epochs"),
    },
)


def pooled(config: Config, digits: Split) -> Split:
    """Digits at the resolution of the settings, black and white."""
    small = functional.avg_pool2d(digits.inputs, config.pool)
    side = small.shape[-1]
    name = f"{digits.name}, {side}x{side}"
    return binarised(replace(digits, inputs=small, name=name), INK)


def training(config: Config, digits: Split, *, ahead: int = 0) -> MovingDigits:
    """The sequences that networks learn from: of every training digit, black and white."""
    small = pooled(config, digits)
    return MovingDigits(small, config.sequences, frames=config.frames, ahead=ahead)


def held_out(config: Config, digits: Split) -> MovingDigits:
    """Sequences of test digits: the frames seen, and those to come."""
    frames = GIVEN + max(AHEAD)
    return MovingDigits(pooled(config, digits), config.test, frames=frames, seed=1)


def mean_frame(digits: Split) -> Tensor:
    """The mean of all frames with these digits: of the digits, and of the columns too."""
    mean = digits.inputs.mean(dim=0)
    return mean.mean(dim=-1, keepdim=True).expand_as(mean)


def run(seed: Seed) -> Rows:
    """Every way to forecast, with all frames and with the last one of them alone."""
    config, digits = seed.config, mnist()
    model = seed.network(MODEL, training(config, digits.train))
    other = seed.network(PREDICTOR, training(config, digits.train, ahead=1))
    data = held_out(config, digits.test)
    velocity = data.table[:, 1]
    average = mean_frame(pooled(config, digits.train))
    rows = {}
    for group, given in GROUPS.items():

        def draws(*path: int, given: int = given) -> Generator:
            return Generator().manual_seed(derived_seed(seed.number, DRAWS, given, *path))

        ways: dict[str, Forecast] = {
            STEPS: chained(model, draws(0), config.draws),
            JUMPS: jumped(model, draws(1), config.draws),
            PREDICTOR: predicted(other),
        }
        rows |= {
            (group, name): judged(forecast, data, given, seed.number, given)
            for name, forecast in ways.items()
        }
        fixed = Generator().manual_seed(derived_seed(0, DRAWS, given))
        for name, forecast in {
            REPEATED: repeated,
            CONSTANT: constant(average),
            EXACT: exact(velocity, fixed, config.draws),
        }.items():
            rows[group, name] = unseeded(judged(forecast, data, given, 0, given))
    return rows


def unseeded(columns: Mapping[str, Number]) -> dict[str, Number]:
    """Numbers that no training seed changes."""
    return {column: Unseeded(number) for column, number in columns.items()}


RECIPE = Recipe(
    caption=(
        f"Moving test digits, {GIVEN} frames or the last one of them seen. Direction: share of "
        "answers that are nearer to the true frame than to that of the other direction (a tie "
        "counts ½); at +1 and +8 the two lie two columns apart, at +3 and +4 six. Place: the true "
        "one fits best of all columns. Squared errors and distances are sums over the pixels. "
        "Each of 20 draws is judged, and the mean taken; 'of the mean' averages the draws first. "
        "Mean and 95 % interval over training seeds; with one seed, over the sequences."
    ),
    config=Config(),
    quick=dict(
        sequences=2_000, test=50, hidden=48, latents=6, draws=5, epochs=3, predictor_epochs=3
    ),
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            Claim(
                f"{GIVEN} frames seen: {name} keeps its direction in 90 % at +{steps}",
                cell(MANY, name, direction(steps)),
                0.9,
            )
            for name in (STEPS, JUMPS)
            for steps in (1, 2, 3, 4)
        ),
        Claim(
            f"{GIVEN} frames seen: in 95 % at +{NEAR}, in steps",
            cell(MANY, STEPS, direction(NEAR)),
            0.95,
        ),
        Claim(
            "one frame seen: draws land at the two possible places more often than by chance",
            cell(SINGLE, STEPS, EITHER),
            CHANCE,
        ),
        beats(
            PREDICTOR,
            STEPS,
            DISTANCE,
            SINGLE,
            text="one frame seen: the predictor's answer is farther from both futures than a draw",
        ),
        beats(
            STEPS,
            PREDICTOR,
            SQUARES,
            MANY,
            text=f"{GIVEN} frames seen: the predictor has the smaller squared error",
        ),
        beats(JUMPS, STEPS, PLACE, MANY, text="one long jump lands at the right place more often"),
    ],
)
