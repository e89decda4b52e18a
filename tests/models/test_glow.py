import math

import pytest
import torch
from torch.distributions import Normal

from dlc_support.models import Glow
from dlc_support.training import seeded


def awake(spread: float = 0.2, **settings) -> Glow:
    """A flow in float64 with all weights away from where they begin."""
    sizes = {"channels": 2, "side": 4, "steps": (2, 2), "width": 6} | settings
    with seeded(0):
        flow = Glow(**sizes)
        for weight in flow.parameters():
            weight.data += spread * torch.randn_like(weight)
    return flow.double().eval()


def images(count: int = 6, channels: int = 2, side: int = 4) -> torch.Tensor:
    generator = torch.Generator().manual_seed(2)
    return torch.rand(count, channels, side, side, generator=generator).double() - 0.5


def test_the_log_density_is_the_normals_and_the_log_determinant_of_autograds_jacobian():
    flow = awake(side=2, steps=(3,))
    given = images(3, side=2)
    for row, image in enumerate(given):
        jacobian = torch.autograd.functional.jacobian(
            lambda flat: flow(flat.reshape(1, 2, 2, 2)).flatten(), image.flatten()
        )
        expected = Normal(0.0, 1.0).log_prob(flow(image[None])).sum()
        expected = expected + torch.linalg.slogdet(jacobian)[1]
        torch.testing.assert_close(flow.log_prob(given)[row], expected)


def test_with_two_levels_it_is_autograds_too():
    flow, given = awake(), images(1)
    jacobian = torch.autograd.functional.jacobian(
        lambda flat: flow(flat.reshape(1, 2, 4, 4)).flatten(), given.flatten()
    )
    found = flow.encode(given)[1][0]
    torch.testing.assert_close(found, torch.linalg.slogdet(jacobian)[1])


def test_decoding_gives_digits_back_to_ten_decimals():
    flow = awake(0.05, channels=1, side=28, steps=(4, 4), width=16)
    given = images(3, 1, 28)
    assert (flow.decode(flow(given)) - given).abs().max() < 1e-10


def test_in_the_plane_the_density_integrates_to_one():
    flow = awake(side=1, steps=(4,), squeeze=1)
    axis = torch.linspace(-12, 12, 601).double()
    grid = torch.cartesian_prod(axis, axis)
    mass = flow.log_prob(grid).exp().sum() * (axis[1] - axis[0]) ** 2
    assert mass.item() == pytest.approx(1, abs=1e-3)


def test_the_first_batch_in_training_sets_the_scales_once_and_the_state_says_so():
    with seeded(0):
        flow = Glow(2, 4, (2, 2), 6)
    given = images(40).float()
    flow.eval()(given)
    assert not flow.ready
    flow.train()(3 * given + 1)
    assert flow.ready
    before = {name: value.clone() for name, value in flow.state_dict().items()}
    flow(given - 9)
    assert all(torch.equal(value, before[name]) for name, value in flow.state_dict().items())
    with seeded(1):
        other = Glow(2, 4, (2, 2), 6)
    other.load_state_dict(flow.state_dict())
    other.train()(given - 9)
    assert torch.equal(other.eval()(given), flow.eval()(given))


def test_after_the_first_batch_every_actnorm_has_mean_zero_and_deviation_one():
    with seeded(0):
        flow = Glow(2, 4, (2, 2), 6).train()
    seen = []
    for level in flow.levels:
        for step in level:
            step.norm.register_forward_hook(lambda _part, _given, found: seen.append(found[0]))
    flow(3 * images(60).float() + 1)
    for outputs in seen[-4:]:  # those of the pass behind the initialisation
        std, mean = torch.std_mean(outputs, dim=(0, 2, 3))
        torch.testing.assert_close(mean, torch.zeros_like(mean), atol=1e-4, rtol=0)
        torch.testing.assert_close(std, torch.ones_like(std), atol=1e-4, rtol=0)


def test_a_condition_without_weight_changes_no_density():
    flow = awake(condition=3)
    codes = torch.randn(2, 6, 3, generator=torch.Generator().manual_seed(3)).double()
    here, there = (flow.log_prob(images(), code) for code in codes)
    assert not torch.allclose(here, there)
    for level in flow.levels:
        for step in level:
            step.coupling.given.weight.data.zero_()
    here, there = (flow.log_prob(images(), code) for code in codes)
    torch.testing.assert_close(here, there)


def test_latents_have_the_images_shape_and_points_may_be_flat():
    flow = awake(side=1, steps=(2,), squeeze=1)
    points = torch.randn(5, 2, generator=torch.Generator().manual_seed(4)).double()
    assert flow(points).shape == (5, 2)
    torch.testing.assert_close(flow.log_prob(points), flow.log_prob(points[:, :, None, None]))
    torch.testing.assert_close(flow.decode(flow(points)), points)


def test_rescaled_data_have_a_density_that_is_as_much_lower():
    flow = awake(side=2, steps=(2,))
    wide = awake(side=2, steps=(2,))
    first = wide.levels[0][0].norm
    first.log_scale.data -= math.log(10)
    first.shift.data *= 10
    moved = wide.log_prob(10 * images(side=2)) + 8 * math.log(10)
    torch.testing.assert_close(moved, flow.log_prob(images(side=2)))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="side must be divisible by 4 for 2 levels, got 6"):
        Glow(1, 6, (1, 1), 4)
    with pytest.raises(ValueError, match="condition must have 3 numbers an image, got None"):
        awake(condition=3).log_prob(images())
    with pytest.raises(ValueError, match="condition must have 0 numbers"):
        awake().log_prob(images(), torch.zeros(6, 3))
    assert "squeeze=2" in repr(awake())
