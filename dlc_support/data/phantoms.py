"""Phantoms: the pictures of ellipses on which scanners and reconstructions are tried."""

from functools import cache
from math import pi

import torch
from jaxtyping import Float
from torch import Generator, Tensor
from torch.nn.functional import adaptive_avg_pool2d

from dlc_support.arguments import check_counts, check_generator, check_seed
from dlc_support.data.split import Split, Splits
from dlc_support.shapes import Images

Ellipses = Float[Tensor, "batch ellipses 6"]

# Value added inside, half axes, centre, angle in degrees; lengths in half sides of the picture, y
# upwards. The values are those of the modified phantom: the original's differ by a few percent.
SHEPP_LOGAN = (
    (1.0, 0.69, 0.92, 0.0, 0.0, 0.0),
    (-0.8, 0.6624, 0.874, 0.0, -0.0184, 0.0),
    (-0.2, 0.11, 0.31, 0.22, 0.0, -18.0),
    (-0.2, 0.16, 0.41, -0.22, 0.0, 18.0),
    (0.1, 0.21, 0.25, 0.0, 0.35, 0.0),
    (0.1, 0.046, 0.046, 0.0, 0.1, 0.0),
    (0.1, 0.046, 0.046, 0.0, -0.1, 0.0),
    (0.1, 0.046, 0.023, -0.08, -0.605, 0.0),
    (0.1, 0.023, 0.023, 0.0, -0.606, 0.0),
    (0.1, 0.023, 0.046, 0.06, -0.605, 0.0),
)
SKULL = 2  # the first ellipses: outside and inside of the skull
EXTRA = 8  # ellipses that a random phantom has besides
BLOCK = 2**20  # pixels at a time


def random_phantoms(count: int, generator: Generator, *, side: int = 64) -> Images:
    """Phantoms like that of Shepp and Logan, each with other ellipses.

    Every ellipse of the head is moved, stretched, turned and given another value; eight further
    ones lie inside the skull; then the whole head is turned, scaled and moved. Values are rounded
    to 256 levels.

    Args:
        count: Number of phantoms, at least 1.
        generator: Source of the draws.
        side: Height and width in pixels, at least 1.

    Returns:
        Images float32 in [0, 1], (count, 1, side, side), on the CPU.

    Raises:
        ValueError: If `count` or `side` is below 1.

    Example:
        >>> heads = random_phantoms(2, Generator().manual_seed(0), side=32)
        >>> heads.shape, heads.min().item(), heads.max().item()
        (torch.Size([2, 1, 32, 32]), 0.0, 1.0)
    """
    check_counts(count=count, side=side)
    check_generator(generator)
    return rendered(_drawn(count, generator), side)


