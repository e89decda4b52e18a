"""The photographs inside scikit-image: the same everywhere, apart by part."""

import hashlib

import pytest

from dlc_support.data.embedded_photographs import embedded_photographs


@pytest.mark.parametrize(("channels", "counts"), [(1, (7, 4)), (3, (4, 2))])
def test_the_parts_have_no_photograph_in_common(channels, counts) -> None:
    (train, learned), (test, shown) = (
        embedded_photographs(channels, part) for part in ("train", "test")
    )
    assert (len(train), len(test)) == counts
    assert not set(learned) & set(shown)
    assert all(picture.shape[0] == channels for picture in train + test)
    assert min(min(picture.shape[1:]) for picture in train + test) >= 256


def test_the_grey_photographs_have_not_changed() -> None:
    pictures = [*embedded_photographs(1, "train")[0], *embedded_photographs(1, "test")[0]]
    found = hashlib.sha256(b"".join(picture.numpy().tobytes() for picture in pictures))
    assert found.hexdigest()[:16] == "7b1add3b660226c7"


def test_nobody_who_is_known_by_name_is_among_them() -> None:
    names = {name for part in ("train", "test") for name in embedded_photographs(1, part)[1]}
    assert not names & {"astronaut", "lena", "lfw_subset"}


def test_another_part_is_refused() -> None:
    with pytest.raises(ValueError, match=r"part must be one of \['test', 'train'\], got 'valid'"):
        embedded_photographs(3, "valid")
