"""What else a second stage can be: fewer and more blocks, a third stage, and two other losses.

The networks that `multistage` trains as well are shared with it.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, Tensor

from dlc_support.data import Split, mnist
from dlc_support.models import PairCritic, StagedVAE
from dlc_support.objectives import (
    AdversarialDenoising,
    DecoderFamily,
    NegativeELBO,
    RealOrRestored,
    StagedELBO,
)
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational.digit_features import features
from dlc_support.recipes.variational.digit_features import trained as classifier
from dlc_support.recipes.variational.multistage import (
    FRECHET,
    GRADIENTS,
    HIGH,
    KL,
    PRIOR,
    SAMPLED,
    SQUARED,
    generated,
    reconstructed,
    reconstructions,
    sampled,
)
from dlc_support.recipes.variational.multistage_networks import (
    ABS,
    DEEP,
    STAGED,
    Config,
    staged,
    two_stages,
)
from dlc_support.recipes.variational.multistage_networks import NETWORKS as SHARED
from dlc_support.recipes.variational.multistage_networks import SQUARED as GAUSSIAN
from dlc_support.shapes import Images
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats
from dlc_support.training import Adam, CheckpointConfig, Cosine, Player, derived_seed, fit, runs
from dlc_support.training.seeds import seeded

FEW, MANY = "deep residual VAE, 1 block", "deep residual VAE, 9 blocks"
THREE = "three stages"
FEATURES, ADVERSARIAL = "second stage in feature space", "second stage against a critic"
FOOLING, PENALTY = 10.0, 1.0  # weights of the critic's word and of its gradient penalty


@dataclass(frozen=True)
class ClassifierMaps(DecoderFamily):
    """Absolute errors of the classifier's 16 feature maps in place of those of the pixels."""

    name: ClassVar[str] = "absolute error in feature space"
    normalised: ClassVar[bool] = False

    def nats(self, parameters: Tensor, target: Tensor) -> Tensor:
        """What each number in the feature maps costs."""
        encode = classifier().encode
        return ABS.nats(encode(parameters), encode(target))

    def mean(self, parameters: Tensor) -> Tensor:
        """The parameters themselves."""
        return parameters


@dataclass(frozen=True)
class FirstStage:
    """The coarse image of each digit as its corruption: what a second stage has to restore.

    Attributes:
        model: The trained model; it gets no gradient from here.
    """

    model: StagedVAE

    def __call__(self, clean: Images, generator: Generator) -> Images:
        """The coarse images at one draw of their codes."""
        with torch.no_grad():
            code = self.model.encode(clean)
            noise = torch.randn(code.mean.shape, generator=generator, device=generator.device)
            return self.model.stages(code.draw(noise.to(clean)))[0]


NETWORKS = Networks(
    SHARED.folder,
    {
        FEW: Network(lambda config: staged(config, 1), NegativeELBO(GAUSSIAN)),
        DEEP: SHARED.each[DEEP],
        MANY: Network(lambda config: staged(config, 9), NegativeELBO(GAUSSIAN)),
        STAGED: SHARED.each[STAGED],
        THREE: Network(
            lambda config: staged(config, config.blocks, config.blocks),
            StagedELBO(GAUSSIAN, refinement=ABS),
        ),
        FEATURES: Network(two_stages, StagedELBO(GAUSSIAN, refinement=ClassifierMaps())),
    },
)


def run(seed: Seed) -> Rows:
    """The numbers of the main table for each variant."""
    config, digits = seed.config, mnist()
    train, real = digits.train.take(config.train), digits.test.take(config.tested).inputs
    known = features(digits.test.inputs)
    noise = torch.randn(
        (config.tested, config.latents),
        generator=Generator().manual_seed(derived_seed(seed.number, PRIOR)),
    )
    models = {name: seed.network(name, train) for name in NETWORKS.each}
    models[ADVERSARIAL] = adversarial(seed, seed.network(STAGED, train), train)
    rows = {}
    for name, model in models.items():
        shown, spent = reconstructions(model, real)
        rows[name] = reconstructed(shown[-1], real, known) | {KL: spent}
        rows[name] |= sampled(generated(model, noise)[-1], real, known)
    return rows


def adversarial(seed: Seed, model: StagedVAE, train: Split) -> StagedVAE:
    """The multi-stage VAE whose second stage goes on against a critic; the first one stays.

    The critic sees a digit, real or refined, beside the coarse image, as in super-resolution.
    """
    config, coarse = seed.config, FirstStage(model)
    (refiner,) = model.refiners
    with seeded(seed.number):
        critic = PairCritic()
    adam = Adam(config.lr, betas=(0.5, 0.99))
    judge = RealOrRestored(coarse, refiner, penalty=PENALTY)
    seed.histories[ADVERSARIAL] = fit(
        refiner,
        AdversarialDenoising(coarse, critic, weight=FOOLING),
        train,
        epochs=config.epochs,
        batch_size=config.batch_size,
        optimizer=adam,
        schedule=Cosine(warmup=0.05),
        opponents=[Player(critic, judge, adam, name="critic")],
        seed=seed.number,
        checkpoint=CheckpointConfig(runs(seed.networks.folder), seconds=60.0),
        progress=False,
    )
    return model


RECIPE = Recipe(
    caption=(
        "Other second stages than those of the table `multistage`, trained equally long and "
        "judged in the same way. Against a critic only the second stage is trained, after the "
        "multi-stage VAE, with the squared error and the critic's word. The feature maps are "
        "those of the classifier that the Fréchet distance is taken in."
    ),
    config=Config(),
    quick=dict(train=200, tested=100, width=4, blocks=1, latents=8, epochs=1, batch_size=50),
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        beats(FEW, DEEP, SQUARED, text="5 blocks have a lower squared error than 1"),
        beats(DEEP, MANY, SQUARED, text="9 blocks have a lower squared error than 5"),
        beats(THREE, STAGED, GRADIENTS, text="three stages are sharper than two"),
        beats(ADVERSARIAL, STAGED, HIGH, text="against a critic there is more high frequency"),
        beats(STAGED, FEATURES, FRECHET, text="feature space is nearer in these features"),
        beats(STAGED, ADVERSARIAL, SAMPLED, text="samples against a critic are nearer"),
    ],
)
