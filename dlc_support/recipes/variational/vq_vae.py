"""Vector-quantised autoencoders of digits, with and without noise in front of the encoder.

Training the networks of one seed takes about two minutes of one quiet core.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn
from torch.nn import functional

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import mnist
from dlc_support.evaluation import codebook_shares, denoiser, perplexity, psnr
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.models import VQVAE
from dlc_support.models.vq_vae import Indices
from dlc_support.objectives import QuantisedELBO
from dlc_support.provenance import describe_data
from dlc_support.shapes import Images
from dlc_support.tables import (
    Claim,
    Network,
    Networks,
    Number,
    Recipe,
    Rows,
    Seed,
    cell,
    over_images,
)
from dlc_support.training.seeds import derived_seed

SIDE = 4  # of the square of pixels that one index stands for
SIGMAS = (0.0, 0.2, 0.4)
NETWORK, KMEANS = "VQ-VAE", "k-means of patches"
SCALELESS = "VQ-VAE, not normalised"
PERPLEXITY, DEAD = "perplexity", "dead codes"
FELL = "squared error fell in the last fifth / %"
TEST_DRAW, TRAIN_DRAW = 611, 612  # places in the paths of derived seeds


def level(sigma: float) -> str:
    """The group of what was learned from inputs with such noise."""
    return f"noise of {sigma:g} in training" if sigma else "clean inputs in training"


def column(sigma: float) -> str:
    """The score from test inputs with such noise."""
    return f"PSNR, noise of {sigma:g} / dB" if sigma else "PSNR, clean inputs / dB"


@dataclass(frozen=True)
class Config:
    """A small network, and what two cores allow; fixed beforehand, and not tuned."""

    train: int = 10_000
    test: int = 2_000
    clustered: int = 2_000  # training digits whose patches k-means clusters
    codes: int = 32
    dimension: int = 4
    width: int = 32
    epochs: int = 8
    batch_size: int = 64
    lr: float = 2e-3


def vq_vae(config: Config, *, normalised: bool = True) -> VQVAE:
    """Two convolutions halve the side twice, and two transposed ones undo it.

    Args:
        config: Widths and the size of the codebook.
        normalised: End the encoder in batch normalisation, so that its vectors have the scale of
            the first codebook.
    """
    width, half = config.width, config.width // 2
    encoder = nn.Sequential(
        nn.Conv2d(1, half, 4, 2, 1),
        nn.ReLU(),
        nn.Conv2d(half, width, 4, 2, 1),
        nn.ReLU(),
        nn.Conv2d(width, config.dimension, 1),
        nn.BatchNorm2d(config.dimension, affine=False) if normalised else nn.Identity(),
    )
    decoder = nn.Sequential(
        nn.Conv2d(config.dimension, width, 3, 1, 1),
        nn.ReLU(),
        nn.ConvTranspose2d(width, half, 4, 2, 1),
        nn.ReLU(),
        nn.ConvTranspose2d(half, 1, 4, 2, 1),
    )
    return VQVAE(encoder, decoder, codes=config.codes, dimension=config.dimension)


NETWORKS = Networks(
    "vq_vae",
    {
        **{
            sigma: Network(
                vq_vae, QuantisedELBO(corruption=GaussianNoise(sigma) if sigma else None)
            )
            for sigma in SIGMAS
        },
        SCALELESS: Network(partial(vq_vae, normalised=False), QuantisedELBO()),
    },
)


class PatchCodebook:
    """K-means of square patches: an index for each, and the mean clean patch of an index.

    Args:
        seen: What is clustered: digits, with noise or without.
        clean: The same digits without noise.
        codes: Clusters.
        seed: Of the first centres.
    """

    def __init__(self, seen: Images, clean: Images, codes: int, seed: int) -> None:
        from sklearn.cluster import KMeans

        patches = _patches(seen)
        found = KMeans(codes, n_init=1, random_state=seed).fit(patches.double().numpy())
        self.centres = torch.from_numpy(found.cluster_centers_).float()
        member = functional.one_hot(torch.from_numpy(found.labels_).long(), codes).float()
        self.means = member.T @ _patches(clean) / member.sum(dim=0)[:, None]

    def nearest(self, images: Images) -> Indices:
        """Index of the nearest centre for each patch."""
        side = images.shape[2] // SIDE
        return torch.cdist(_patches(images), self.centres).argmin(dim=1).view(-1, side, side)

    def __call__(self, images: Images) -> Images:
        """Each patch replaced by the mean clean patch of its index."""
        chosen = self.means[self.nearest(images).flatten(1)].transpose(1, 2)
        return functional.fold(chosen, images.shape[2:], SIDE, stride=SIDE)


def _patches(images: Images) -> Float[Tensor, "patches pixels"]:
    return functional.unfold(images, SIDE, stride=SIDE).transpose(1, 2).flatten(0, 1)


def noisy(clean: Images, sigma: float, *path: int) -> Images:
    """The images with white Gaussian noise, not clipped; the path names the draw."""
    return GaussianNoise(sigma)(clean, Generator().manual_seed(derived_seed(*path)))


def patch_codebook(seed: Seed, clean: Images, sigma: float) -> PatchCodebook:
    """The clusters of the first training digits, with noise of a standard deviation."""
    clean = clean[: seed.config.clustered]
    seen = noisy(clean, sigma, seed.number, TRAIN_DRAW)
    return PatchCodebook(seen, clean, seed.config.codes, seed.number)


def run(seed: Seed) -> Rows:
    """PSNR from clean and from noisy test digits, and how much of the codebook is used."""
    config, digits = seed.config, mnist()
    train, test = digits.train.take(config.train), digits.test.take(config.test).inputs
    rows = {}
    for name in NETWORKS.each:
        model = seed.network(name, train)
        with evaluating(model):
            indices = model.nearest(model.encode(test))
        where = (level(0.0), name) if name == SCALELESS else (level(name), NETWORK)
        rows[where] = {
            **scores(denoiser(model), test, seed.number),
            **used(indices, config.codes),
            FELL: fell(seed.histories[name].train["reconstruction"]),
        }
    for sigma in SIGMAS:
        patches = patch_codebook(seed, train.inputs, sigma)
        rows[level(sigma), KMEANS] = {
            **scores(patches, test, seed.number),
            **used(patches.nearest(test), config.codes),
        }
    return rows


def scores(restore: object, test: Images, seed: int) -> dict[str, Number]:
    """PSNR of the clipped reconstructions from test digits with each level of noise."""
    return {
        column(sigma): over_images(
            {"PSNR": psnr(restore(noisy(test, sigma, seed, TEST_DRAW)).clamp(0, 1), test)}, seed
        )["PSNR"]
        for sigma in SIGMAS
    }


def used(indices: Indices, codes: int) -> dict[str, Number]:
    """Of the codebook, over the codes of clean test digits."""
    shares = codebook_shares(indices, codes)
    return {PERPLEXITY: perplexity(shares), DEAD: float((shares == 0).sum())}


def fell(losses: Sequence[float]) -> float:
    """How much the squared error fell in the last fifth of the epochs, from the nats of each."""
    family = NETWORKS.each[0.0].objective.family
    least = -family.log_prob(torch.zeros(1, 784), torch.zeros(1, 784)).item()
    errors = [value - least for value in losses]
    return 100 * (1 - errors[-1] / errors[-1 - len(errors) // 5])


def higher(text: str, larger: tuple[float, str], smaller: tuple[float, str], at: float) -> Claim:
    """That one way has the larger PSNR from test inputs with noise of `at`."""
    return Claim(
        text,
        *(cell(level(sigma), name, column(at)) for sigma, name in (larger, smaller)),
    )


RECIPE = Recipe(
    caption=(
        "MNIST test digits in 49 indices out of a codebook of 32, 245 bits, by vector-quantised "
        "autoencoders and by k-means of 4x4 patches, each learned from inputs with one level of "
        "noise; targets are clean. PSNR of the clipped reconstructions, averaged over images, "
        "from clean and from noisy test digits. Perplexity and dead codes on clean test digits. "
        "Mean and 95 % interval over training seeds, each with its own noise."
    ),
    config=Config(),
    quick=dict(train=600, test=100, clustered=100, width=16, epochs=4, batch_size=16),
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            higher(
                f"{NETWORK} beats {KMEANS}, both 245 bits, {level(sigma)}, same noise at test",
                (sigma, NETWORK),
                (sigma, KMEANS),
                sigma,
            )
            for sigma in SIGMAS
        ),
        *(
            higher(
                f"noise of {sigma:g} at test: training with it beats clean training, "
                "not normalised",
                (sigma, NETWORK),
                (0.0, SCALELESS),
                sigma,
            )
            for sigma in SIGMAS[1:]
        ),
        *(
            higher(
                f"noise of {sigma:g} at test: not normalised beats normalised, clean training",
                (0.0, SCALELESS),
                (0.0, NETWORK),
                sigma,
            )
            for sigma in SIGMAS[1:]
        ),
        *(
            higher(
                f"noise of {sigma:g} at test: training with it beats clean training, normalised",
                (sigma, NETWORK),
                (0.0, NETWORK),
                sigma,
            )
            for sigma in SIGMAS[1:]
        ),
        *(
            higher(
                f"clean test inputs: clean training beats noise of {sigma:g}",
                (0.0, NETWORK),
                (sigma, NETWORK),
                0.0,
            )
            for sigma in SIGMAS[1:]
        ),
        Claim(
            "without normalisation more codes are dead",
            cell(level(0.0), SCALELESS, DEAD),
            cell(level(0.0), NETWORK, DEAD),
        ),
        *(
            Claim(
                f"clean training has the larger perplexity than noise of {sigma:g}",
                cell(level(0.0), NETWORK, PERPLEXITY),
                cell(level(sigma), NETWORK, PERPLEXITY),
            )
            for sigma in SIGMAS[1:]
        ),
    ],
)
