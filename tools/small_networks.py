"""The small networks of the live figures, recorded by `python -m tools.weights`.

`toy-denoisers` holds a network of the chapter on two dimensions for each of the four densities and
three levels of noise; `mnist-dense-...` is a dense network of 784-128-784 for each of three
corruptions, small enough to run while a reader drags; `mnist-vae-plane` is a variational
autoencoder with two latents, whose decoder draws the digit of a point. `sprite-vaes` are two
networks of the chapter on disentanglement, whose latents the page walks along. `mnist-classifier`
judges generated digits, and `mnist-diffusion` is the denoiser for all levels that generates some.
`mnist-stages` are the three networks that the chapter on the multi-stage VAE looks into.
`mnist-any-hole` is a conditional variational autoencoder that completes digits with holes of any
shape.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

import torch
from torch import Generator, nn

from dlc_support.corruptions import GaussianNoise, RectangleMask
from dlc_support.data import Batch, binarised, densities, mnist, toy_splits
from dlc_support.evaluation import PosteriorMean, denoiser, mse, negative_elbo, psnr, risks
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import MLP, VAE, ConditionalVAE
from dlc_support.objectives import (
    BernoulliDecoder,
    Classification,
    Denoising,
    MaskedELBO,
    NegativeELBO,
)
from dlc_support.provenance import describe_data
from dlc_support.recipes.denoising.mnist_corruptions import CONDITIONS
from dlc_support.recipes.variational import (
    disentanglement,
    multistage,
    multistage_networks,
    sprite_networks,
)
from dlc_support.recipes.variational.completing_networks import given_image
from dlc_support.recipes.variational.diffusion_networks import (
    DIFFUSION,
    HIGH,
    LOW,
    NETWORKS,
    Config,
)
from dlc_support.recipes.variational.digit_features import CLASSIFIER, classifier
from dlc_support.tables import Seed
from dlc_support.training import Adam, Cosine, fit, runs, seeded
from dlc_support.weights import Training
from tools.saved import saved

TOYS = "toy-denoisers"
SIGMAS = (0.1, 0.2, 0.3)
KINDS = {"erasure": "erasure 0.9", "noise": "noise 0.1", "block": "block 10"}
DENSE = {kind: f"mnist-dense-{name}".replace(" ", "-") for kind, name in KINDS.items()}
CONVOLUTIONAL = {kind: f"mnist-{name}".replace(" ", "-") for kind, name in KINDS.items()}
EPOCHS = 20
TOY_EPOCHS = 200
WORST = "largest ratio of risk to exact risk"
METRIC = "PSNR of the first 1000 test digits / dB"
PLANE = "mnist-vae-plane"
PLANE_EPOCHS = 30
CLASSIFIER_EPOCHS = 5
ERRORS = "errors on the 10,000 test digits / %"
GENERATOR = "mnist-diffusion"
LOSS = "weighted squared error on the first 1000 test digits"
BOUND = "negative ELBO of the first 1000 test digits, drawn black and white / nats"
STAGES = "mnist-stages"
ERROR = "largest squared error of the three on the first 1000 test digits / thousandths"
SPRITES = "sprite-vaes"
SPRITE_VAES = {
    "beta 4": disentanglement.beta_vae(4.0),
    "gamma 20": disentanglement.factor_vae(20.0),
}
ANY_HOLE = "mnist-any-hole"
HOLE_EPOCHS = 40
HOLES = RectangleMask()
HOLE_BOUND = (
    "negative ELBO of pixels hidden by rectangles, first 1000 test digits, drawn black and white "
    "/ nats"
)
SPRITE_BOUND = "largest negative ELBO of the two on the sprites of seed 0, at beta 1 / nats"


def toy_denoisers() -> nn.ModuleDict:
    """Untrained networks by density and level; names hold no dot."""
    return nn.ModuleDict(
        {key(law.name, sigma): MLP((2, 100, 2)) for law in densities() for sigma in SIGMAS}
    )


def key(name: str, sigma: float) -> str:
    """The name of a density's network for a level of noise."""
    return f"{name} {sigma:g}".replace(".", ",")


def dense() -> MLP:
    """The untrained dense network."""
    return MLP((784, 128, 784))


def plane() -> VAE:
    """The untrained variational autoencoder with two latents."""
    encoder, decoder = MLP((784, 256, 256, 4)), MLP((2, 256, 256, 784))
    return VAE(encoder, decoder, latents=2, shape=(1, 28, 28))


def bound(model: nn.Module) -> float:
    """The number that its weights reproduce."""
    test = binarised(mnist(embedded=False).test, seed=0).take(1000)
    return negative_elbo(model, test, BernoulliDecoder()).mean


