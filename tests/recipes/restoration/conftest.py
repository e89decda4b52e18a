"""Photographs that need no download."""

import pytest

from dlc_support.recipes.restoration.noise2noise_runs import sets


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """The embedded colour photographs, wherever others may lie."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.delenv("DLC_MIRROR", raising=False)
        yield sets(3)
