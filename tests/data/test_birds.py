"""A small folder, laid out as CUB-200-2011 is."""

import numpy as np
import pytest
import torch

from dlc_support.data import cub200
from dlc_support.image_files import Picture, write

# Number, name, class, in the training part, box (left, top, width, height).
BIRDS = [
    ("1", "001.Auk/one.png", "1", "1", "4.9 2.0 6.0 6.7"),
    ("2", "001.Auk/two.png", "1", "0", "0.0 0.0 20.0 10.0"),
    ("3", "002.Owl/three.png", "2", "1", "5.7 3.2 30.0 30.0"),
]


@pytest.fixture
def folder(tmp_path):
    lists = {
        "images": [bird[1] for bird in BIRDS],
        "image_class_labels": [bird[2] for bird in BIRDS],
        "train_test_split": [bird[3] for bird in BIRDS],
        "bounding_boxes": [bird[4] for bird in BIRDS],
    }
    for name, values in lists.items():
        lines = [f"{bird[0]} {value}\n" for bird, value in zip(BIRDS, values, strict=True)]
        (tmp_path / f"{name}.txt").write_text("".join(lines))
    for number, name, *_ in BIRDS:
        path = tmp_path / "images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        colour = np.zeros((10, 20, 1 if number == "2" else 3), np.uint8)
        colour[2:8, 4:12] = 255  # the bird of the first box
        write(Picture(colour), path)
    return tmp_path


def test_a_box_is_cut_out_at_whole_pixels(folder):
    colour = np.random.default_rng(0).integers(0, 256, (10, 20, 3), np.uint8)
    write(Picture(colour), folder / "images" / BIRDS[0][1])
    train = cub200(folder, "train", side=6)
    assert train.labels.tolist() == [0, 1]
    inside = torch.from_numpy(colour[2:8, 4:10]).permute(2, 0, 1) / 255
    torch.testing.assert_close(train.inputs[0], inside)


def test_a_box_is_brought_to_the_size(folder):
    train = cub200(folder, "train", side=4)
    assert train.inputs.shape == (2, 3, 4, 4)
    assert (train.inputs[0] == 1).all()  # the box holds the white bird and nothing else


def test_a_box_that_leaves_the_photograph_is_cut_at_its_border(folder):
    third = cub200(folder, "train", side=8).inputs[1]
    # Columns 5 to 20 and rows 3 to 10 are left: the white part is 7 of 15 wide and 5 of 7 high.
    assert third.mean().item() == pytest.approx(7 / 15 * 5 / 7, abs=0.02)


def test_a_grey_photograph_gets_three_equal_channels(folder):
    (image,) = cub200(folder, "test", side=10).inputs
    assert torch.equal(image[0], image[1])
    assert image.mean().item() == pytest.approx(48 / 200, abs=0.01)


def test_what_does_not_fit_together_is_refused(folder):
    with pytest.raises(ValueError, match="part must be 'train' or 'test', got 'valid'"):
        cub200(folder, "valid")
    (folder / "bounding_boxes.txt").write_text("1 0 0 5 5\n")
    with pytest.raises(ValueError, match=r"bounding_boxes\.txt must hold the images"):
        cub200(folder, "train")
    boxes = "1 0 0 5 5\n2 0 0 5 5\n3 50 0 5 5\n"
    (folder / "bounding_boxes.txt").write_text(boxes)
    with pytest.raises(ValueError, match=r"three\.png must lie inside .* got \(50, 0, 5, 5\)"):
        cub200(folder, "train")
    (folder / "train_test_split.txt").write_text("1 1\n2 1\n3 1\n")
    with pytest.raises(ValueError, match="images of the part 'test', got none"):
        cub200(folder, "test")


@pytest.mark.parametrize("name", ["images", "bounding_boxes"])
def test_a_missing_list_is_named(folder, name):
    (folder / f"{name}.txt").unlink()
    with pytest.raises(FileNotFoundError, match=f"folder must hold {name}.txt"):
        cub200(folder, "train")
