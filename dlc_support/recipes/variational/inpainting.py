"""Four variational autoencoders that complete digits, with two losses, judged by common scores.

Training the networks of one seed takes about three minutes of one core.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from dlc_support.data import Split, binarised, mnist
from dlc_support.evaluation import conditional_log_weights, denoiser
from dlc_support.objectives import (
    BernoulliDecoder,
    ConditionalELBO,
    DecoderFamily,
    Denoising,
    GaussianDecoder,
    GreyCrossEntropy,
    NegativeELBO,
)
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational.completing_networks import (
    given_image,
    given_label,
    regression,
    vae,
)
from dlc_support.recipes.variational.completions import (
    BOUND,
    CROSS,
    ESTIMATE,
    HOLES,
    SQUARES,
    judged,
    learned_nothing,
    mean_of,
    seen_of,
)
from dlc_support.shapes import Examples, Images
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
    over_images,
)
from dlc_support.training.seeds import derived_seed

PLAIN, COMPLETE = "plain VAE", "VAE, complete inputs"
LABEL, IMAGE = "conditional VAE, label", "conditional VAE, image"
CODE_OF_CLASS = "conditional VAE, label alone"  # the same network, and z from its prior
NETWORK, MEAN, NEIGHBOURS = "network, no latents", "mean image", "50 nearest neighbours"
MODELS = (PLAIN, COMPLETE, LABEL, IMAGE)
# The sum of squared errors without a factor, beside the KL: sigma^2 = 1/2, up to a constant.
FAMILIES = {"BCE": GreyCrossEntropy(), "MSE": GaussianDecoder(sigma=0.5**0.5)}
GREY = "grey digits, left half seen"
TOTAL = "training loss, in its own unit"
HALF = HOLES[2]
DRAWS = 601  # a place in the paths of derived seeds


def binary_group(seen: int) -> str:
    """The group of the black and white digits of which so many quadrants are seen."""
    return f"binarised digits, {seen} of 4 quadrants seen"


def row(model: str, loss: str) -> str:
    """The row of a model that was trained with a loss."""
    return f"{model}, {loss}"


@dataclass(frozen=True)
class Config:
    """Small dense networks, and what two cores allow; fixed beforehand, and not tuned."""

    train: int = 20_000
    test: int = 2_000
    hidden: int = 256
    latents: int = 20
    draws: int = 50  # completions in the mean that is judged
    samples: int = 100  # of the latents, for the importance-weighted estimate
    epochs: int = 10
    batch_size: int = 128
    lr: float = 1e-3


def sized(build: Callable[[int, int], nn.Module]) -> Callable[[Config], nn.Module]:
    """A network of the settings' width and number of latents."""
    return lambda config: build(config.hidden, config.latents)


BUILDERS = {
    PLAIN: sized(vae),
    COMPLETE: sized(vae),
    LABEL: sized(given_label),
    IMAGE: sized(given_image),
}
REGRESSION = sized(regression)


def objective(model: str, family: DecoderFamily) -> NegativeELBO:
    """What a model minimises; like the source's, it counts all pixels."""
    if model == IMAGE:
        return ConditionalELBO(family, hidden=HALF, whole=True)
    return ConditionalELBO(family) if model == LABEL else NegativeELBO(family)


NETWORKS = Networks(
    "inpainting",
    {
        **{
            row(model, loss): Network(BUILDERS[model], objective(model, family))
            for model in MODELS
            for loss, family in FAMILIES.items()
        },
        NETWORK: Network(REGRESSION, Denoising(HALF, "bce")),
        **{
            (IMAGE, seen): Network(BUILDERS[IMAGE], ConditionalELBO(hidden=hidden))
            for seen, hidden in HOLES.items()
        },
        **{
            (NETWORK, seen): Network(REGRESSION, Denoising(hidden, "bce", emphasis=(1.0, 0.0)))
            for seen, hidden in HOLES.items()
        },
    },
)


def run(seed: Seed) -> Rows:
    """The scores of every model and of the baselines, and the nats of binarised digits."""
    config, digits = seed.config, mnist()
    train, test = digits.train.take(config.train), digits.test.take(config.test)
    return {**grey_rows(seed, train, test), **binary_rows(seed, train, test)}


def grey_rows(seed: Seed, train: Split, test: Split) -> dict[tuple[str, str], dict[str, Number]]:
    """The four models with both losses, and the baselines, on grey digits."""
    binary, rows = binarised(test, seed=0).inputs, {}
    for name, filled in fillings(seed, train, test).items():
        rows[GREY, name] = dict(judged(filled, test.inputs, binary, HALF))
        if name in seed.histories:
            rows[GREY, name][TOTAL] = seed.histories[name].train["total"][-1]
    for name, filled in learned_nothing(train, test.inputs, HALF).items():
        rows[GREY, name] = unseeded(judged(filled, test.inputs, binary, HALF))
    return rows


def unseeded(columns: dict[str, Number]) -> dict[str, Number]:
    """Numbers that no training seed changes."""
    return {column: Unseeded(number) for column, number in columns.items()}


def data_for(model: str, train: Split) -> Split:
    """What a model is trained on: incomplete digits, complete ones, or ones with their label."""
    if model == PLAIN:
        return replace(train, inputs=seen_of(HALF, train.inputs), name=f"incomplete {train.name}")
    return replace(train, condition=classes(train)) if model == LABEL else train


