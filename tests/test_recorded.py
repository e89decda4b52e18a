"""The weights that travel with the package."""

import os
from pathlib import Path

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise, ZeroMask
from dlc_support.data import (
    embedded_digits,
    low_resolution,
    mnist,
    photographs,
    upscaled,
)
from dlc_support.evaluation import denoiser, psnr
from dlc_support.models import EDSR, ConvAutoencoder, ResidualUNet, UNet
from dlc_support.recipes.denoising.mnist_corruptions import CONDITIONS
from dlc_support.recipes.variational import flows, multistage_networks
from dlc_support.weights import FOLDER, LIMIT, origin, weights
from tools import flow_weights, small_networks
from tools.project import ROOT
from tools.weights import (
    RECORDS,
    UNETS,
    measured,
    measured_on_moving,
    measured_on_photographs,
    measured_on_set5,
    moving_pair,
)

NAMES = {f"mnist-{condition}".replace(" ", "-"): condition for condition in CONDITIONS}
COLOUR = "unet-colour"
CHANNELS = {**UNETS, COLOUR: 3}
SHARED = ROOT.parent / "shared" / "data"


def loaded(name: str) -> ConvAutoencoder:
    model = ConvAutoencoder()
    model.load_state_dict(weights(name))
    return model


def unet(name: str) -> UNet:
    model = (ResidualUNet if name == COLOUR else UNet)(CHANNELS[name])
    model.load_state_dict(weights(name))
    return model


def test_everything_that_is_recorded_can_be_recorded_again():
    assert {path.stem for path in FOLDER.glob("*.safetensors")} == set(RECORDS)
    small = {*small_networks.RECORDS, *flow_weights.RECORDS}
    assert set(NAMES) | set(CHANNELS) | {"edsr-x2", "moving-digits"} | small == set(RECORDS)


@pytest.mark.parametrize("name", NAMES)
def test_recorded_weights_are_small_known_and_of_a_full_run_on_mnist(name):
    assert (FOLDER / f"{name}.safetensors").stat().st_size <= LIMIT
    assert all(value.isfinite().all() for value in loaded(name).state_dict().values())
    about = origin(name)
    assert about.provenance.budget == "full"
    assert not about.provenance.embedded
    assert about.made.config["corruption"] == repr(CONDITIONS[NAMES[name]])


def test_recorded_weights_denoise_digits_that_they_were_not_trained_on():
    clean = embedded_digits().test.inputs[:64]
    corrupted = ZeroMask(0.5)(clean, torch.Generator().manual_seed(0))
    estimate = denoiser(loaded("mnist-erasure-0.5"))(corrupted).clamp(0, 1)
    assert psnr(estimate, clean).mean() > psnr(corrupted, clean).mean() + 2


@pytest.mark.parametrize("name", UNETS)
def test_recorded_unets_are_small_known_and_learned_from_noisy_targets(name):
    assert (FOLDER / f"{name}.safetensors").stat().st_size <= LIMIT
    about = origin(name)
    assert about.provenance.budget == "full"
    assert not about.provenance.embedded
    assert about.made.config["targets"] == "noisy"
    model = unet(name)
    assert all(value.isfinite().all() for value in model.state_dict().values())


