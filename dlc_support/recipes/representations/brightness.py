"""One picture at many brightness levels: does a code of one or two numbers find the order?

The trainings of one seed take less than ten seconds of one core.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import torch
from torch import Tensor, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.evaluation import encoded, linear_autoencoders
from dlc_support.models import MLP, VAE
from dlc_support.objectives import Denoising, GaussianDecoder, NegativeELBO
from dlc_support.recipes.representations.code_lines import Line, decode
from dlc_support.shapes import Codes, Images
from dlc_support.tables import Claim, Network, Networks, Number, Recipe, Rows, Seed, beats, cell

PCA, LINEAR, RELU = "PCA", "linear code", "ReLU code"
DENOISING, VARIATIONAL = "linear code, denoising", "VAE"
RANK = "rank correlation"
OWN, PRIOR = "brightness range, own interval", "brightness range, codes from -2 to 2"
SIZES = (1, 2)
PLACES = 101  # levels, and places along an interval of codes


@dataclass(frozen=True)
class Config:
    """Half as many images as the source has; fixed beforehand."""

    train: int = 3_200
    hidden: int = 64
    epochs: int = 10
    sigma: float = 0.1  # of the VAE's decoder
    batch_size: int = 100
    lr: float = 2e-3


def dandelion() -> Tensor:
    """A drawn seed head of 28x28 pixels: dots at the ends of 60 rays, and a stem, (1, 28, 28)."""
    turns = torch.arange(1, 61, dtype=torch.float64)
    radii, angles = 9 * (turns / 60).sqrt(), 2.399963 * turns  # the golden angle
    dots = torch.stack([11 + radii * angles.sin(), 13.5 + radii * angles.cos()], dim=1)
    rows, columns = torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij")
    pixels = torch.stack([rows, columns], dim=-1).flatten(0, 1).double()
    near = torch.cdist(pixels, dots).amin(dim=1).view(28, 28)
    head = (-near.square() / 0.5).exp()
    stem = 0.7 * ((columns - 13.5).abs() < 1) * (rows > 20)
    return torch.maximum(head, stem)[None].float()


def levels(count: int) -> Split:
    """The picture times `count` levels from 0 to 1: a straight line in the space of images."""
    brightness = torch.linspace(0, 1, count)
    return Split(
        brightness.view(-1, 1, 1, 1) * dandelion(),
        factors=brightness[:, None],
        name="dandelion",
        source="drawn by the course",
        range="unit",
    )


def autoencoder(config: Config, size: int, code: type[nn.Module]) -> MLP:
    """784-hidden-size-hidden-784 with a nonlinearity of the code's own."""
    widths = (784, config.hidden, size, config.hidden, 784)
    return MLP(widths, activation=(nn.ReLU, code, nn.ReLU))


def vae(config: Config, size: int) -> VAE:
    """The same layers, with a distribution as its code."""
    return VAE(
        MLP((784, config.hidden, 2 * size)),
        MLP((size, config.hidden, 784)),
        latents=size,
        shape=(1, 28, 28),
    )


KINDS = {
    LINEAR: (nn.Identity, GaussianNoise(0.0)),
    RELU: (nn.ReLU, GaussianNoise(0.0)),
    DENOISING: (nn.Identity, GaussianNoise(0.4)),
}
NETWORKS = Networks(
    "brightness",
    {
        **{
            (size, name): Network(
                lambda config, size=size, code=code: autoencoder(config, size, code),
                Denoising(noise),
            )
            for size in SIZES
            for name, (code, noise) in KINDS.items()
        },
        **{
            (size, VARIATIONAL): Network(
                lambda config, size=size: vae(config, size),
                NegativeELBO(GaussianDecoder(sigma=Config.sigma)),
            )
            for size in SIZES
        },
    },
)


def group(size: int) -> str:
    """Name of the rows of one size."""
    return f"{size}-D code"


def run(seed: Seed) -> Rows:
    """Order and range of every code."""
    train, shown = levels(seed.config.train), levels(PLACES)
    rows: dict[tuple[str, str], dict[str, Number]] = {}
    for size in SIZES:
        for name, way in ways(seed, size, train).items():
            rows[group(size), name] = measured(way, shown)
    return rows


