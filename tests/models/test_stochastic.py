import pytest
import torch

from dlc_support.models import StochasticDenoiser


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def test_another_noise_gives_another_reconstruction_of_the_same_image():
    model = StochasticDenoiser(noise=4)
    corrupted = torch.rand(2, 1, 28, 28)
    first, second = (model(corrupted, torch.randn(2, 4)) for _ in range(2))
    assert (first - second).abs().max() > 1e-3


def test_the_noise_can_change_every_pixel_and_belongs_to_its_own_example():
    model = StochasticDenoiser()
    noise = torch.randn(2, *model.noise_shape, requires_grad=True)
    images = model(torch.rand(2, 1, 28, 28), noise)
    changes = torch.stack(
        [
            torch.autograd.grad(pixel, noise, retain_graph=True)[0]
            for pixel in images[0, 0, ::9].flatten()
        ]
    )
    assert changes[:, 0].abs().sum(1).min() > 0
    assert not changes[:, 1].any()


def test_noise_of_another_shape_is_refused():
    model = StochasticDenoiser(noise=4)
    with pytest.raises(ValueError, match=r"noise must have shape \(2, 4\), got \(1, 4\)"):
        model(torch.zeros(2, 1, 28, 28), torch.zeros(1, 4))


def test_images_of_another_size_are_refused():
    model = StochasticDenoiser(noise=4)
    with pytest.raises(ValueError, match=r"images must be 28x28, got shape \(2, 1, 8, 8\)"):
        model(torch.zeros(2, 1, 8, 8), torch.zeros(2, 4))


def test_a_count_below_one_is_refused():
    with pytest.raises(ValueError, match="noise must be at least 1, got 0"):
        StochasticDenoiser(noise=0)
    with pytest.raises(ValueError, match="extra_channels must be at least 0, got -1"):
        StochasticDenoiser(extra_channels=-1)