def worst_ratio(networks: nn.ModuleDict) -> float:
    """The largest ratio of a network's risk to that of the exact posterior mean."""
    ratios = []
    for law in densities():
        for sigma in SIGMAS:
            pair = {
                "learned": denoiser(networks[key(law.name, sigma)], batch_size=2**16),
                "exact": PosteriorMean(law, sigma),
            }
            noise, draws = GaussianNoise(sigma), Generator().manual_seed(1)
            ratios.append(risks(pair, law, noise, 2**16, draws).ratio("learned", "exact").mean)
    return max(ratios)


def restored_psnr(kind: str, model: nn.Module) -> float:
    """The number that a dense network's weights reproduce."""
    clean = mnist(embedded=False).test.inputs[:1000]
    corrupted = CONDITIONS[KINDS[kind]](clean, Generator().manual_seed(0))
    changed = (corrupted != clean).flatten(1).any(dim=1)
    estimate = denoiser(model)(corrupted[changed]).clamp(0, 1)
    return float(psnr(estimate, clean[changed]).mean())


def record_toys(name: str) -> float:
    """Records the networks in two dimensions."""
    networks = toy_denoisers()
    for law in densities():
        train = toy_splits(law, (5000, 1000, 1000)).train
        for sigma in SIGMAS:
            with seeded(0):
                model = MLP((2, 100, 2))
            fit(
                model,
                Denoising(GaussianNoise(sigma)),
                train,
                epochs=TOY_EPOCHS,
                ema=0.998,
                checkpoint=runs("toy_2d/study"),
                progress=False,
            )
            networks[key(law.name, sigma)].load_state_dict(model.state_dict())
    networks = networks.half().float()
    value = round(worst_ratio(networks), 4)
    config = {
        "model": "MLP((2, 100, 2))",
        "sigmas": list(SIGMAS),
        "epochs": TOY_EPOCHS,
        "ema": 0.998,
    }
    made = Training("python -m tools.weights toy-denoisers", config)
    return saved(networks, name, made, (WORST, value), "drawn from the four densities")


def record_dense(kind: str, name: str) -> float:
    """Records the dense network of a corruption."""
    train = mnist(embedded=False).train
    corruption = CONDITIONS[KINDS[kind]]
    with seeded(0):
        model = dense()
    fit(
        model,
        Denoising(corruption),
        train,
        epochs=EPOCHS,
        optimizer=Adam(2e-3),
        schedule=Cosine(warmup=0.05),
        checkpoint=runs("live/dense"),
        progress=False,
    )
    model = model.half().float()
    value = round(restored_psnr(kind, model), 3)
    config = {"model": "MLP((784, 128, 784))", "corruption": repr(corruption), "epochs": EPOCHS}
    made = Training(f"python -m tools.weights {name}", config)
    return saved(model, name, made, (METRIC, value), describe_data(train))


def record_plane(name: str) -> float:
    """Records the variational autoencoder."""
    train = mnist(embedded=False).train
    with seeded(0):
        model = plane()
    objective = NegativeELBO(dynamic=True)
    fit(
        model,
        objective,
        train,
        epochs=PLANE_EPOCHS,
        schedule=Cosine(warmup=0.05),
        checkpoint=runs("live/plane"),
        progress=False,
    )
    model = model.half().float()
    value = round(bound(model), 2)
    config = {"model": repr(plane()), "objective": repr(objective), "epochs": PLANE_EPOCHS}
    made = Training(f"python -m tools.weights {name}", config)
    return saved(model, name, made, (BOUND, value), describe_data(train))


def sprite_vaes() -> nn.ModuleDict:
    """The two untrained autoencoders of sprites."""
    config = disentanglement.RECIPE.config
    return nn.ModuleDict(
        {name: sprite_networks.vae(config.hidden, config.latents) for name in SPRITE_VAES}
    )


def sprite_bound(networks: nn.ModuleDict) -> float:
    """The number that their weights reproduce."""
    pool = disentanglement.pool_of(Seed(disentanglement.NETWORKS, disentanglement.Config(), 0))
    bounds = [negative_elbo(model, pool, BernoulliDecoder()).mean for model in networks.values()]
    return max(bounds)


def record_sprites(name: str) -> float:
    """Records the two autoencoders of sprites, of the first seed."""
    config, networks = disentanglement.RECIPE.config, sprite_vaes()
    seed = Seed(disentanglement.NETWORKS, config, 0)
    pool = disentanglement.pool_of(seed)
    for short, arm in SPRITE_VAES.items():
        networks[short].load_state_dict(disentanglement.trained(seed, arm, pool).state_dict())
    networks = networks.half().float()
    value = round(sprite_bound(networks), 2)
    made = Training("dlc reproduce disentanglement, seed 0", asdict(config))
    return saved(networks, name, made, (SPRITE_BOUND, value), disentanglement.RECIPE.data(config))


