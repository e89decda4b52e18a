import pytest
import torch
from torch import Generator

from dlc_support.evaluation import NeighbourCompletion

EXAMPLES = torch.rand(30, 1, 4, 4, generator=Generator().manual_seed(0))
MASK = torch.zeros(30, 1, 4, 4, dtype=torch.bool)
MASK[..., 2:] = True


def test_one_neighbour_of_a_training_image_is_that_image():
    hidden = torch.where(MASK, 0.5, EXAMPLES)
    assert torch.equal(NeighbourCompletion(EXAMPLES, 1)(hidden, MASK), EXAMPLES)


def test_the_hidden_pixels_are_the_mean_of_the_nearest_by_the_visible_ones():
    image, mask = torch.rand(1, 1, 4, 4, generator=Generator().manual_seed(1)), MASK[:1]
    distances = (EXAMPLES - image)[..., :2].square().flatten(1).sum(dim=1)
    near = EXAMPLES[distances.argsort()[:5]].mean(dim=0)
    found = NeighbourCompletion(EXAMPLES, 5)(image, mask)
    torch.testing.assert_close(found[0][mask[0]], near[mask[0]])
    assert torch.equal(found[~mask], image[~mask])


def test_hidden_pixels_are_not_read():
    complete = NeighbourCompletion(EXAMPLES, 3)
    one, other = (torch.where(MASK, value, EXAMPLES) for value in (0.0, 9.0))
    assert torch.equal(complete(one, MASK), complete(other, MASK))


def test_different_masks_and_too_many_neighbours_are_refused():
    with pytest.raises(ValueError, match="mask must be the same for all images"):
        NeighbourCompletion(EXAMPLES, 3)(EXAMPLES, MASK & (torch.arange(30) > 3).view(-1, 1, 1, 1))
    with pytest.raises(ValueError, match="neighbours must be at most the 30 examples, got 31"):
        NeighbourCompletion(EXAMPLES, 31)