def classes(split: Split) -> Examples:
    """The class of each digit, one hot."""
    return functional.one_hot(split.labels, 10).float()


def fillings(seed: Seed, train: Split, test: Split) -> dict[str, Images]:
    """The mean completion of each test digit, by row."""
    found = {}
    for loss, family in FAMILIES.items():
        for model in MODELS:
            trained = seed.network(row(model, loss), data_for(model, train))
            for name, means in completions(seed, model, trained, test).items():
                found[row(name, loss)] = mean_of(
                    lambda one, means=means, family=family: family.mean(means(one)),
                    noise(seed, len(test)),
                )
    restore = denoiser(seed.network(NETWORK, train), logits=True)
    found[NETWORK] = restore(seen_of(HALF, test.inputs))
    return found


def completions(seed: Seed, model: str, trained: nn.Module, test: Split) -> dict:
    """From noise to the parameters of a completion of each test digit, by model.

    The network with the label is asked in two ways: for a code of the incomplete digit, and for
    one from its prior, which knows the class alone.
    """
    seen = seen_of(HALF, test.inputs)
    with torch.no_grad():
        if model == IMAGE:
            return {model: trained.given(seen).decode}
        if model == LABEL:
            given = trained.given(classes(test))
            code = given.encode(seen)
            return {
                model: lambda one: given.decode(code.draw(one)),
                CODE_OF_CLASS: given.decode,
            }
        code = trained.encode(seen)
        return {model: lambda one: trained.decode(code.draw(one))}


def noise(seed: Seed, images: int) -> Tensor:
    """Of the completions: (draws, images, latents)."""
    generator = Generator().manual_seed(derived_seed(seed.number, DRAWS))
    return torch.randn(seed.config.draws, images, seed.config.latents, generator=generator)


def binary_rows(seed: Seed, train: Split, test: Split) -> dict[tuple[str, str], dict[str, Number]]:
    """Nats of the hidden pixels of black and white digits, with one, two and three quadrants."""
    config, family, rows = seed.config, BernoulliDecoder(), {}
    train, drawn = binarised(train, seed=0), binarised(test, seed=0)
    for seen, hidden in HOLES.items():
        group, incomplete = binary_group(seen), seen_of(hidden, drawn.inputs)

        def numbers(filled: Images, hidden=hidden) -> dict[str, Number]:  # noqa: ANN001
            return dict(judged(filled, test.inputs, drawn.inputs, hidden))

        model = seed.network((IMAGE, seen), train)
        with torch.no_grad():
            given = model.given(incomplete)
        mean = mean_of(
            lambda one, given=given: given.decode(one).sigmoid(), noise(seed, len(test))
        )
        weights = conditional_log_weights(model, drawn, family, hidden, samples=config.samples)
        estimate = torch.tensor(config.samples).log() - weights.logsumexp(dim=1)
        nats = over_images({BOUND: -weights.mean(dim=1), ESTIMATE: estimate}, 0)
        rows[group, IMAGE] = {**numbers(mean), **nats}
        restore = denoiser(seed.network((NETWORK, seen), train), logits=True)
        rows[group, NETWORK] = numbers(restore(incomplete))
        for name, filled in learned_nothing(train, drawn.inputs, hidden).items():
            rows[group, name] = unseeded(numbers(filled))
    return rows


def cvae_is_best(column: str) -> list[Claim]:
    """The source's claim, by a common score: both losses of its best model against each other."""
    *rivals, best = [row(model, loss) for model in MODELS for loss in FAMILIES]
    return [
        beats(rival, best, column, GREY, text=f"{best} is better than {rival}, {column}")
        for rival in rivals
    ]


RECIPE = Recipe(
    caption=(
        "Completions of test digits. Both scores are sums over the hidden pixels, of the mean of "
        "50 completions: its squared error, and the cross-entropy of the statically binarised "
        "pixels under it, clipped to [0.001, 0.999]. On binarised digits also the bound and the "
        "importance-weighted estimate (K = 100) of -log p(hidden | seen), in which hidden pixels "
        "may depend on each other. The training losses of BCE and MSE have different units. Mean "
        "and 95 % interval over training seeds."
    ),
    config=Config(),
    quick={
        **{"train": 1_000, "test": 60, "hidden": 64, "latents": 8, "draws": 10, "samples": 10},
        **{"epochs": 4, "batch_size": 25, "lr": 2e-3},
    },
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        *cvae_is_best(SQUARES),
        *cvae_is_best(CROSS),
        *(
            beats(NETWORK, row(IMAGE, loss), column, GREY, text=f"{IMAGE}, {loss}: {better}")
            for loss in FAMILIES
            for column, better in (
                (SQUARES, f"squared error below that of the {NETWORK}"),
                (CROSS, f"cross-entropy below that of the {NETWORK}"),
            )
        ),
        beats(
            row(COMPLETE, "BCE"), MEAN, SQUARES, GREY, text=f"{COMPLETE}, BCE: behind the {MEAN}"
        ),
        beats(
            row(LABEL, "BCE"),
            row(CODE_OF_CLASS, "BCE"),
            SQUARES,
            GREY,
            text="label, BCE: the incomplete image makes it worse than the label alone",
        ),
        *(
            Claim(
                f"{seen} of 4 quadrants seen: even the bound is below the {NETWORK}",
                cell(binary_group(seen), NETWORK, CROSS),
                cell(binary_group(seen), IMAGE, BOUND),
            )
            for seen in HOLES
        ),
    ],
)
