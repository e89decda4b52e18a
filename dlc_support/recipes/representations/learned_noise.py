"""Does noise that a network chooses teach better codes than noise of one level?

Every denoiser begins with the same epochs at the lowest level, and then goes on under its own
corruption, on plain digits; its encoder is fine-tuned and probed on digits in front of noise.
A seed takes about a minute and a half of one core.
"""

from copy import deepcopy
from dataclasses import dataclass, replace

from torch import Generator, Tensor, nn
from torch.nn import functional

from dlc_support.corruptions import GaussianNoise, LearnedNoise, Scheduled
from dlc_support.data import Split, mnist, varied
from dlc_support.evaluation import denoiser, encoded, mse
from dlc_support.models import MLP, NoiseTransformer
from dlc_support.objectives import Classification, Denoising, RewardedNoise
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.jow_accuracies import printed
from dlc_support.shapes import Images
from dlc_support.tables import (
    Claim,
    Network,
    Networks,
    Number,
    Recipe,
    Rows,
    Seed,
    beats,
    cell,
    percent,
)
from dlc_support.training import (
    Adam,
    CheckpointConfig,
    Cosine,
    Player,
    Ramp,
    derived_seed,
    fit,
    runs,
)
from dlc_support.training.seeds import seeded

FLOOR = 0.4  # the source's
NONE, PLAIN = "no pretraining", "no noise"
FIXED, MIDDLE, STRONG = "fixed 0.4", "fixed 0.7", "fixed 1.0"
RISING, FALLING = "rising from 0.4 to 1.0", "falling from 1.0 to 0.4"
BUSY = "by local variance, power of 0.4"
FLOORED, LEARNED = "learned, floor 0.4", "learned, no floor"
CONTROL, REPLAYED = "fixed at the learned mean", "the learned path, one level for all"
TUNED, PROBED, ERROR = "accuracy, fine-tuned / %", "accuracy, linear probe / %", "MSE at 0.4"
LAST, SIGMA, SPREAD = "mean sigma, last epoch", "mean sigma, trained", "spread of sigma, trained"
RISE = "rise of sigma in the last epoch"
TEST_DRAW = 101


@dataclass(frozen=True)
class Config:
    """The encoder has one layer, where the source's has two of 1000 units.

    With the source's floor no reward of the page's grid has a last epoch with a mean level between
    0.45 and 0.9; this is the smallest one that leaves the floor. Without a floor the levels settle
    at the smaller reward.
    """

    train: int = 10_000
    test: int = 10_000
    hidden: int = 128
    warm_epochs: int = 10
    epochs: int = 5
    tuning_epochs: int = 4
    batch_size: int = 100
    lr: float = 4e-3
    reward: float = 0.033
    free_reward: float = 0.025


@dataclass(frozen=True)
class BusyNoise:
    r"""Gaussian noise whose level follows the local standard deviation of the image.

    $\sigma_i = s\, v_i / \sqrt{\overline{v^2}}$ where $v_i$ is the standard deviation in the 5x5
    window around pixel $i$, and the mean is over the image: the noise has the power of level $s$,
    all of it where the image is busy.
    """

    sigma: float

    def levels(self, clean: Images) -> Images:
        """The level of each pixel."""
        mean, square = (
            functional.avg_pool2d(values, 5, stride=1, padding=2)
            for values in (clean, clean.square())
        )
        spread = (square - mean.square()).clamp(min=0).sqrt()
        power = spread.square().flatten(1).mean(dim=1).sqrt().clamp(min=1e-6)
        return self.sigma * spread / power.view(-1, 1, 1, 1)

    def __call__(self, clean: Images, generator: Generator) -> Images:
        """Adds fresh noise."""
        return GaussianNoise.at(clean, self.levels(clean), generator)


@dataclass(frozen=True)
class Steps:
    """A schedule with one value for each of equal parts of the run."""

    values: tuple[float, ...]

    def __call__(self, progress: float) -> float:
        """The value of the part that the progress lies in."""
        return self.values[min(int(progress * len(self.values)), len(self.values) - 1)]