def test_the_recorded_colour_network_is_small_known_and_learned_from_reduced_photographs():
    assert (FOLDER / f"{COLOUR}.safetensors").stat().st_size <= LIMIT
    about = origin(COLOUR)
    assert about.provenance.budget == "full"
    assert not about.provenance.embedded
    assert about.made.config["targets"] == "clean, photographs at half the side"
    assert all(value.isfinite().all() for value in unet(COLOUR).state_dict().values())


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize("level", [10, 25, 50])
def test_recorded_unets_denoise_photographs_that_they_were_not_trained_on(name, level):
    clean = photographs(channels=CHANNELS[name], part="test")[0][:, :, 96:224, 128:256]
    noise = GaussianNoise(level / 255)
    corrupted = noise(clean, torch.Generator().manual_seed(0))
    estimate = denoiser(unet(name))(corrupted).clamp(0, 1)
    assert psnr(estimate, clean) > psnr(corrupted, clean) + 3


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no photographs beside the repository")
@pytest.mark.parametrize("name", CHANNELS)
def test_recorded_unets_reproduce_their_number(name, monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    found = measured_on_photographs(CHANNELS[name], unet(name))
    assert found == pytest.approx(origin(name).value, abs=0.02)


def edsr() -> EDSR:
    model = EDSR(scale=2)
    model.load_state_dict(weights("edsr-x2"))
    return model


def test_the_recorded_edsr_is_small_known_and_did_not_see_the_test_set():
    assert (FOLDER / "edsr-x2.safetensors").stat().st_size <= LIMIT
    about = origin("edsr-x2")
    assert about.provenance.budget == "full"
    assert not about.provenance.embedded
    assert all(value.isfinite().all() for value in edsr().state_dict().values())


def test_the_recorded_edsr_beats_every_interpolation_on_a_photograph_that_it_did_not_see():
    clean = photographs(part="test")[0][:, :, 96:192, 128:224]
    small = low_resolution(clean, 2)
    reached = psnr(denoiser(edsr())(small).clamp(0, 1), clean)
    for method in ("nearest", "bilinear", "bicubic", "lanczos"):
        assert reached > psnr(upscaled(small, 2, method).clamp(0, 1), clean) + 0.3


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no photographs beside the repository")
def test_the_recorded_edsr_reproduces_its_number(monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    assert measured_on_set5(edsr()) == pytest.approx(origin("edsr-x2").value, abs=0.02)


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no copy of MNIST beside the repository")
@pytest.mark.parametrize("name", ["mnist-erasure-0.9", "mnist-block-10"])
def test_recorded_weights_reproduce_their_number(name, tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_DATA", str(tmp_path))
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    digits = mnist(embedded=False)
    metric, value = measured(NAMES[name], loaded(name), digits)
    assert metric == origin(name).metric
    assert value == pytest.approx(origin(name).value, abs=0.01)


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no copy of MNIST beside the repository")
@pytest.mark.parametrize("kind", small_networks.KINDS)
def test_the_small_dense_networks_reproduce_their_number(kind, tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_DATA", str(tmp_path))
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    name, model = small_networks.DENSE[kind], small_networks.dense()
    model.load_state_dict(weights(name))
    found = small_networks.restored_psnr(kind, model)
    assert found == pytest.approx(origin(name).value, abs=0.01)


def test_the_toy_networks_reproduce_their_worst_ratio():
    networks = small_networks.toy_denoisers()
    networks.load_state_dict(weights(small_networks.TOYS))
    about = origin(small_networks.TOYS)
    assert small_networks.worst_ratio(networks) == pytest.approx(about.value, abs=1e-3)


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no copy of MNIST beside the repository")
def test_the_latent_plane_reproduces_its_bound(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_DATA", str(tmp_path))
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    model = small_networks.plane()
    model.load_state_dict(weights(small_networks.PLANE))
    assert small_networks.bound(model) == pytest.approx(
        origin(small_networks.PLANE).value, abs=0.05
    )


def test_the_networks_of_moving_digits_are_small_known_and_of_a_full_run():
    assert (FOLDER / "moving-digits.safetensors").stat().st_size <= LIMIT
    about = origin("moving-digits")
    assert about.provenance.budget == "full"
    assert not about.provenance.embedded
    pair = moving_pair()
    pair.load_state_dict(weights("moving-digits"))
    assert all(value.isfinite().all() for value in pair.state_dict().values())


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no copy of MNIST beside the repository")
def test_the_networks_of_moving_digits_reproduce_their_number(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_DATA", str(tmp_path))
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    pair = moving_pair()
    pair.load_state_dict(weights("moving-digits"))
    found = measured_on_moving(pair)
    assert found == pytest.approx(origin("moving-digits").value, abs=0.005)


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no copy of MNIST beside the repository")
def test_the_networks_in_stages_reproduce_their_error(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_DATA", str(tmp_path))
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    networks = multistage_networks.three(multistage_networks.Config())
    networks.load_state_dict(weights(small_networks.STAGES))
    about = origin(small_networks.STAGES)
    assert (FOLDER / f"{small_networks.STAGES}.safetensors").stat().st_size <= LIMIT
    assert small_networks.stage_error(networks) == pytest.approx(about.value, abs=0.01)


def test_the_autoencoders_of_sprites_reproduce_their_bound():
    networks = small_networks.sprite_vaes()
    networks.load_state_dict(weights(small_networks.SPRITES))
    about = origin(small_networks.SPRITES)
    assert (FOLDER / f"{small_networks.SPRITES}.safetensors").stat().st_size <= LIMIT
    assert small_networks.sprite_bound(networks) == pytest.approx(about.value, abs=0.05)


def test_the_network_for_any_hole_is_small_and_was_trained_with_the_holes_of_its_name():
    assert (FOLDER / f"{small_networks.ANY_HOLE}.safetensors").stat().st_size <= LIMIT
    about = origin(small_networks.ANY_HOLE)
    assert repr(small_networks.HOLES) in about.made.config["objective"]
    assert about.provenance.budget == "full"
    assert not about.provenance.embedded


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no copy of MNIST beside the repository")
def test_the_network_for_any_hole_reproduces_its_bound(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_DATA", str(tmp_path))
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    model = small_networks.any_hole()
    model.load_state_dict(weights(small_networks.ANY_HOLE))
    about = origin(small_networks.ANY_HOLE)
    assert small_networks.bound_of_holes(model) == pytest.approx(about.value, abs=0.05)


def recorded_flow(name: str) -> nn.Module:
    model = flow_weights.untrained(name)
    model.load_state_dict(weights(name))
    return model.eval()


@pytest.mark.parametrize("name", flow_weights.NAMES)
def test_recorded_flows_are_initialised_invertible_and_far_below_eight_bits(name):
    assert (FOLDER / f"{name}.safetensors").stat().st_size <= LIMIT
    model, digits = recorded_flow(name), embedded_digits().test.take(20)
    assert model.flow.ready
    values, _ = model.dequantised(digits.inputs, torch.zeros_like(digits.inputs))
    code = model.encode(digits.inputs).mean if model.latents else None
    again = model.flow.decode(model.flow(values, code), code)
    torch.testing.assert_close(again, values, atol=1e-3, rtol=0)
    assert flows.bits(model, digits, 0)[flows.BITS].mean() < 5


@pytest.mark.skipif(not Path(SHARED).is_dir(), reason="no copy of MNIST beside the repository")
@pytest.mark.parametrize("name", flow_weights.NAMES)
def test_recorded_flows_reproduce_their_number(name, tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DLC_DATA", str(tmp_path))
    monkeypatch.setitem(os.environ, "DLC_MIRROR", str(SHARED))
    found = flow_weights.measured(recorded_flow(name))
    assert found == pytest.approx(origin(name).value, abs=2e-3)
