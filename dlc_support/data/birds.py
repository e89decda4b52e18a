"""Photographs of birds, cut out by their boxes: a folder laid out as CUB-200-2011 is."""

from pathlib import Path

import torch
from torch.nn.functional import interpolate

from dlc_support.arguments import check_counts
from dlc_support.data.picture_files import PictureFiles
from dlc_support.data.split import Split

SOURCE = "CUB-200-2011 (Wah et al., 2011)"


def cub200(folder: Path | str, part: str, *, side: int = 128) -> Split:
    """Birds, cut out by their bounding boxes and brought to one square size.

    The folder is the owners' archive, unpacked: `images.txt`, `image_class_labels.txt`,
    `train_test_split.txt` and `bounding_boxes.txt` each begin a line with the number of an image,
    and `images/` holds the photographs. The box is cut to whole pixels, as the source does it,
    and what lies outside the photograph is left out; then height and width are each brought to
    `side` by bilinear interpolation with antialiasing, which changes the proportions. Grey
    photographs get three equal channels. In memory a part takes about 1.2 GB at 128 pixels.

    Args:
        folder: Where the archive is unpacked.
        part: Which of the two parts of the owners' division.
        side: Of the images, in pixels.

    Returns:
        Inputs (N, 3, side, side) in [0, 1], labels from 0, in the order of `images.txt`.

    Raises:
        FileNotFoundError: If a file is not there.
        ValueError: If the part is unknown or empty, an image is missing in one of the lists, or
            a box lies outside its photograph.

    Source:
        Wah et al. (2011); Jow (2019), section 7, for the cut and the size.
    """
    check_counts(side=side)
    if part not in ("train", "test"):
        raise ValueError(f"part must be 'train' or 'test', got {part!r}")
    folder = Path(folder)
    names = _listed(folder / "images.txt")
    lists = {
        name: _listed(folder / f"{name}.txt")
        for name in ("image_class_labels", "train_test_split", "bounding_boxes")
    }
    for name, found in lists.items():
        if found.keys() != names.keys():
            raise ValueError(f"{name}.txt must hold the images of images.txt, and no others")
    wanted = "1" if part == "train" else "0"
    numbers = [one for one in names if lists["train_test_split"][one] == [wanted]]
    if not numbers:
        raise ValueError(f"train_test_split.txt must have images of the part {part!r}, got none")
    files = PictureFiles(tuple(folder / "images" / names[one][0] for one in numbers))
    inputs = torch.empty(len(numbers), 3, side, side)
    for row, number in enumerate(numbers):
        left, top, width, height = (int(float(one)) for one in lists["bounding_boxes"][number])
        picture = files[row].float().div_(255)
        cut = picture[:, max(top, 0) : top + height, max(left, 0) : left + width]
        if not cut.numel():
            raise ValueError(
                f"the box of {names[number][0]} must lie inside its photograph of shape "
                f"{tuple(picture.shape)}, got {(left, top, width, height)}"
            )
        inputs[row] = interpolate(
            cut[None], size=(side, side), mode="bilinear", antialias=True, align_corners=False
        )[0]
    labels = torch.tensor([int(lists["image_class_labels"][one][0]) - 1 for one in numbers])
    return Split(inputs.clamp_(0, 1), labels, name=f"CUB-200 {part}", source=SOURCE, range="unit")


def _listed(file: Path) -> dict[str, list[str]]:
    """The words of each line behind the number that it begins with."""
    if not file.is_file():
        raise FileNotFoundError(
            f"folder must hold {file.name}, as the unpacked archive CUB_200_2011 does: {file} is "
            "not there"
        )
    lines = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    return {number: words for number, *words in filter(None, lines)}