def autoencoder(config: Config, begun: MLP | None = None) -> MLP:
    """A denoiser with one hidden layer; a copy of the one that it goes on from."""
    if begun is not None:
        return deepcopy(begun)
    return MLP((784, config.hidden, 784), activation=nn.Sigmoid)


def classifier(config: Config, trained: MLP | None = None) -> MLP:
    """The source's head, a layer of ReLU and one of classes, on a trained encoder or a new one."""
    network = MLP((784, config.hidden, config.hidden, 10), activation=(nn.Sigmoid, nn.ReLU))
    if trained is not None:
        network.load_layer(1, trained)
    return network


ARMS = {
    PLAIN: GaussianNoise(0.0),
    FIXED: GaussianNoise(FLOOR),
    MIDDLE: GaussianNoise(0.7),
    STRONG: GaussianNoise(1.0),
    RISING: Scheduled(GaussianNoise, Ramp(FLOOR, 1.0)),
    FALLING: Scheduled(GaussianNoise, Ramp(1.0, FLOOR)),
    BUSY: BusyNoise(FLOOR),
}
BEGUN = {arm: "warm-up without noise" if arm == PLAIN else "warm-up" for arm in ARMS}
ALL = (NONE, *ARMS, FLOORED, LEARNED, CONTROL, REPLAYED)

NETWORKS = Networks(
    "learned_noise",
    {
        "warm-up": Network(autoencoder, Denoising(GaussianNoise(FLOOR), "mse"), "warm_epochs"),
        "warm-up without noise": Network(
            autoencoder, Denoising(GaussianNoise(0.0), "mse"), "warm_epochs"
        ),
        **{arm: Network(autoencoder, Denoising(noise, "mse")) for arm, noise in ARMS.items()},
        **{(TUNED, arm): Network(classifier, Classification(), "tuning_epochs") for arm in ALL},
        **{
            (PROBED, arm): Network(
                lambda config: nn.Linear(config.hidden, 10), Classification(), "tuning_epochs"
            )
            for arm in ALL
        },
    },
)


def run(seed: Seed) -> Rows:
    """What the codes are worth, and what the levels became."""
    config, digits = seed.config, mnist()
    clean, shown = digits.train.take(config.train), digits.test.take(config.test)
    train, test = (
        varied(part, background="noise", compositing="fill", seed=seed.number)
        for part in (clean, shown)
    )
    begun = {name: seed.network(name, clean) for name in dict.fromkeys(BEGUN.values())}
    trained = {arm: seed.network(arm, clean, after=begun[BEGUN[arm]]) for arm in ARMS}
    levels: dict[str, dict[str, Number]] = {}
    for arm, reward, floor in (
        (FLOORED, config.reward, FLOOR),
        (LEARNED, config.free_reward, 0.0),
    ):
        trained[arm], network = learned(seed, arm, clean, begun["warm-up"], reward, floor)
        levels[arm] = summary(network(clean.inputs).detach(), path_of(seed, arm))
    copies = {
        CONTROL: GaussianNoise(levels[LEARNED][SIGMA]),
        REPLAYED: Scheduled(GaussianNoise, Steps(path_of(seed, LEARNED))),
    }
    for arm, noise in copies.items():
        told = Networks(seed.networks.folder, {arm: Network(autoencoder, Denoising(noise, "mse"))})
        # The histories are shared, so that the seconds count.
        trained[arm] = replace(seed, networks=told).network(arm, clean, after=begun["warm-up"])
    rows = {}
    for arm in ALL:
        model = trained.get(arm)
        tuned = seed.network((TUNED, arm), train, after=model)
        rows[arm] = {TUNED: accuracy(tuned, test)}
        if model is not None:
            rows[arm] |= {
                PROBED: accuracy(
                    seed.network((PROBED, arm), encoded(model, train)), encoded(model, test)
                ),
                ERROR: error(model, shown.inputs, seed),
            }
        rows[arm] |= levels.get(arm, {})
    return rows


