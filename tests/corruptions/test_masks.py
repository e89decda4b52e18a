import pytest
import torch

from dlc_support.corruptions import BlockMask, QuadrantMask, SaltAndPepper, ZeroMask


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def within(share, expected, count):
    return abs(share - expected) < 4 * (expected * (1 - expected) / count) ** 0.5


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_erasure_hits_a_share_p_of_the_pixels_and_leaves_the_rest(p):
    clean = torch.full((100, 1, 28, 28), 0.7)
    corrupted = ZeroMask(p)(clean, seeded())
    erased = corrupted == 0
    assert within(erased.double().mean(), p, clean.numel())
    assert torch.equal(corrupted[~erased], clean[~erased])


def test_erasure_with_certainty_leaves_nothing():
    assert torch.equal(ZeroMask(1)(torch.ones(3, 1, 5, 5), seeded()), torch.zeros(3, 1, 5, 5))


def test_erased_neighbours_are_independent():
    erased = ZeroMask(0.3).mask(torch.ones(200, 1, 28, 28), seeded()).double() - 0.3
    for product in (erased[..., 1:] * erased[..., :-1], erased[..., 1:, :] * erased[..., :-1, :]):
        assert abs(product.mean()) < 4 * 0.21 / product.numel() ** 0.5


def test_all_channels_of_a_pixel_are_erased_together_and_components_of_a_vector_alone():
    image = ZeroMask(0.5).mask(torch.ones(20, 3, 8, 8), seeded())
    assert torch.equal(image[:, 0], image[:, 1])
    assert torch.equal(image[:, 0], image[:, 2])
    vectors = ZeroMask(0.5).mask(torch.ones(1000, 2), seeded())
    assert within((vectors[:, 0] == vectors[:, 1]).double().mean(), 0.5, 1000)


def test_a_mask_covers_black_pixels_too():
    masked = ZeroMask(0.5).mask(torch.zeros(10, 1, 28, 28), seeded())
    assert within(masked.double().mean(), 0.5, masked.numel())


@pytest.mark.parametrize("p", [0.2, 0.6])
def test_salt_and_pepper_come_in_equal_shares(p):
    corrupted = SaltAndPepper(p)(torch.full((100, 1, 28, 28), 0.5), seeded())
    for value, share in ((0.0, p / 2), (1.0, p / 2), (0.5, 1 - p)):
        assert within((corrupted == value).double().mean(), share, corrupted.numel())


def test_salt_counts_as_masked_on_a_white_pixel():
    masked = SaltAndPepper(0.4).mask(torch.ones(100, 1, 28, 28), seeded())
    assert within(masked.double().mean(), 0.4, masked.numel())


@pytest.mark.parametrize("size", [1, 10, 16, 28])
def test_a_block_is_a_full_square_inside_the_image(size):
    covered = BlockMask(size).mask(torch.ones(300, 1, 28, 28), seeded())[:, 0]
    assert torch.equal(covered.sum((1, 2)), torch.full((300,), size**2))
    assert torch.equal(covered.any(1).sum(1), torch.full((300,), size))
    assert torch.equal(covered.any(2).sum(1), torch.full((300,), size))


def test_the_corner_of_a_block_is_uniform_over_all_places():
    height, width, size, count = 6, 5, 3, 60_000
    covered = BlockMask(size).mask(torch.ones(count, 1, height, width), seeded())[:, 0]
    corner = covered.flatten(1).int().argmax(1)  # the first covered pixel
    hits = torch.bincount(corner, minlength=height * width).reshape(height, width)
    places = hits[: height - size + 1, : width - size + 1]
    assert places.sum() == count
    assert all(within(hit / count, 1 / places.numel(), count) for hit in places.flatten())


@pytest.mark.parametrize("kind", [ZeroMask, SaltAndPepper])
@pytest.mark.parametrize("p", [-0.1, 1.5, float("nan")])
def test_an_impossible_probability_is_refused(kind, p):
    with pytest.raises(ValueError, match=r"p must lie in \[0, 1\], got"):
        kind(p)


def test_an_impossible_block_is_refused():
    with pytest.raises(ValueError, match="size must be at least 0, got -1"):
        BlockMask(-1)
    with pytest.raises(TypeError, match="size"):
        BlockMask(2.5)
    with pytest.raises(ValueError, match="size must be at most the images' side 8, got 10"):
        BlockMask(10)(torch.ones(1, 1, 8, 12), seeded())


def test_a_block_on_vectors_is_refused():
    with pytest.raises(ValueError, match=r"clean must be images .* got shape \(3, 5\)"):
        BlockMask(2)(torch.ones(3, 5), seeded())


def test_salt_and_pepper_have_the_values_that_are_asked_for():
    whitened = torch.full((200, 1, 8, 8), 0.5)
    member = SaltAndPepper(0.4, low=-4, high=6)
    drawn = member(whitened, seeded())
    assert drawn.unique().tolist() == [-4.0, 0.5, 6.0]
    unit = SaltAndPepper(0.4)(whitened, seeded())
    assert torch.equal(drawn == 6, unit == 1)
    assert torch.equal(drawn == -4, unit == 0)


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.0), (0.0, 0.0), (float("nan"), 1.0)])
def test_salt_and_pepper_must_differ(low, high):
    with pytest.raises(ValueError, match="low < high must hold"):
        SaltAndPepper(0.1, low=low, high=high)


@pytest.mark.parametrize(("height", "width"), [(4, 6), (5, 7)])
def test_quadrants_meet_in_the_middle_and_are_hidden_by_name(height, width):
    clean, top, left = torch.ones(2, 3, height, width), height // 2, width // 2
    parts = {
        "upper left": (slice(None, top), slice(None, left)),
        "upper right": (slice(None, top), slice(left, None)),
        "lower left": (slice(top, None), slice(None, left)),
        "lower right": (slice(top, None), slice(left, None)),
    }
    for name, (rows, columns) in parts.items():
        expected = clean.clone()
        expected[:, :, rows, columns] = 0
        assert torch.equal(QuadrantMask((name,))(clean, seeded()), expected)
    assert not QuadrantMask(tuple(parts))(clean, seeded()).any()
    assert torch.equal(QuadrantMask(())(clean, seeded()), clean)


@pytest.mark.parametrize("hidden", [("left",), ("upper left", "upper left")])
def test_quadrants_that_there_are_not_or_twice_are_refused(hidden):
    with pytest.raises(ValueError, match="hidden must be different names out of"):
        QuadrantMask(hidden)