def rendered(ellipses: Ellipses, side: int) -> Images:
    """Pictures in which each ellipse adds its value to what lies inside it.

    An edge fades over one pixel, along the distance from it (to first order). Values are held to
    [0, 1] and rounded to 256 levels.

    Args:
        ellipses: Of each picture: value, half axes, centre, angle in degrees, as in
            `SHEPP_LOGAN`.
        side: Height and width in pixels.

    Source:
        Shepp and Logan (1974), for the phantom.

    Example:
        >>> disc = torch.tensor([[[1.0, 0.5, 0.5, 0.0, 0.0, 0.0]]])
        >>> (255 * rendered(disc, 4)[0, 0]).round()
        tensor([[  0.,   0.,   0.,   0.],
                [  0., 202., 202.,   0.],
                [  0., 202., 202.,   0.],
                [  0.,   0.,   0.,   0.]])
    """
    rows = max(1, BLOCK // side**2)
    return torch.cat([_rendered(part.double(), side) for part in ellipses.split(rows)])


def phantoms(
    sizes: tuple[int, int, int] = (1000, 100, 100), *, side: int = 64, seed: int = 0
) -> Splits:
    """Random phantoms to train, validate and test on; the parts have draws of their own.

    Args:
        sizes: Numbers of training, validation and test phantoms.
        side: Height and width in pixels.
        seed: Seed of the draws.

    Example:
        >>> heads = phantoms((4, 2, 2), side=32)
        >>> heads.test.name, heads.test.source
        ('random phantoms test', 'phantoms of random ellipses, 32x32, seed 0')
    """
    check_seed(seed)
    made = (
        Split(
            random_phantoms(count, Generator().manual_seed(3 * seed + place), side=side),
            name=f"random phantoms {part}",
            source=f"phantoms of random ellipses, {side}x{side}, seed {seed}",
            range="unit",
        )
        for place, (part, count) in enumerate(zip(("train", "valid", "test"), sizes, strict=True))
    )
    return Splits(*made)


@cache
def shepp_logan(side: int = 64) -> Split:
    """The one phantom that ships inside scikit-image, brought to another size: a test image.

    Args:
        side: Height and width in pixels; each is the mean over its part of the 400x400 picture.

    Returns:
        A split of one image; treat the tensor as read-only.

    Source:
        Shepp and Logan (1974), with the contrasts of Toft (1996).

    Example:
        >>> shepp_logan(64)
        Split(inputs=(1, 1, 64, 64), name='Shepp-Logan phantom',
              source="scikit-image's shepp_logan_phantom, 64x64", range='unit')
    """
    from skimage.data import shepp_logan_phantom

    large = torch.from_numpy(shepp_logan_phantom())[None, None]
    small = adaptive_avg_pool2d(large.double(), side).clamp(0, 1).float()
    source = f"scikit-image's shepp_logan_phantom, {side}x{side}"
    return Split(small, name="Shepp-Logan phantom", source=source, range="unit")


def _drawn(count: int, generator: Generator) -> Ellipses:
    """Ellipses of random heads, in the upright head's coordinates and then posed."""

    def between(low: float, high: float, *shape: int) -> Tensor:
        uniform = torch.rand(count, *shape, generator=generator, dtype=torch.float64)
        return low + (high - low) * uniform

    skull, inside = (
        torch.tensor(part, dtype=torch.float64).repeat(count, 1, 1)
        for part in (SHEPP_LOGAN[:SKULL], SHEPP_LOGAN[SKULL:])
    )
    skull[:, 1, 0] *= between(0.6, 1.0)  # the brain beside the skull
    skull[:, 1, 1:3] *= between(0.92, 1.0, 1)
    parts = inside.shape[1]
    inside[..., 0] *= between(0.5, 2.0, parts)
    inside[..., 1:3] *= between(0.8, 1.25, parts, 2)
    inside[..., 3:5] += between(-0.06, 0.06, parts, 2)
    inside[..., 5] += between(-25.0, 25.0, parts)
    extra = torch.empty(count, EXTRA, 6, dtype=torch.float64)
    extra[..., 0] = between(-0.2, 0.3, EXTRA)
    extra[..., 1:3] = between(0.03, 0.18, EXTRA, 2)
    distance, direction = 0.6 * between(0.0, 1.0, EXTRA).sqrt(), between(0.0, 2 * pi, EXTRA)
    extra[..., 3] = distance * direction.cos()
    extra[..., 4] = distance * direction.sin()
    extra[..., 5] = between(0.0, 180.0, EXTRA)
    head = torch.cat([skull, inside, extra], dim=1)
    return _posed(head, between(-20.0, 20.0, 1), between(0.8, 1.0, 1), between(-0.05, 0.05, 1, 2))


def _posed(head: Ellipses, turn: Tensor, scale: Tensor, shift: Tensor) -> Ellipses:
    """The whole head turned about its centre (degrees), scaled, and moved."""
    cosine, sine = torch.cos(turn * pi / 180), torch.sin(turn * pi / 180)
    x, y = head[..., 3], head[..., 4]
    posed = head.clone()
    posed[..., 1:3] *= scale[..., None]
    posed[..., 3] = scale * (cosine * x - sine * y) + shift[..., 0]
    posed[..., 4] = scale * (sine * x + cosine * y) + shift[..., 1]
    posed[..., 5] += turn
    return posed


def _rendered(ellipses: Ellipses, side: int) -> Images:
    value, wide, tall, across, up, degrees = ellipses[..., None, None].unbind(2)
    cosine, sine = torch.cos(degrees * pi / 180), torch.sin(degrees * pi / 180)
    place = (torch.arange(side, dtype=torch.float64) + 0.5) * 2 / side - 1
    total = torch.zeros(len(ellipses), side, side, dtype=torch.float64)
    for k in range(ellipses.shape[1]):  # one at a time: memory stays that of the pictures
        x, y = place - across[:, k], -place[:, None] - up[:, k]
        along = (x * cosine[:, k] + y * sine[:, k]) / wide[:, k]
        aside = (y * cosine[:, k] - x * sine[:, k]) / tall[:, k]
        radius = torch.hypot(along, aside)  # 1 on the edge
        slope = torch.hypot(along / wide[:, k], aside / tall[:, k]) / radius.clamp_min(1e-9)
        outside = (radius - 1) / slope.clamp_min(1e-9) * (side / 2)  # distance in pixels
        total += value[:, k] * (0.5 - outside).clamp(0, 1)
    # Ties clearly upwards, so that every machine rounds alike.
    return (255 * total.clamp(0, 1)[:, None] + 0.5 + 1e-6).floor().float() / 255
