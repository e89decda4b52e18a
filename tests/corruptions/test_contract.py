"""What every corruption promises: one body over all members."""

import pickle
from dataclasses import FrozenInstanceError, fields

import pytest
import torch

from dlc_support import corruptions
from dlc_support.corruptions import (
    BernoulliNoise,
    Binarisation,
    BlockMask,
    Chain,
    Clipped,
    Corruption,
    GaussianBlur,
    GaussianNoise,
    LearnedNoise,
    LogUniformLevel,
    Mask,
    PoissonNoise,
    QuadrantMask,
    RandomImpulses,
    RandomLevel,
    RandomMask,
    RectangleMask,
    SaltAndPepper,
    Scan,
    Scheduled,
    SpectrumMask,
    TextOverlay,
    ZeroMask,
)

MEMBERS = [
    GaussianNoise(0.3),
    ZeroMask(0.4),
    SaltAndPepper(0.4),
    BlockMask(3),
    GaussianBlur(1.5),
    Chain(GaussianBlur(1.0), GaussianNoise(0.2)),
    Chain(ZeroMask(0.3), SaltAndPepper(0.2)),
    RandomLevel(GaussianNoise, low=0.1, high=0.5),
    RandomLevel(ZeroMask, low=0.2, high=0.8),
    RandomLevel(SaltAndPepper, low=0.2, high=0.8),
    RandomLevel(GaussianBlur, low=0.5, high=2.0),
    PoissonNoise(30),
    RandomLevel(PoissonNoise, low=5, high=50),
    LogUniformLevel(GaussianNoise, low=0.1, high=0.5),
    BernoulliNoise(0.4),
    RandomLevel(BernoulliNoise, low=0.1, high=0.8),
    RandomImpulses(0.4),
    RandomMask(ZeroMask, low=0.2, high=0.8),
    RandomMask(SaltAndPepper, low=0.2, high=0.8),
    RandomMask(RandomImpulses, low=0.2, high=0.8),
    TextOverlay(0.3, 0.5, side=40, count=6),
    Clipped(GaussianNoise(0.3)),
    SpectrumMask(0.4),
    SpectrumMask(0.4, 0.1, scaled=False),
    SaltAndPepper(0.4, low=-4.0, high=6.0),
    QuadrantMask(("upper left", "lower right")),
    RectangleMask(most=3, sides=(2, 6)),
    Binarisation(),
]
AT_LEVEL_ZERO = [
    GaussianNoise(0.0),
    ZeroMask(0.0),
    SaltAndPepper(0.0),
    BlockMask(0),
    GaussianBlur(0.0),
    Chain(GaussianNoise(0.0), ZeroMask(0.0)),
    RandomLevel(GaussianNoise, low=0.0, high=0.0),
    RandomLevel(ZeroMask, low=0.0, high=0.0),
    RandomLevel(GaussianBlur, low=0.0, high=0.0),
    BernoulliNoise(0.0),
    RandomImpulses(0.0),
    RandomMask(ZeroMask, low=0.0, high=0.0),
    TextOverlay(0.0, 0.0, side=40, count=6),
    Clipped(GaussianNoise(0.0)),
]
DRAWS = [member for member in MEMBERS if not isinstance(member, GaussianBlur | QuadrantMask)]
MASKS = [member for member in MEMBERS if isinstance(member, Mask)]
ON_IMAGES_ONLY = (
    *("BlockMask", "GaussianBlur", "QuadrantMask", "RectangleMask", "SpectrumMask"),
    "TextOverlay",
)
ON_VECTORS = [m for m in MEMBERS if not any(name in repr(m) for name in ON_IMAGES_ONLY)]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def images(count=5, channels=3, dtype=torch.float32):
    # Neither 0 nor 1 occurs, so that whatever a mask replaces can be seen.
    return 0.1 + 0.8 * torch.rand(count, channels, 9, 8, generator=seeded(123)).to(dtype)


def test_every_public_kind_is_under_contract():
    kinds = {getattr(corruptions, name) for name in corruptions.__all__} - {
        Corruption,
        LearnedNoise,  # holds a network, so that it neither compares by value nor takes any input
        Mask,
        Scan,
        Scheduled,
    }
    assert {type(member) for member in MEMBERS} == kinds


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16], ids=str)
@pytest.mark.parametrize("channels", [1, 3])
def test_shape_dtype_and_device_are_kept(corruption, dtype, channels):
    clean = images(channels=channels, dtype=dtype)
    corrupted = corruption(clean, seeded())
    assert corrupted.shape == clean.shape
    assert corrupted.dtype == dtype
    assert corrupted.device == clean.device
    assert not torch.equal(corrupted, clean)


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16], ids=str)
def test_the_draw_is_the_same_in_every_precision(corruption, dtype):
    clean = images(dtype=torch.bfloat16)  # exact in all three types
    expected = corruption(clean.float(), seeded())
    torch.testing.assert_close(
        corruption(clean.to(dtype), seeded()).float(), expected, rtol=0.02, atol=0.01
    )


