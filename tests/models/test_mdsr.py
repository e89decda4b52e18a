from dataclasses import dataclass

import pytest
import torch
from torch.nn import functional

from dlc_support.data.split import Batch, Split
from dlc_support.evaluation import denoiser
from dlc_support.models import MDSR
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.training import fit
from dlc_support.training.runtime import Runtime


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def small(**sizes):
    return MDSR(blocks=1, features=6, **sizes)


@dataclass(frozen=True)
class Pairs(Objective):
    """The absolute error of a conditional model on pairs."""

    def __call__(self, model, batch: Batch, generator) -> Loss:
        return Loss(functional.l1_loss(model(batch.inputs, batch.condition), batch.targets))


def test_the_published_network_has_its_number_of_weights():
    with torch.device("meta"):
        model = MDSR(blocks=80, features=64)
    assert sum(weight.numel() for weight in model.parameters()) == 7_953_987


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_each_scale_has_its_size_by_number_by_condition_and_by_view(scale):
    model, images = small(), torch.rand(2, 3, 4, 5)
    outputs = model(images, scale)
    assert outputs.shape == (2, 3, 4 * scale, 5 * scale)
    assert torch.equal(model(images, torch.tensor([scale, scale])), outputs)
    assert torch.equal(model.at(scale)(images), outputs)
    told = denoiser(model, condition=torch.tensor([scale, scale]))
    torch.testing.assert_close(told(images), outputs)


def test_a_step_on_one_scale_moves_the_trunk_and_leaves_the_other_scales():
    model = small()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    pairs = Split(
        torch.rand(4, 3, 4, 4),
        targets=torch.rand(4, 3, 12, 12),
        condition=torch.full((4,), 3),
    )
    runtime = Runtime(device="cpu", precision="float32")
    fit(model, Pairs(), pairs, epochs=2, batch_size=2, ema=0.5, runtime=runtime, progress=False)
    moved = {name for name, value in model.state_dict().items() if (value != before[name]).any()}
    owned = {name.split(".")[0] for name in moved}
    assert owned == {"head", "trunk", "tail", "before", "upsampling"}
    assert not [name for name in moved if ".x2." in name or ".x4." in name]


def test_the_view_shares_the_weights_and_says_its_scale():
    model = small()
    view = model.at(3)
    assert view.scale == 3
    assert {id(weight) for weight in view.parameters()} == {id(w) for w in model.parameters()}
    assert (view.stride, view.receptive_radius) == (model.stride, model.receptive_radius)


def test_trunk_head_and_tail_are_shared_and_the_rest_is_not():
    model, images = small(), torch.rand(1, 3, 4, 4)
    before = [model(images, scale) for scale in (2, 3)]
    model.before["x3"][0].branch[0].weight.data.mul_(-3)
    assert torch.equal(model(images, 2), before[0])
    assert not torch.allclose(model(images, 3), before[1])
    model.trunk.body[-1].weight.data.mul_(-3)
    assert not torch.allclose(model(images, 2), before[0])


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_an_output_pixel_sees_the_receptive_radius_and_no_more(scale):
    model = small().at(scale)
    side = 2 * model.receptive_radius + 5
    middle, reach = side // 2, 0
    for pixel in range(scale * middle, scale * (middle + 1)):
        images = torch.rand(1, 3, side, side, requires_grad=True)
        model(images)[0, :, pixel, scale * middle].sum().backward()
        rows = images.grad.abs().sum(dim=(0, 1, 3)).nonzero().flatten()
        reach = max(reach, int((rows - middle).abs().max()))
    assert reach == model.receptive_radius


def test_one_scale_need_not_be_named():
    assert small(scales=(4,))(torch.rand(1, 3, 3, 3)).shape == (1, 3, 12, 12)


@pytest.mark.parametrize("scale", [None, 5, torch.tensor([2, 3])])
def test_a_scale_that_is_missing_unknown_or_mixed_is_refused(scale):
    with pytest.raises(ValueError, match=r"scale must be one of \(2, 3, 4\) for all images"):
        small()(torch.rand(2, 3, 4, 4), scale)


def test_impossible_scales_are_refused():
    with pytest.raises(ValueError, match=r"scales must be different, at least one, got \(2, 2\)"):
        small(scales=(2, 2))
    with pytest.raises(ValueError, match=r"scale must be one of \(2, 3, 4\), got 8"):
        small().at(8)
