import math

import pytest
import torch
from torch import nn
from torch.distributions import AffineTransform, Normal, TransformedDistribution

from dlc_support.models.diagonal_normal import standard_normal
from dlc_support.models.flow_step import (
    ActNorm,
    AffineCoupling,
    ChannelMix,
    FlowStep,
    SplitPrior,
)
from dlc_support.training import seeded


def awake(part: nn.Module) -> nn.Module:
    """In float64, with all weights away from where they begin."""
    with seeded(1):
        for weight in part.parameters():
            weight.data += 0.3 * torch.randn_like(weight)
    return part.double()


def images(channels: int = 4, side: int = 3, count: int = 5) -> torch.Tensor:
    generator = torch.Generator().manual_seed(2)
    return torch.randn(count, channels, side, side, generator=generator).double()


PARTS = {
    "actnorm": lambda: ActNorm(4),
    "1x1 convolution": lambda: ChannelMix(4),
    "coupling": lambda: AffineCoupling(4, 6, side=3),
    "coupling of an odd number of channels": lambda: AffineCoupling(5, 6, side=3),
    "step": lambda: FlowStep(4, 6, side=3),
    "step on points": lambda: FlowStep(2, 6, side=1),
}
SHAPES = {"coupling of an odd number of channels": (5, 3), "step on points": (2, 1)}


@pytest.fixture(params=PARTS)
def part(request):
    with seeded(0):
        return awake(PARTS[request.param]()), images(*SHAPES.get(request.param, (4, 3)))


def test_the_log_determinant_is_that_of_autograds_jacobian(part):
    flow, inputs = part
    _, found = flow(inputs)
    for row, image in enumerate(inputs[:2]):
        jacobian = torch.autograd.functional.jacobian(
            lambda flat, shape=image.shape: flow(flat.reshape(1, *shape))[0].flatten(),
            image.flatten(),
        )
        torch.testing.assert_close(found[row], torch.linalg.slogdet(jacobian)[1])


def test_the_inverse_gives_the_images_back_to_ten_decimals(part):
    flow, inputs = part
    assert (flow.inverse(flow(inputs)[0]) - inputs).abs().max() < 1e-10


def test_actnorm_is_pytorchs_affine_transform_of_normals():
    norm = awake(ActNorm(4))
    scale = norm.log_scale.exp()
    oracle = TransformedDistribution(
        Normal(torch.zeros(4, 3, 3).double(), 1.0),
        AffineTransform(-norm.shift, 1 / scale),
    )
    outputs, log_det = norm(images())
    expected = oracle.log_prob(images()).flatten(1).sum(dim=1)
    torch.testing.assert_close(standard_normal(outputs.flatten(1)) + log_det, expected)


def test_actnorm_standardises_the_batch_that_it_begins_with():
    norm = ActNorm(4).double()
    batch = 3 * images(count=50) + 7
    norm.initialise(batch)
    std, mean = torch.std_mean(norm(batch)[0], dim=(0, 2, 3))
    torch.testing.assert_close(mean, torch.zeros(4).double(), atol=1e-9, rtol=0)
    torch.testing.assert_close(std, torch.ones(4).double(), atol=1e-5, rtol=0)


def test_height_and_width_multiply_the_log_determinant_of_a_channel():
    norm = ActNorm(2)
    norm.log_scale.data.fill_(math.log(2))
    assert norm(torch.zeros(1, 2, 5, 7))[1].item() == pytest.approx(5 * 7 * 2 * math.log(2))


def test_the_inverse_of_the_convolution_follows_its_weights():
    with seeded(0):
        mix = ChannelMix(4).double()
    mix.inverse(images())
    with torch.no_grad():
        mix.weight.mul_(2)
    torch.testing.assert_close(mix.inverse(mix(images())[0]), images())


def test_the_convolution_begins_as_a_rotation():
    with seeded(0):
        mix = ChannelMix(6)
    torch.testing.assert_close(mix.weight @ mix.weight.T, torch.eye(6))


def test_a_coupling_leaves_one_half_and_begins_with_one_scale_for_all():
    with seeded(0):
        coupling = AffineCoupling(4, 6, side=3).double()
    outputs, log_det = coupling(images())
    torch.testing.assert_close(outputs[:, :2], images()[:, :2])
    scale = torch.sigmoid(torch.tensor(2.0).double())
    torch.testing.assert_close(outputs[:, 2:], scale * images()[:, 2:])
    torch.testing.assert_close(log_det, (2 * 9 * scale.log()).expand(5))


def test_the_condition_of_a_coupling_begins_without_influence_and_gets_a_gradient():
    with seeded(0):
        coupling = AffineCoupling(4, 6, side=3, condition=2).double()
    codes = torch.randn(2, 5, 2, generator=torch.Generator().manual_seed(3)).double()
    torch.testing.assert_close(coupling(images(), codes[0]), coupling(images(), codes[1]))
    nn.init.normal_(coupling.last.weight)
    coupling(images(), codes[0])[0].sum().backward()
    assert coupling.given.weight.grad.any()


def test_half_that_leaves_has_the_density_of_a_normal_given_the_other_half():
    prior = awake(SplitPrior(4))
    kept, out, log_det = prior(images())
    mean, log_std = prior.law(images()[:, :2]).chunk(2, dim=1)
    oracle = Normal(mean, log_std.exp()).log_prob(images()[:, 2:]).flatten(1).sum(dim=1)
    torch.testing.assert_close(standard_normal(out.flatten(1)) + log_det, oracle)
    torch.testing.assert_close(prior.inverse(kept, out), images())


def test_counts_are_checked():
    with pytest.raises(ValueError, match="channels must be at least 2, got 1"):
        AffineCoupling(1, 4, side=2)
    with pytest.raises(ValueError, match="width must be at least 1, got 0"):
        AffineCoupling(2, 0, side=2)
