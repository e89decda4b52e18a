"""Tests of `dlc_support.weights`."""

import pytest
import torch
from torch import nn

from dlc_support.data import photographs
from dlc_support.evaluation import psnr
from dlc_support.models import UNet
from dlc_support.provenance import provenance
from dlc_support.training import seeded
from dlc_support.weights import (
    FOLDER,
    LIMIT,
    NOISE,
    RESTORERS,
    Training,
    origin,
    restorer,
    save_weights,
    weights,
)


def saved(model, folder, name="small"):
    return save_weights(
        model,
        name,
        made=Training("a test", {"epochs": 1}),
        metric=("loss", 0.5),
        provenance=provenance(budget="quick", data="drawn"),
        folder=folder,
    )


@pytest.fixture
def model():
    with seeded(0):
        return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))


def test_weights_come_back_as_float32_to_the_precision_of_float16(model, tmp_path):
    saved(model, tmp_path)
    state = weights("small", folder=tmp_path)
    model.load_state_dict(state)
    for name, value in model.state_dict().items():
        torch.testing.assert_close(state[name], value, rtol=2**-11, atol=1e-7)
    assert state["0.weight"].dtype == torch.float32
    assert state["1.num_batches_tracked"].dtype == torch.int64


def test_the_same_weights_give_the_same_file(model, tmp_path):
    first = saved(model, tmp_path, "first").read_bytes()
    assert saved(model, tmp_path, "second").read_bytes() == first


def test_the_origin_is_told(model, tmp_path):
    saved(model, tmp_path)
    found = origin("small", folder=tmp_path)
    assert (found.metric, found.value) == ("loss", 0.5)
    assert found.made == Training("a test", {"epochs": 1})
    assert found.provenance.data == "drawn"


def test_a_file_that_is_not_the_recorded_one_is_refused(model, tmp_path):
    path = saved(model, tmp_path)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match="hash differs"):
        weights("small", folder=tmp_path)


def test_an_unknown_name_is_answered_with_those_that_are_there(model, tmp_path):
    saved(model, tmp_path)
    with pytest.raises(ValueError, match=r"one of \['small'\], got 'large'"):
        weights("large", folder=tmp_path)


def test_a_weight_that_float16_cannot_hold_is_refused(tmp_path):
    model = nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.fill_(1e6)
    with pytest.raises(ValueError, match=r"weight must be finite in float16, got 1e\+06"):
        saved(model, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_model_that_is_too_large_is_refused(tmp_path):
    with pytest.raises(ValueError, match=f"must fit in {LIMIT} bytes"):
        saved(nn.Linear(1300, 1300), tmp_path)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.safetensors")), ids=lambda path: path.stem)
def test_recorded_weights_are_small_whole_and_not_from_the_embedded_digits(path):
    assert path.stat().st_size <= LIMIT
    assert weights(path.stem)
    assert not origin(path.stem).provenance.embedded


def test_a_restorer_is_built_and_loaded_by_its_name(tmp_path):
    with seeded(0):
        network = UNet(1)
    saved(network, tmp_path, "unet-grey")
    loaded, channels = restorer("unet-grey", folder=tmp_path)
    assert channels == 1
    assert not loaded.training
    assert torch.equal(loaded.enc_conv1.weight, network.enc_conv1.weight.half().float())


def test_only_restorers_that_are_recorded_are_offered(model, tmp_path):
    saved(UNet(3), tmp_path, "unet-colour")
    saved(model, tmp_path, "small")
    with pytest.raises(ValueError, match=r"model must be one of \['unet-colour'\], got 'small'"):
        restorer("small", folder=tmp_path)


@pytest.mark.parametrize(
    "name", [name for name in RESTORERS if (FOLDER / f"{name}.json").exists()]
)
def test_the_noise_that_weights_know_is_that_of_their_training(name):
    low, high = NOISE[name]
    corruption = origin(name).made.config.get("corruption")
    trained = f"RandomLevel(GaussianNoise, low={low}, high={high})" if high else None
    assert corruption == trained


@pytest.mark.parametrize(
    "name", [name for name in RESTORERS if (FOLDER / f"{name}.json").exists()]
)
def test_recorded_restorers_take_what_they_say(name):
    network, channels = restorer(name)
    images = torch.full((1, channels, 32, 64), 0.5)
    with torch.no_grad():
        restored = network(images)
    assert restored.shape == (1, channels, 32 * network.scale, 64 * network.scale)
    assert float((restored - 0.5).abs().mean()) < 0.05


def test_the_colour_network_keeps_clean_colours_that_the_one_of_jpeg_files_blurs():
    clean = photographs(channels=3, part="test", embedded=True)[0][:, :, 64:128, :96]
    with torch.no_grad():
        new, old = (
            psnr(restorer(name)[0](clean).clamp(0, 1), clean).item()
            for name in ("unet-colour", "unet-noise2noise")
        )
    assert new > 45
    assert new > old + 3