def stage_error(networks: nn.ModuleDict) -> float:
    """The number that the weights of the three networks in stages reproduce."""
    test = mnist(embedded=False).test.inputs[:1000]
    shown = (multistage.reconstructions(model, test)[0][-1] for model in networks.values())
    return 1000 * max(float(mse(images, test).mean()) for images in shown)


def record_stages(name: str) -> float:
    """Records the three networks in stages, of the first seed."""
    config, train = multistage.RECIPE.config, mnist(embedded=False).train
    seed, networks = Seed(multistage.NETWORKS, config, 0), multistage_networks.three(config)
    for key, row in multistage_networks.KEYS.items():
        trained = seed.network(row, train.take(config.train))
        networks[key].load_state_dict(trained.state_dict())
    networks = networks.half().float()
    value = round(stage_error(networks), 3)
    made = Training("dlc reproduce multistage, seed 0", asdict(config))
    return saved(networks, name, made, (ERROR, value), describe_data(train))


def errors(model: nn.Module) -> float:
    """The number that the classifier's weights reproduce."""
    test = mnist(embedded=False).test
    return 100 * float((denoiser(model)(test.inputs).argmax(dim=1) != test.labels).float().mean())


def record_classifier(name: str) -> float:
    """Records the classifier that judges generated digits."""
    train = mnist(embedded=False).train
    with seeded(0):
        model = classifier()
    fit(
        model,
        Classification(),
        train,
        epochs=CLASSIFIER_EPOCHS,
        optimizer=Adam(2e-3),
        schedule=Cosine(warmup=0.05),
        checkpoint=runs("diffusion_digits"),
        progress=False,
    )
    model = model.half().float()
    value = round(errors(model), 2)
    config = {"model": repr(classifier()), "epochs": CLASSIFIER_EPOCHS}
    made = Training(f"python -m tools.weights {name}", config)
    return saved(model, name, made, (ERRORS, value), describe_data(train))


def weighted_error(model: nn.Module) -> float:
    """The number that the generator's weights reproduce."""
    test = mnist(embedded=False).test.take(1000).rows(torch.arange(1000))
    with evaluating(model):
        objective = NETWORKS.each[DIFFUSION].objective
        return objective(model, test, Generator().manual_seed(0)).total.item()


def record_generator(name: str) -> float:
    """Records the denoiser for all levels of the recipe `diffusion-digits`, of seed 0."""
    train, config = mnist(embedded=False).train, Config()
    seed = Seed(NETWORKS, config, 0)
    model = seed.network(DIFFUSION, train.take(config.train)).half().float()
    value = round(weighted_error(model), 4)
    history = seed.histories[DIFFUSION]
    settings = {
        "model": f"Preconditioned(LevelUNet(1, {config.width}))",
        "levels": [LOW, HIGH],
        "epochs": config.epochs,
        "steps": history.steps,
        "seconds": round(history.seconds),
    }
    made = Training("dlc reproduce diffusion-digits, seed 0", settings)
    return saved(model, name, made, (LOSS, value), describe_data(train))


def any_hole() -> ConditionalVAE:
    """The untrained network that completes holes made of rectangles."""
    return given_image(256, 20)


def bound_of_holes(model: nn.Module) -> float:
    """The number that its weights reproduce, with one draw of the holes and of the latents."""
    test = binarised(mnist(embedded=False).test, seed=0).take(1000)
    with evaluating(model):
        loss = MaskedELBO(hidden=HOLES)(model, Batch(test.inputs), Generator().manual_seed(0))
    return loss.total.item()


def record_any_hole(name: str) -> float:
    """Records the network that completes holes made of rectangles."""
    train = mnist(embedded=False).train
    with seeded(0):
        model = any_hole()
    objective = MaskedELBO(hidden=HOLES, dynamic=True)
    history = fit(
        model,
        objective,
        train,
        epochs=HOLE_EPOCHS,
        batch_size=128,
        optimizer=Adam(1e-3),
        schedule=Cosine(warmup=0.05),
        checkpoint=runs("live/any_hole"),
        progress=False,
    )
    model = model.half().float()
    value = round(bound_of_holes(model), 2)
    config = {
        "model": repr(any_hole()),
        "objective": repr(objective),
        "epochs": HOLE_EPOCHS,
        "steps": history.steps,
        "seconds": round(history.seconds),
    }
    made = Training(f"python -m tools.weights {name}", config)
    return saved(model, name, made, (HOLE_BOUND, value), describe_data(train))


RECORDS: dict[str, Callable[[str], float]] = {
    TOYS: record_toys,
    PLANE: record_plane,
    SPRITES: record_sprites,
    STAGES: record_stages,
    CLASSIFIER: record_classifier,
    GENERATOR: record_generator,
    ANY_HOLE: record_any_hole,
    **{name: partial(record_dense, kind) for kind, name in DENSE.items()},
}
