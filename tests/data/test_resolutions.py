"""Photographs at two sizes, and batches of one scale each."""

import pytest
import torch
from torch import Tensor

from dlc_support.data import MixedScales, Patches, Photographs, joined, low_resolution, resolutions


def pictures(count: int = 2, side: int = 26) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [
        torch.randint(256, (3, side + n, side), generator=generator, dtype=torch.uint8)
        for n in range(count)
    ]


def paired(scale: int, count: int = 40) -> Patches:
    small, large = resolutions(Photographs(pictures(), "noise"), scale)
    return Patches(large, size=4, count=count, small=small, scale=scale)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_small_photographs_are_what_the_benchmarks_use(scale: int):
    small, large = resolutions(Photographs(pictures()), scale)
    for few, many in zip(small, large, strict=True):
        assert torch.allclose(few, low_resolution(many, scale), atol=1e-6)
    whole = [(h - h % scale, w - w % scale) for h, w in Photographs(pictures()).sides]
    assert large.sides == whole


def test_the_large_ones_are_cropped_and_not_resampled():
    _, large = resolutions(Photographs(pictures()), 4)
    assert torch.equal(large.pictures[1], pictures()[1][:, :24, :24])


def test_joined_sets_hold_the_pictures_of_all_and_no_set_twice():
    first, second = Photographs(pictures(1), "a", "A"), Photographs(pictures(2), "b", "B")
    both = joined(first, second, first)
    assert (both.name, both.source, len(both)) == ("a+b", "A; B", 3)
    assert torch.equal(both.pictures[2], second.pictures[1])


def test_a_batch_has_one_scale_and_says_which():
    mixed = MixedScales({2: paired(2), 3: paired(3)})
    seen = set()
    for batch in mixed.batches(list(torch.randperm(40).split(8))):
        (scale,) = set(batch.condition.tolist())
        assert batch.inputs.shape == (8, 3, 4, 4)
        assert batch.targets.shape == (8, 3, 4 * scale, 4 * scale)
        seen.add(scale)
    assert seen == {2, 3}


def test_batches_are_the_parts_own_and_depend_on_their_rows_alone():
    parts = {2: paired(2), 3: paired(3)}
    mixed, rows = MixedScales(parts), torch.tensor([7, 2, 30])
    alone = next(mixed.batches([rows]))
    later = list(mixed.batches([torch.tensor([4, 5]), rows]))[1]
    for batch in (alone, later):
        assert torch.equal(batch.inputs, parts[3].rows(rows).inputs)
        assert torch.equal(batch.targets, parts[3].rows(rows).targets)


def test_all_that_rows_depend_on_is_among_the_tensors():
    names = MixedScales({2: paired(2), 3: paired(3)}).tensors()
    assert {name.split()[0] for name in names} == {"x2", "x3"}
    assert len(names) == 2 * len(paired(2).tensors())


def test_parts_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match=r"equally many .* \{2: 40, 3: 30\}"):
        MixedScales({2: paired(2), 3: paired(3, count=30)})
    with pytest.raises(ValueError, match="equally many"):
        MixedScales({})