@pytest.mark.parametrize("corruption", ON_VECTORS, ids=repr)
def test_vectors_and_an_empty_batch_keep_their_shape(corruption):
    assert corruption(torch.rand(4, 7), seeded()).shape == (4, 7)
    assert corruption(torch.rand(0, 1, 4, 4), seeded()).shape == (0, 1, 4, 4)


@pytest.mark.parametrize("corruption", MEMBERS + AT_LEVEL_ZERO, ids=repr)
def test_clean_is_left_as_it_is(corruption):
    clean = images()
    before = clean.clone()
    corrupted = corruption(clean, seeded())
    corrupted.add_(1.0)
    assert torch.equal(clean, before)


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
def test_only_the_generator_decides_the_draw(corruption):
    clean = images()
    torch.manual_seed(1)
    state = torch.get_rng_state()
    first = corruption(clean, seeded())
    assert torch.equal(torch.get_rng_state(), state)
    torch.manual_seed(2)
    assert torch.equal(corruption(clean, seeded()), first)


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
def test_the_default_dtype_changes_no_draw(corruption):
    clean = images()
    expected = corruption(clean, seeded())
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.equal(corruption(clean, seeded()), expected)
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("corruption", DRAWS, ids=repr)
def test_another_seed_gives_another_draw(corruption):
    clean = images()
    assert not torch.equal(corruption(clean, seeded(0)), corruption(clean, seeded(1)))


@pytest.mark.parametrize("corruption", DRAWS, ids=repr)
def test_one_generator_never_gives_the_same_draw_twice(corruption):
    clean, generator = images(), seeded()
    assert not torch.equal(corruption(clean, generator), corruption(clean, generator))


@pytest.mark.parametrize("corruption", DRAWS, ids=repr)
def test_the_examples_of_a_batch_are_drawn_independently(corruption):
    clean = images(count=1).expand(400, -1, -1, -1)
    corrupted = corruption(clean, seeded())
    assert len({bytes(image.numpy()) for image in corrupted}) > 30
    centred = (corrupted - corrupted.mean(0)).flatten(1)
    neighbours = (centred[1:] * centred[:-1]).mean() / centred.square().mean()
    assert abs(neighbours) < 4 / 400**0.5


@pytest.mark.parametrize("corruption", AT_LEVEL_ZERO, ids=repr)
def test_level_zero_is_the_identity(corruption):
    clean = images()
    assert torch.equal(corruption(clean, seeded()), clean)


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
def test_a_member_prints_as_its_constructor(corruption):
    copy = eval(repr(corruption), vars(corruptions))
    assert copy == corruption
    assert hash(copy) == hash(corruption)
    assert "0x" not in repr(corruption)


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
def test_a_member_pickles(corruption):
    copy = pickle.loads(pickle.dumps(corruption))
    assert copy == corruption
    assert torch.equal(copy(images(), seeded()), corruption(images(), seeded()))


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
def test_a_member_cannot_be_changed(corruption):
    with pytest.raises(FrozenInstanceError):
        setattr(corruption, next((field.name for field in fields(corruption)), "level"), 0.0)


def test_members_with_different_levels_differ():
    assert len(set(MEMBERS)) == len(MEMBERS)
    assert GaussianNoise(0.1) != GaussianNoise(0.2)
    assert ZeroMask(0.5) != SaltAndPepper(0.5)


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
def test_the_flag_unbiased_says_whether_the_mean_is_the_clean_example(corruption):
    clean = images(count=1)
    draws = corruption(clean.expand(4000, -1, -1, -1), seeded()).double()
    standard_error = draws.std(0) / 4000**0.5
    off = (draws.mean(0) - clean[0]).abs() / standard_error.clamp_min(1e-6)
    # 216 means: the largest of 216 normal deviates exceeds 4.5 once in 700 times.
    assert (off.max() < 4.5) == corruption.unbiased


@pytest.mark.parametrize("mask", MASKS, ids=repr)
@pytest.mark.parametrize("channels", [1, 3])
def test_the_mask_is_where_the_same_generator_state_replaces(mask, channels):
    clean = images(count=50, channels=channels)
    masked = mask.mask(clean, seeded(7))
    assert masked.dtype == torch.bool
    assert masked.shape == clean.shape
    assert torch.equal(masked, mask(clean, seeded(7)) != clean)
    assert torch.equal(masked, masked[:, :1].expand_as(masked))


def test_masks_are_told_from_other_corruptions():
    masks = {BlockMask, QuadrantMask, RandomImpulses, RandomMask, SaltAndPepper, TextOverlay}
    assert {type(member) for member in MASKS} == masks | {RectangleMask, ZeroMask}
    assert all(isinstance(member, Corruption) for member in MEMBERS)


@pytest.mark.parametrize("corruption", MEMBERS, ids=repr)
def test_gradients_flow_through_a_corruption(corruption):
    clean = images().requires_grad_()
    corruption(clean, seeded()).sum().backward()
    assert torch.isfinite(clean.grad).all()
    assert clean.grad.abs().sum() > 0
