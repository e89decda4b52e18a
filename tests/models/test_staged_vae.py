"""A decoder in stages: exact where a stage changes nothing, and what is normalised where."""

import pytest
import torch
from torch import nn

from dlc_support.models import MLP, VAE, Refiner, StagedVAE
from dlc_support.training import seeded

IMAGES = torch.rand(5, 1, 3, 4, generator=torch.Generator().manual_seed(1))
LATENTS = torch.randn(5, 3, generator=torch.Generator().manual_seed(2))


def parts():
    return MLP((12, 8, 6)), MLP((3, 8, 12))


def network(*refiners):
    with seeded(0):
        return StagedVAE(*parts(), refiners, latents=3, shape=(1, 3, 4))


def plain():
    with seeded(0):
        return VAE(*parts(), latents=3, shape=(1, 3, 4))


class Brighter(nn.Module):
    def forward(self, images):
        return images + 1


@pytest.mark.parametrize("refiners", [(), (nn.Identity(),), (nn.Identity(), nn.Identity())])
def test_stages_that_change_nothing_leave_the_vae(refiners):
    model = network(*refiners)
    assert torch.equal(model(IMAGES, LATENTS), plain()(IMAGES, LATENTS))
    assert len(model.stages(LATENTS)) == 1 + len(refiners)


def test_each_stage_goes_on_from_the_one_before_and_the_last_one_is_decoded():
    first, second, third = network(Brighter(), Brighter()).stages(LATENTS)
    assert torch.equal(first, plain().decode(LATENTS))
    assert torch.equal(second, first + 1)
    assert torch.equal(third, second + 1)
    assert torch.equal(network(Brighter(), Brighter()).decode(LATENTS), third)


def test_further_axes_may_lead_the_latents():
    model, latents = network(Refiner(1, features=2, blocks=1)).eval(), torch.randn(4, 2, 3)
    for many, few in zip(model.stages(latents), model.stages(latents[3]), strict=True):
        assert many.shape == (4, 2, 1, 3, 4)
        torch.testing.assert_close(many[3], few)


def test_the_last_image_reaches_every_stage_and_the_encoder():
    model = network(*(Refiner(1, features=8, blocks=1) for _ in range(2)))
    model(IMAGES, LATENTS).square().sum().backward()
    assert all(weight.grad.any() for weight in model.parameters())


def test_the_first_image_reaches_no_refiner():
    model = network(Refiner(1, features=2, blocks=1))
    model.stages(LATENTS)[0].square().sum().backward()
    assert all(weight.grad is None for weight in model.refiners.parameters())
    assert all(weight.grad.any() for weight in model.decoder.parameters())


def test_blocks_are_normalised_behind_their_second_convolution_and_images_are_not():
    with seeded(0):
        refiner = Refiner(1, features=3, blocks=2)
    seen = []
    for block in refiner.body[2:]:
        block.branch.register_forward_hook(lambda _layer, _inputs, answer: seen.append(answer))
    wide = 50 * torch.rand(6, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    refiner(wide)
    for branch in seen:
        torch.testing.assert_close(branch.mean(dim=(0, 2, 3)), torch.zeros(3), atol=1e-4, rtol=0)
        torch.testing.assert_close(
            branch.var(dim=(0, 2, 3), correction=0), torch.ones(3), atol=1e-2, rtol=0
        )
    assert isinstance(refiner.head, nn.Conv2d)


def test_a_block_with_a_silent_branch_is_the_identity():
    with seeded(0):
        block = Refiner(1, features=3, blocks=1).body[2]
    nn.init.zeros_(block.branch[-1].weight)
    maps = torch.randn(2, 3, 4, 4)
    assert torch.equal(block(maps), maps)


def test_the_image_is_computed_in_float32_in_a_run_in_bfloat16():
    model = network(Refiner(1, features=2, blocks=1))
    with torch.autocast("cpu", torch.bfloat16):
        assert {image.dtype for image in model.stages(LATENTS)} == {torch.float32}


def test_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match="refiners"):
        network(nn.Identity(), "blocks")
    with pytest.raises(ValueError, match="blocks must be at least 1, got 0"):
        Refiner(1, features=2, blocks=0)
