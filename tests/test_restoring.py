"""Tests of photographs restored from file to file: exact where the model is, whole or nothing."""

import re

import numpy as np
import pytest
import torch
from PIL import Image
from skimage import data
from torch import nn
from torch.nn.functional import interpolate

from dlc_support import restoring
from dlc_support.image_files import Picture, read, write
from dlc_support.restoring import PictureRestorer, noise_level, restore_file
from tests.image_files import by_hand
from tests.image_files.by_hand import ramp


class Kept(nn.Module):
    """Gives back what it gets, and remembers its shape."""

    stride, receptive_radius, scale = 4, 3, 1

    def __init__(self):
        super().__init__()
        self.shapes = []

    def forward(self, images):
        self.shapes.append(tuple(images.shape))
        return images


class Twice(nn.Module):
    """Each pixel as four."""

    stride, receptive_radius, scale = 1, 0, 2

    def forward(self, images):
        return interpolate(images, scale_factor=2)


class Failing(nn.Module):
    stride, receptive_radius, scale = 1, 0, 1

    def forward(self, images):
        raise RuntimeError("stopped in the middle")


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_a_model_that_keeps_everything_keeps_every_bit(tmp_path, samples, dtype, channels, ending):
    source, target = tmp_path / f"source.{ending}", tmp_path / f"target.{ending}"
    values = ramp(samples, dtype)
    content = (
        by_hand.png(values) if ending == "png" else by_hand.tiff(values, 2 if samples > 2 else 1)
    )
    source.write_bytes(content)
    restore_file(PictureRestorer(Kept(), channels, tile=8), source, target)
    assert np.array_equal(read(target).samples(), values)
    if dtype == np.uint16:
        assert len(np.unique(read(target).colour)) > 256


def test_a_grey_model_sees_each_colour_as_an_image_of_its_own():
    model = Kept()
    restored = PictureRestorer(model, channels=1, tile=None)(Picture(ramp(3)))
    assert model.shapes == [(3, 1, 20, 32)]
    assert np.array_equal(restored.colour, ramp(3))


def test_a_colour_model_sees_grey_as_three_equal_colours():
    model = Kept()
    restored = PictureRestorer(model, channels=3, tile=None)(Picture(ramp(1)))
    assert model.shapes == [(1, 3, 20, 32)]
    assert np.array_equal(restored.colour, ramp(1))


def test_alpha_is_enlarged_with_the_photograph_and_stays_opaque_where_it_was():
    alpha = np.full((20, 30), 65535, np.uint16)
    alpha[:, 15:] = 0
    restored = PictureRestorer(Twice(), 3)(Picture(ramp(3), alpha))
    assert restored.colour.shape == (40, 60, 3)
    assert np.array_equal(restored.colour[::2, ::2], ramp(3))
    assert (restored.alpha[:, :29] == 65535).all()
    assert (restored.alpha[:, 31:] == 0).all()
    assert restored.alpha.shape == (40, 60)


def test_alpha_of_a_denoised_photograph_is_the_same():
    alpha = ramp(1, np.uint8)[:, :, 0]
    restored = PictureRestorer(Kept(), 3)(Picture(ramp(3, np.uint8), alpha))
    assert restored.alpha is alpha


def test_the_way_it_was_held_is_applied_once_and_the_profile_kept(tmp_path):
    from PIL import Image, ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.fromarray(ramp(3, np.uint8))
    image.getexif()[0x0112] = 6
    image.save(tmp_path / "a.png", exif=image.getexif(), icc_profile=profile)
    restore_file(PictureRestorer(Kept(), 3), tmp_path / "a.png", tmp_path / "b.png")
    with Image.open(tmp_path / "b.png") as restored:
        assert restored.getexif().get(0x0112, 1) == 1
        assert restored.info["icc_profile"] == profile
        assert np.array_equal(np.asarray(restored), np.rot90(ramp(3, np.uint8), -1))


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.png"
    write(Picture(ramp(3)), path)
    return path


def untouched(source):
    """True while nothing stands beside the photograph."""
    return list(source.parent.iterdir()) == [source]


def test_a_model_that_fails_leaves_nothing_behind(source, tmp_path):
    with pytest.raises(RuntimeError, match="stopped in the middle"):
        restore_file(PictureRestorer(Failing()), source, tmp_path / "target.png")
    assert untouched(source)


@pytest.mark.parametrize("name", ["target.jpg", "target.gif", "source.png", "no/target.png", "."])
def test_a_target_that_cannot_be_is_refused_before_the_work(source, tmp_path, name):
    model = Kept()
    with pytest.raises((ValueError, OSError), match=r"output|folder"):
        restore_file(PictureRestorer(model), source, tmp_path / name)
    assert model.shapes == []
    assert untouched(source)
    assert np.array_equal(read(source).colour, ramp(3))


def test_a_link_to_the_source_is_the_source(source, tmp_path):
    (tmp_path / "link.png").hardlink_to(source)
    with pytest.raises(ValueError, match="another file than the input"):
        restore_file(PictureRestorer(Kept()), source, tmp_path / "link.png")


@pytest.mark.parametrize("content", [b"", b"a text", by_hand.png(ramp(3))[:900]])
def test_a_source_that_is_no_whole_photograph_leaves_nothing_behind(tmp_path, content):
    source = tmp_path / "source.png"
    source.write_bytes(content)
    with pytest.raises(ValueError, match=r"source\.png is"):
        restore_file(PictureRestorer(Kept()), source, tmp_path / "target.png")
    assert untouched(source)


