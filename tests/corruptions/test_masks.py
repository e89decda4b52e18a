import pytest
import torch

from dlc_support.corruptions import BlockMask, SaltAndPepper, ZeroMask


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
    erased = ZeroMask(0.3).touched(torch.ones(200, 1, 28, 28), seeded()).double() - 0.3
    for product in (erased[..., 1:] * erased[..., :-1], erased[..., 1:, :] * erased[..., :-1, :]):
        assert abs(product.mean()) < 4 * 0.21 / product.numel() ** 0.5


def test_all_channels_of_a_pixel_are_erased_together_and_components_of_a_vector_alone():
    image = ZeroMask(0.5).touched(torch.ones(20, 3, 8, 8), seeded())
    assert torch.equal(image[:, 0], image[:, 1])
    assert torch.equal(image[:, 0], image[:, 2])
    vectors = ZeroMask(0.5).touched(torch.ones(1000, 2), seeded())
    assert within((vectors[:, 0] == vectors[:, 1]).double().mean(), 0.5, 1000)


def test_a_mask_covers_black_pixels_too():
    touched = ZeroMask(0.5).touched(torch.zeros(10, 1, 28, 28), seeded())
    assert within(touched.double().mean(), 0.5, touched.numel())


@pytest.mark.parametrize("p", [0.2, 0.6])
def test_salt_and_pepper_come_in_equal_shares(p):
    corrupted = SaltAndPepper(p)(torch.full((100, 1, 28, 28), 0.5), seeded())
    for value, share in ((0.0, p / 2), (1.0, p / 2), (0.5, 1 - p)):
        assert within((corrupted == value).double().mean(), share, corrupted.numel())


def test_salt_counts_as_touched_on_a_white_pixel():
    touched = SaltAndPepper(0.4).touched(torch.ones(100, 1, 28, 28), seeded())
    assert within(touched.double().mean(), 0.4, touched.numel())


@pytest.mark.parametrize("size", [1, 10, 16, 28])
def test_a_block_is_a_full_square_inside_the_image(size):
    covered = BlockMask(size).touched(torch.ones(300, 1, 28, 28), seeded())[:, 0]
    assert torch.equal(covered.sum((1, 2)), torch.full((300,), size**2))
    assert torch.equal(covered.any(1).sum(1), torch.full((300,), size))
    assert torch.equal(covered.any(2).sum(1), torch.full((300,), size))


def test_the_corner_of_a_block_is_uniform_over_all_places():
    height, width, size, count = 6, 5, 3, 60_000
    covered = BlockMask(size).touched(torch.ones(count, 1, height, width), seeded())[:, 0]
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
    with pytest.raises(ValueError, match="size must be >= 0, got -1"):
        BlockMask(-1)
    with pytest.raises(TypeError, match="size"):
        BlockMask(2.5)
    with pytest.raises(ValueError, match="size must be at most the images' side 8, got 10"):
        BlockMask(10)(torch.ones(1, 1, 8, 12), seeded())


def test_a_block_on_vectors_is_refused():
    with pytest.raises(ValueError, match=r"clean must be images .* got shape \(3, 5\)"):
        BlockMask(2)(torch.ones(3, 5), seeded())
