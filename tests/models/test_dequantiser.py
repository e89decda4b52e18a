import torch
from torch.distributions import Normal, SigmoidTransform, TransformedDistribution

from dlc_support.models.dequantiser import Dequantiser
from dlc_support.training import seeded


def awake() -> Dequantiser:
    with seeded(0):
        part = Dequantiser(width=6)
        for weight in part.parameters():
            weight.data += 0.2 * torch.randn_like(weight)
    return part.double()


def images() -> torch.Tensor:
    return torch.rand(3, 1, 4, 4, generator=torch.Generator().manual_seed(1)).double()


def test_the_log_density_is_pytorchs_logit_normal():
    part = awake()
    noise = torch.randn(3, 1, 4, 4, generator=torch.Generator().manual_seed(2)).double()
    inside, log_q = part(images(), noise)
    squeezed = torch.nn.functional.pixel_unshuffle(images() - 0.5, 2)
    mean, log_std = (
        torch.nn.functional.pixel_shuffle(half, 2)
        for half in part.network(squeezed).chunk(2, dim=1)
    )
    oracle = TransformedDistribution(Normal(mean, log_std.exp()), SigmoidTransform())
    torch.testing.assert_close(log_q, oracle.log_prob(inside).flatten(1).sum(dim=1))


def test_the_noise_stays_inside_its_level_and_depends_on_the_image():
    part = awake()
    noise = 50 * torch.randn(3, 1, 4, 4, generator=torch.Generator().manual_seed(2)).double()
    inside, log_q = part(images(), noise)
    assert inside.min() >= 0
    assert inside.max() < 1
    assert log_q.isfinite().all()
    assert not torch.allclose(part(images(), 0 * noise)[0], part(1 - images(), 0 * noise)[0])


def test_in_expectation_the_inverse_density_is_the_length_of_the_level():
    part = Dequantiser(width=4).double()  # the logistic-normal with mean 0 and deviation 1
    noise = torch.randn(4000, 1, 2, 2, generator=torch.Generator().manual_seed(3)).double()
    inside, log_q = part(torch.zeros(4000, 1, 2, 2).double(), noise)
    # E_q[1 / q] is the volume of the cube; of the inner half of each side, 1 / 16 is left.
    inner = ((inside - 0.5).abs() < 0.25).flatten(1).all(dim=1)
    assert abs(((-log_q).exp() * inner).mean().item() - 1 / 16) < 0.006
