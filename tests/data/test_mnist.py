"""MNIST: as published, from a mirror, or the embedded digits and said so."""

import gzip
import hashlib
import sys
from pathlib import Path

import pytest
import torch

from dlc_support.data import DownloadError, Patience, data_directory, mnist

MODULE = sys.modules["dlc_support.data.mnist"]
MIRROR = Path(__file__).parents[2].parent / "shared" / "data"
QUICK = Patience(attempts=1, timeout=5.0, pause=0.0)
LEARN, TEST, VALID = 12, 5, 4


def idx(values: torch.Tensor) -> bytes:
    """The file format of MNIST: type, number of axes, their lengths, bytes."""
    lengths = b"".join(length.to_bytes(4, "big") for length in values.shape)
    return bytes([0, 0, 8, values.ndim]) + lengths + values.numpy().tobytes()


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def published(count: int, seed: int) -> tuple[bytes, bytes]:
    generator = torch.Generator().manual_seed(seed)
    images = torch.randint(256, (count, 28, 28), generator=generator, dtype=torch.uint8)
    images[:, 0, 0] = torch.arange(count)  # says which image it is
    return idx(images), idx(torch.arange(count, dtype=torch.uint8) % 10)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mirror with a tiny MNIST, and a world in which nothing else is to be had."""
    from torchvision.datasets import MNIST

    folder = tmp_path / "mirror" / "MNIST" / "raw"
    folder.mkdir(parents=True)
    contents = [*published(LEARN, 0), *published(TEST, 1)]
    resources, unpacked = [], {}
    for (name, _), content in zip(MNIST.resources, contents, strict=True):
        packed = gzip.compress(content)
        (folder / name).write_bytes(packed)
        resources.append((name, md5(packed)))
        unpacked[name.removesuffix(".gz")] = md5(content)
    monkeypatch.setattr(MNIST, "resources", resources)
    monkeypatch.setattr(MNIST, "mirrors", [f"{tmp_path}/nowhere/"])
    monkeypatch.setattr(MODULE, "UNPACKED", unpacked)
    monkeypatch.setattr(MODULE, "VALID", VALID)
    monkeypatch.setattr(MODULE, "_failures", set())
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DLC_MIRROR", raising=False)
    return tmp_path / "mirror"


def test_a_mirror_gives_the_digits_without_any_official_place(
    small: Path, monkeypatch: pytest.MonkeyPatch, capfd
) -> None:
    monkeypatch.setenv("DLC_MIRROR", str(small))
    digits = mnist(patience=QUICK)
    assert [len(part) for part in vars(digits).values()] == [LEARN - VALID, VALID, TEST]
    assert digits.name == "MNIST"
    assert capfd.readouterr() == ("", "")


def test_the_validation_images_are_the_last_of_the_training_file(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLC_MIRROR", str(small))
    digits = mnist(patience=QUICK)
    numbers = [(part.inputs[:, 0, 0, 0] * 255).round().tolist() for part in vars(digits).values()]
    assert numbers == [[*range(8)], [*range(8, 12)], [*range(5)]]
    assert digits.valid.labels.tolist() == [8, 9, 0, 1]
    assert digits.train.inputs.max() == 1  # the grey level 255 of the file


def test_what_was_downloaded_once_needs_no_mirror_again(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLC_MIRROR", str(small))
    first = mnist(patience=QUICK)
    monkeypatch.delenv("DLC_MIRROR")
    MODULE._read.cache_clear()
    again = mnist(patience=QUICK)
    assert again.name == "MNIST"
    assert torch.equal(again.train.inputs, first.train.inputs)
    assert mnist(patience=QUICK) is again


DAMAGES = {
    "cut off": lambda whole: whole[:100],
    "half of it zeros": lambda whole: whole[: len(whole) // 2].ljust(len(whole), b"\0"),
    "one bit": lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
    "empty": lambda whole: b"",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", ["t10k-images-idx3-ubyte", "train-labels-idx1-ubyte"])
def test_a_damaged_unpacked_file_is_unpacked_again(
    small: Path, monkeypatch: pytest.MonkeyPatch, damage, name: str
) -> None:
    monkeypatch.setenv("DLC_MIRROR", str(small))
    mnist(patience=QUICK)
    unpacked = data_directory() / "MNIST" / "raw" / name
    whole = unpacked.read_bytes()
    unpacked.write_bytes(damage(whole))
    MODULE._read.cache_clear()
    assert mnist(patience=QUICK).name == "MNIST"
    assert unpacked.read_bytes() == whole


def test_a_damaged_file_that_cannot_be_had_again_is_named(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLC_MIRROR", str(small))
    mnist(patience=QUICK)
    monkeypatch.delenv("DLC_MIRROR")
    folder = data_directory() / "MNIST" / "raw"
    (folder / "t10k-images-idx3-ubyte").write_bytes(b"")
    (folder / "t10k-images-idx3-ubyte.gz").unlink()
    with pytest.raises(DownloadError, match="t10k-images-idx3-ubyte is not as it was published"):
        mnist(embedded=False, patience=QUICK)


def test_content_is_read_once_a_file(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pooch

    monkeypatch.setenv("DLC_MIRROR", str(small))
    mnist(patience=QUICK)
    mnist(patience=QUICK)  # remembers what it has found
    monkeypatch.setattr(pooch, "file_hash", None)
    assert mnist(patience=QUICK).name == "MNIST"


def packed_with_a_dot(path: Path) -> None:
    path.rename(path.with_name(path.name.replace("-idx", ".idx")))


def without_packing(path: Path) -> None:
    path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
    path.unlink()


def without_packing_with_a_dot(path: Path) -> None:
    without_packing(path)
    packed_with_a_dot(path.with_suffix(""))


@pytest.mark.parametrize(
    "change", [packed_with_a_dot, without_packing, without_packing_with_a_dot]
)
@pytest.mark.parametrize("plain", [False, True])
def test_a_mirror_with_other_names_or_without_packing_is_used(
    small: Path, monkeypatch: pytest.MonkeyPatch, change, plain: bool
) -> None:
    folder = small / "MNIST" / "raw"
    for path in [*folder.iterdir()]:
        change(path)
    monkeypatch.setenv("DLC_MIRROR", str(folder if plain else small))
    assert mnist(embedded=False, patience=QUICK).train.labels.tolist() == [*range(8)]


def test_a_mirror_with_unknown_names_is_told_what_is_needed(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small / "MNIST" / "raw"
    for path in [*folder.iterdir()]:
        path.rename(path.with_name(f"my-{path.name}"))
    monkeypatch.setenv("DLC_MIRROR", str(small))
    words = "DLC_MIRROR holds my-t10k-images-idx3-ubyte.gz, .* needed are train-images-idx3-ubyte"
    with pytest.raises(DownloadError, match=words):
        mnist(embedded=False, patience=QUICK)


def test_without_any_place_the_embedded_digits_are_announced_once(small: Path, capsys) -> None:
    digits = mnist(patience=QUICK)
    announced = capsys.readouterr().out
    assert digits.name == "embedded digits"
    assert "using the embedded digits" in announced
    assert "train-images-idx3-ubyte.gz could not be downloaded" in announced
    assert "dlc data mnist" in announced
    assert mnist(patience=QUICK) is digits
    assert capsys.readouterr().out == ""


def test_a_failure_is_remembered_but_not_held_against_a_new_mirror(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mnist(patience=QUICK).name == "embedded digits"
    with monkeypatch.context() as context:
        context.setattr(MODULE, "fetch", None)
        assert mnist(patience=QUICK).name == "embedded digits"
    monkeypatch.setenv("DLC_MIRROR", str(small))
    assert mnist(patience=QUICK).name == "MNIST"


def test_who_demands_mnist_gets_it_or_an_error_that_says_what_to_do(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    for _ in range(2):
        with pytest.raises(DownloadError, match="MNIST cannot be had") as caught:
            mnist(embedded=False, patience=QUICK)
        for word in ("dlc data mnist", "DLC_MIRROR", "DLC_DATA", "embedded=True", "nowhere"):
            assert word in str(caught.value)
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("DLC_MIRROR", str(small))
    assert mnist(embedded=False, patience=QUICK).name == "MNIST"


def test_the_embedded_digits_can_be_asked_for_outright(small: Path, capsys) -> None:
    assert mnist(embedded=True).name == "embedded digits"
    assert capsys.readouterr().out == ""


def test_a_damaged_mirror_leads_to_the_embedded_digits_not_to_a_damaged_cache(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    [labels] = small.rglob("train-labels*")
    labels.write_bytes(labels.read_bytes()[:-3])
    monkeypatch.setenv("DLC_MIRROR", str(small))
    assert mnist(patience=QUICK).name == "embedded digits"
    assert "wrong checksum" in capsys.readouterr().out
    assert not (data_directory() / "MNIST" / "raw" / labels.name).exists()


def test_a_disk_that_is_full_while_unpacking_is_named(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("DLC_MIRROR", str(small))
    monkeypatch.setattr(MODULE.shutil, "copyfileobj", full)
    with pytest.raises(DownloadError, match="No space left"):
        MODULE._unpack(next(small.rglob("t10k-labels*")), small / "unpacked")
    assert not (small / "unpacked").exists()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory):
    if not (MIRROR / "MNIST" / "raw").is_dir():
        pytest.skip(f"no MNIST at {MIRROR}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", str(MIRROR))
        yield mnist(embedded=False)
    MODULE._read.cache_clear()


def test_mnist_has_its_published_sizes(real) -> None:
    assert [len(part) for part in vars(real).values()] == [50_000, 10_000, 10_000]
    for part in vars(real).values():
        assert part.inputs.shape[1:] == (1, 28, 28)
        assert part.inputs.dtype == torch.float32
        assert (part.inputs.min(), part.inputs.max()) == (0, 1)


def test_mnist_begins_with_its_published_labels(real) -> None:
    assert real.train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert real.test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    # Counted in the published test file: 980 zeros, 1135 ones, ..., 1009 nines.
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert real.test.labels.bincount().tolist() == counts


def test_mnist_has_its_well_known_mean_and_deviation(real) -> None:
    inputs = torch.cat([real.train.inputs, real.valid.inputs])
    assert inputs.mean(dtype=torch.float64).item() == pytest.approx(0.1307, abs=5e-5)
    assert inputs.std().item() == pytest.approx(0.3081, abs=5e-5)


def test_no_image_of_mnist_is_in_two_parts(real) -> None:
    prints = [
        {hashlib.md5(image.numpy().tobytes(), usedforsecurity=False).digest() for image in images}
        for images in (part.inputs for part in vars(real).values())
    ]
    assert sum(map(len, prints)) == len(set().union(*prints))