def ways(seed: Seed, size: int, train: Split) -> dict[str, Line]:
    """How each method encodes and decodes."""
    (pca,) = linear_autoencoders(train.inputs, [size])
    found = {PCA: Line(pca.encode, pca.decode)}
    for name in (*KINDS, VARIATIONAL):
        found[name] = way_of(seed.network((size, name), train))
    return found


def way_of(model: MLP | VAE) -> Line:
    """A network's encoder and decoder; of a VAE the mean of the code."""
    if isinstance(model, VAE):

        def mean(images: Images) -> Codes:
            with torch.no_grad():
                return model.encode(images).mean

        return Line(mean, model.decode)
    return Line(
        lambda images: encoded(model, Split(images)).inputs, lambda codes: decode(model, codes)
    )


def brightness_of(images: Tensor) -> Tensor:
    r"""Brightness of each image: the factor $b$ with the smallest $\|x - b\, p\|$."""
    picture = dandelion().flatten()
    return images.flatten(1) @ picture / picture.square().sum()


def measured(way: Line, shown: Split) -> dict[str, Number]:
    """How the code goes with brightness, and what is decoded from two intervals of codes."""
    codes = way.encode(shown.inputs)
    size = codes.shape[1]
    steps = torch.linspace(0, 1, PLACES)[:, None]
    own = codes[:1] + steps * (codes[-1:] - codes[:1])
    axis = torch.linspace(-2, 2, PLACES if size == 1 else 21)
    plane = torch.cartesian_prod(*[axis] * size).view(-1, size)
    return {
        RANK: rank_correlation(codes, shown.factors[:, 0]),
        OWN: span(way.decode, own),
        PRIOR: span(way.decode, plane),
    }


def span(decoder: Callable[[Codes], Tensor], codes: Codes) -> float:
    """Largest minus smallest brightness of what is decoded, pixels clipped to [0, 1]."""
    with torch.no_grad():
        values = brightness_of(decoder(codes).clamp(0, 1))
    return (values.max() - values.min()).item()


def rank_correlation(codes: Codes, brightness: Tensor) -> float:
    """Spearman's, without its sign, along the codes' first principal axis; 0 for a constant."""
    from scipy.stats import spearmanr

    centred = (codes - codes.mean(dim=0)).double()
    if centred.abs().max() < 1e-6:
        return 0.0
    axis = torch.linalg.svd(centred, full_matrices=False).Vh[0]
    found = float(spearmanr(centred @ axis, brightness).statistic)
    return abs(found) if isfinite(found) else 0.0


RECIPE = Recipe(
    caption=(
        "One drawn picture at many brightness levels, in codes of one and two numbers: Spearman's "
        "rank correlation of brightness and code (of two numbers the first principal axis), "
        "without its sign, and the range of brightness that is decoded along the line from the "
        "darkest image's code to the brightest one's, and from codes between -2 and 2. Mean and "
        "95 % interval over training seeds."
    ),
    config=Config(),
    quick={"train": 400, "epochs": 4},
    data=lambda _: "dandelion, drawn by the course",
    networks=NETWORKS,
    run=run,
    claims=[
        *(
            beats(LINEAR, RELU, OWN, group(size), text=f"{group(size)}: linear decodes more, ReLU")
            for size in SIZES
        ),
        *(
            beats(
                DENOISING, LINEAR, OWN, group(size), text=f"{group(size)}: denoising decodes more"
            )
            for size in SIZES
        ),
        *(
            beats(VARIATIONAL, LINEAR, OWN, group(size), text=f"{group(size)}: a VAE decodes more")
            for size in SIZES
        ),
        *(
            Claim(
                f"{group(size)}: codes from -2 to 2 leave the data, linear code",
                cell(group(size), LINEAR, PRIOR),
                1.0,
            )
            for size in SIZES
        ),
        *(
            beats(
                LINEAR,
                VARIATIONAL,
                PRIOR,
                group(size),
                text=f"{group(size)}: farther than a VAE's",
            )
            for size in SIZES
        ),
    ],
)