def learned(
    seed: Seed, arm: str, data: Split, begun: MLP, reward: float, floor: float
) -> tuple[MLP, NoiseTransformer]:
    """The denoiser and the network that chose its noise, trained together.

    The denoiser's learning rate falls as in the other arms; the network's stays, so that levels
    that have settled are not levels that were stopped.
    """
    config = seed.config
    model = autoencoder(config, begun)
    with seeded(seed.number):
        network = NoiseTransformer(784, floor=floor)
    noise = Player(network, RewardedNoise(model, reward), Adam(config.lr), name="noise", draws=0)
    seed.histories[arm] = fit(
        model,
        Denoising(LearnedNoise(network), "mse"),
        data,
        epochs=config.epochs,
        batch_size=config.batch_size,
        optimizer=Adam(config.lr),
        schedule=Cosine(warmup=0.05),  # as `seed.network` has it
        opponents=[noise],
        seed=seed.number,
        checkpoint=CheckpointConfig(runs(seed.networks.folder), seconds=60.0),
        progress=False,
    )
    return model, network


def path_of(seed: Seed, arm: str) -> tuple[float, ...]:
    """The mean level in each epoch."""
    return tuple(seed.histories[arm].train["noise/sigma"])


def summary(levels: Tensor, path: tuple[float, ...]) -> dict[str, Number]:
    """What the levels of the training digits became, and whether they still moved."""
    return {
        LAST: path[-1],
        SIGMA: levels.mean().item(),
        SPREAD: levels.std().item(),
        RISE: path[-1] - path[-2],
    }


def accuracy(model: nn.Module, test: Split) -> Number:
    """Share of the test images that are classified rightly, in per cent."""
    right = int((denoiser(model)(test.inputs).argmax(dim=1) == test.labels).sum())
    return percent(right, len(test))


def error(model: nn.Module, clean: Images, seed: Seed) -> Number:
    """Squared error per pixel of what is restored from noise at the floor, on plain digits."""
    generator = Generator().manual_seed(derived_seed(seed.number, TEST_DRAW))
    corrupted = GaussianNoise(FLOOR)(clean, generator)
    return mse(denoiser(model)(corrupted), clean).mean().item()


RECIPE = Recipe(
    caption=(
        "Digits in front of uniform noise, classified from encoders that learned to denoise plain "
        "digits: test accuracy of the fine-tuned network and of a linear probe on its frozen "
        "code, and the squared error per pixel with which plain test digits are restored from "
        "Gaussian noise of level 0.4. Mean and 95 % interval over training seeds, each with its "
        "own draws of the backgrounds. All arms with noise share their first epochs, at level "
        "0.4. Published are single runs of a larger network, with the interval over its test "
        "images."
    ),
    config=Config(),
    quick=dict(train=300, test=200, hidden=32, warm_epochs=1, epochs=2, tuning_epochs=1),
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        beats(FLOORED, FIXED, TUNED, text="the source's claim: learned levels beat fixed 0.4"),
        beats(FLOORED, STRONG, TUNED, text="levels learned with a floor of 0.4 beat fixed 1.0"),
        beats(LEARNED, CONTROL, TUNED, text="learned levels beat their mean, fine-tuned"),
        beats(LEARNED, CONTROL, PROBED, text="learned levels beat their mean, linear probe"),
        beats(LEARNED, REPLAYED, TUNED, text="learned levels beat their path, fine-tuned"),
        beats(LEARNED, REPLAYED, PROBED, text="learned levels beat their path, linear probe"),
        beats(FIXED, LEARNED, TUNED, text="fixed 0.4 beats levels learned without a floor"),
        beats(FIXED, PLAIN, TUNED, text="noise of level 0.4 beats no noise"),
        beats(FIXED, NONE, TUNED, text="pretraining with noise beats none"),
        beats(STRONG, FIXED, TUNED, text="level 1.0 beats level 0.4"),
        beats(RISING, MIDDLE, TUNED, text="rising noise beats its mean level"),
        beats(FALLING, MIDDLE, TUNED, text="falling noise beats its mean level"),
        beats(BUSY, FIXED, TUNED, text="noise where the image is busy beats the same power"),
        Claim("the last epoch's mean exceeds 0.9 (floor 0.4)", cell(FLOORED, LAST), 0.9),
    ],
    published={cell(FIXED, TUNED): printed(0.9323), cell(FLOORED, TUNED): printed(0.9390)},
)
