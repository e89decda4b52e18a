"""Patches: the same rows at every look, from memory or from files, pairs that stay aligned."""

import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Data, Patches, Photographs, photographs
from dlc_support.data.split import Movable
from dlc_support.objectives import Denoising
from dlc_support.training import fit
from dlc_support.training.fingerprint import describe_data


def drawn(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(256, shape, generator=generator, dtype=torch.uint8)


def three(channels: int = 1) -> Photographs:
    sides = [(20, 31), (24, 18), (40, 16)]
    return Photographs([drawn(channels, *side, seed=n) for n, side in enumerate(sides)], "three")


def everything(patches: Patches, size: int = 7) -> list[Tensor]:
    order = torch.arange(len(patches)).flip(0).split(size)
    return [batch.inputs for batch in patches.batches(order)]


@pytest.mark.parametrize("channels", [1, 3])
def test_batches_are_float32_in_the_unit_range_and_have_the_asked_size(channels: int) -> None:
    patches = Patches(three(channels), 16, count=10)
    (batch,) = patches.batches([torch.arange(10)])
    assert batch.inputs.shape == (10, channels, 16, 16)
    assert batch.inputs.dtype == torch.float32
    assert batch.targets is None
    levels = 255 * batch.inputs
    assert torch.equal((levels.round() / 255).float(), batch.inputs)
    assert isinstance(patches, Data)
    assert isinstance(patches, Movable)


def test_a_patch_lies_in_its_photograph() -> None:
    picture = drawn(1, 20, 30)
    patches = Patches(Photographs([picture]), 5, count=20, flips=False)
    windows = picture.unfold(1, 5, 1).unfold(2, 5, 1).reshape(-1, 5, 5)
    for patch in patches.rows(torch.arange(20)).inputs:
        assert ((255 * patch[0]).round() == windows).all(dim=(1, 2)).any()


def test_a_row_is_the_same_patch_whenever_it_is_asked_for() -> None:
    patches = Patches(three(), 12, count=30, seed=3)
    again = Patches(three(), 12, count=30, seed=3)
    other = Patches(three(), 12, count=30, seed=4)
    rows = torch.tensor([5, 0, 29])
    assert torch.equal(patches.rows(rows).inputs, again.rows(rows).inputs)
    assert torch.equal(patches.rows(rows[1:]).inputs, patches.rows(rows).inputs[1:])
    assert not torch.equal(patches.rows(rows).inputs, other.rows(rows).inputs)


@pytest.mark.parametrize("cache", [600, 2_000, 10_000])
def test_a_small_cache_gives_the_same_patches(cache: int) -> None:
    whole, streamed = Patches(three(), 16, count=23), Patches(three(), 16, count=23, cache=1_000)
    assert whole.resident
    assert not streamed.resident
    for one, other in zip(everything(whole), everything(streamed), strict=True):
        assert torch.equal(one, other)


def test_what_is_held_at_once_stays_within_the_cache(tmp_path, monkeypatch) -> None:
    for number in range(12):
        Image.fromarray(drawn(40, 40, seed=number).numpy()).save(tmp_path / f"{number}.png")
    cache = 5_000  # of 12 photographs of 1600 bytes and 100 patches of 256
    patches = Patches(photographs(tmp_path, channels=1), 16, count=100, cache=cache)
    held = []
    made = torch.empty

    def counted(*size, **options):
        empty = made(*size, **options)
        held.append(empty.nbytes)
        return empty

    monkeypatch.setattr(torch, "empty", counted)
    assert len(torch.cat(everything(patches, 4))) == 100
    assert 0.5 * cache < max(held) <= cache
    assert sum(held) == 100 * 256


def test_a_photograph_is_read_once_for_as_many_batches_as_fit(monkeypatch) -> None:
    reads = []

    class Counted(list):
        def __getitem__(self, index):
            reads.append(index)
            return super().__getitem__(index)

    kept = three()
    patches = Patches(Photographs(Counted(kept.pictures)), 16, count=24, cache=12 * 256)
    reads.clear()
    everything(patches, 4)
    assert len(reads) <= 2 * 3


def test_pairs_show_the_same_place_laid_down_the_same_way() -> None:
    small = three()
    large = small.each(lambda picture: picture.repeat_interleave(3, 1).repeat_interleave(3, 2))
    for cache in (10_000_000, 5_000):
        patches = Patches(large, 6, count=64, small=small, scale=3, cache=cache)
        batch = patches.rows(torch.arange(64))
        assert batch.targets.shape == (64, 1, 18, 18)
        assert torch.equal(batch.targets[:, :, 1::3, 1::3], batch.inputs)
        repeated = batch.inputs.repeat_interleave(3, 2).repeat_interleave(3, 3)
        assert torch.equal(batch.targets, repeated)
    upright = Patches(large, 6, count=64, small=small, scale=3, flips=False)
    assert not torch.equal(upright.rows(torch.arange(64)).inputs, batch.inputs)


def test_the_name_of_a_run_holds_pixels_and_places() -> None:
    names = {
        describe_data(Patches(made, 12, count=8, seed=seed, flips=flips, cache=cache))
        for made in (three(), three().each(lambda picture: picture // 2))
        for seed in (0, 1)
        for flips in (True, False)
        for cache in (1_000, 10_000_000)
    }
    assert len(names) == 2 * 2 * 2 + 2 * 2  # files that are not at hand count by their names
    assert describe_data(Patches(three(), 12, count=8)) == describe_data(
        Patches(three(), 12, count=8)
    )


@pytest.mark.parametrize("cache", [1_000, 10_000_000])
def test_an_edited_file_is_another_run_also_where_it_is_not_at_hand(tmp_path, cache: int) -> None:
    file, names = tmp_path / "one.png", set()
    for picture in (drawn(40, 40, seed=0), torch.zeros(40, 40, dtype=torch.uint8)):
        Image.fromarray(picture.numpy()).save(file)
        made = Patches(photographs(tmp_path, channels=1), 16, count=8, cache=cache)
        names.add(describe_data(made))
    assert len(names) == 2


@pytest.mark.parametrize("cache", [1_000, 10_000_000])
def test_a_network_trains_on_patches_as_on_a_split(cache: int) -> None:
    model = nn.Conv2d(1, 1, 3, padding=1)
    patches = Patches(three(), 8, count=40, cache=cache)
    history = fit(model, Denoising(GaussianNoise(0.1)), patches, epochs=2, batch_size=10)
    assert history.steps == 8
    assert history.train["total"][1] < history.train["total"][0]


@pytest.mark.skipif(not torch.accelerator.is_available(), reason="no accelerator")
def test_patches_are_gathered_on_the_device() -> None:
    there = torch.accelerator.current_accelerator()
    patches = Patches(three(), 8, count=40)
    rows = torch.arange(40)
    moved = patches.to(there).rows(rows).inputs
    assert moved.device.type == there.type
    assert torch.equal(moved.cpu(), patches.rows(rows).inputs)


def test_moving_leaves_the_patches_as_they_were() -> None:
    patches = Patches(three(), 8, count=4)
    assert torch.equal(
        patches.to("cpu").rows(torch.arange(4)).inputs, patches.rows(torch.arange(4)).inputs
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 17}, r"as large as a patch of 17x17, got three 2 of 40x16; .*at_least\(17\)"),
        ({"size": 0}, "size must be at least 1, got 0"),
        ({"count": 0}, "count must be at least 1, got 0"),
        ({"scale": 2}, "scale must be 1 where small is not given, got 2"),
        ({"cache": 100}, "cache must hold a row of 256 bytes, got 100"),
    ],
)
def test_what_cannot_be_cut_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Patches(three(), **{"size": 16, **settings})


def test_pairs_that_do_not_fit_are_refused() -> None:
    small = three()
    with pytest.raises(ValueError, match="2 times as large as small, got three 0 with shapes"):
        Patches(small, 6, small=small, scale=2)
    with pytest.raises(ValueError, match="small must be 3 photographs, got 2"):
        Patches(small, 6, small=small.take(2), scale=1)