def test_an_enormous_photograph_is_refused_by_its_header(tmp_path):
    source, side = tmp_path / "source.png", (10_000).to_bytes(4, "big")
    small = by_hand.png(np.zeros((1, 1, 3), np.uint16))
    header = small[12:16] + side + side + small[24:29]
    checked = header + by_hand.zlib.crc32(header).to_bytes(4, "big")
    source.write_bytes(small[:12] + checked + small[33:])
    with pytest.raises(ValueError, match=r"10000 x 10000 pixels and needs about 4.5 GiB .* 4 GiB"):
        restore_file(PictureRestorer(Kept()), source, tmp_path / "target.png", memory=4)
    assert untouched(source)


def noisy(sigma, colour=True):
    """A photograph with white noise, as a file holds it."""
    clean = data.astronaut() if colour else data.camera()[:, :, None]
    noise = np.random.default_rng(0).normal(scale=sigma, size=clean.shape)
    return Picture((clean + noise).clip(0, 255).round().astype(np.uint8))


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize(
    ("sigma", "low", "high"), [(0, 0, 5), (10, 9, 12), (25, 21, 27), (50, 39, 50), (80, 56, 75)]
)
def test_the_level_of_noise_is_estimated_up_to_texture_and_clipping(sigma, low, high, colour):
    assert low <= 255 * noise_level(noisy(sigma, colour)) < high


def test_the_level_does_not_depend_on_the_bits_and_is_0_where_all_is_flat():
    picture = noisy(25)
    sixteen = Picture(picture.colour.astype(np.uint16) * 257)
    assert noise_level(sixteen) == pytest.approx(noise_level(picture))
    for flat in (0, 7):
        assert noise_level(Picture(np.full((20, 30, 3), flat, np.uint8))) == pytest.approx(0)


KNOWN, NONE = (0.0, 50 / 255), (0.0, 0.0)


@pytest.mark.parametrize(
    ("sigma", "noise", "said"),
    [
        (
            0,
            KNOWN,
            "^warning: noise: about [0-5]/255 in the photograph, next to none, .*0 to 50/255",
        ),
        (
            10,
            KNOWN,
            "^noise: about 1[01]/255 in the photograph, and the model was made for 0 to 50/",
        ),
        (50, KNOWN, "^noise: about 4[0-9]/255"),
        (80, KNOWN, "^warning: noise: about [567][0-9]/255 .* what it does to more is not known$"),
        (0, NONE, "^noise: .* the model was made for none$"),
        (10, NONE, "^warning: noise: .* the model was made for none: what it does to more"),
        (10, None, "^$"),
    ],
)
def test_too_little_and_too_much_noise_is_warned_of(sigma, noise, said):
    assert re.search(said, PictureRestorer(Kept(), noise=noise).advice(noisy(sigma)))


def test_the_noise_is_reported_before_the_work(tmp_path):
    said = []
    write(noisy(80), tmp_path / "a.png")
    with pytest.raises(RuntimeError, match="stopped in the middle"):
        restore_file(
            PictureRestorer(Failing(), noise=KNOWN),
            tmp_path / "a.png",
            tmp_path / "b.png",
            report=said.append,
        )
    assert len(said) == 1
    assert said[0].startswith("warning: ")


def test_a_folder_that_cannot_be_written_to_is_named_before_the_work(
    source, tmp_path, monkeypatch
):
    def refused(**options):
        raise PermissionError(13, "Permission denied")

    model = Kept()
    monkeypatch.setattr(restoring, "TemporaryFile", refused)
    with pytest.raises(OSError, match=r"target\.png' cannot be written: Permission denied"):
        restore_file(PictureRestorer(model), source, tmp_path / "target.png")
    assert model.shapes == []


def test_a_name_longer_than_any_is_refused_before_the_work(source, tmp_path):
    model = Kept()
    with pytest.raises(OSError, match="too long"):
        restore_file(PictureRestorer(model), source, tmp_path / f"{'x' * 300}.png")
    assert model.shapes == []


def test_the_output_of_an_enlarged_tiff_does_not_say_the_size_before(tmp_path):
    source, target = tmp_path / "a.tif", tmp_path / "b.tif"
    source.write_bytes(by_hand.tiff(ramp(3), 2))
    with Image.open(source) as image:
        image.save(source, description='{"shape": [20, 30, 3]}')
    restore_file(PictureRestorer(Twice(), 3), source, target)
    assert b"shape" in source.read_bytes()
    assert b"shape" not in target.read_bytes()
    assert read(target).colour.shape == (40, 60, 3)


@pytest.mark.parametrize("channels", [0, 2, 4])
def test_a_model_takes_one_channel_or_three(channels):
    with pytest.raises(ValueError, match=f"channels must be 1 or 3, got {channels}"):
        PictureRestorer(Kept(), channels)


def test_tiles_are_what_goes_through_at_once():
    model = Kept()
    PictureRestorer(model, 3, tile=8, margin=4)(Picture(ramp(3)))
    assert max(shape[2] for shape in model.shapes) == 16
    assert torch.tensor([shape[3] for shape in model.shapes]).max() == 16
