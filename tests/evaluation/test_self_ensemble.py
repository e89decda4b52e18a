import pytest
import torch
from torch import nn
from torch.nn import functional

from dlc_support.evaluation.restoration import restore
from dlc_support.evaluation.self_ensemble import self_ensemble


def draw(*shape):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(0))


def enlarged(images):
    return functional.interpolate(images, scale_factor=2, mode="bilinear")


def ramp(images):
    """Adds something that lies in the image's frame, so that each position has its own answer."""
    return images + torch.linspace(0, 1, images.shape[-1])


@pytest.mark.parametrize("size", [(6, 6), (5, 8)])
def test_a_model_that_turns_with_its_input_keeps_its_answer(size):
    images = draw(2, 3, *size)
    torch.testing.assert_close(self_ensemble(enlarged)(images), enlarged(images))


def test_the_eight_positions_are_asked_and_each_answer_is_turned_back():
    images = torch.arange(6.0).reshape(1, 1, 2, 3)
    seen = []
    self_ensemble(lambda turned: seen.append(turned.flatten().tolist()) or turned)(images)
    assert len(seen) == 8
    assert {tuple(flat) for flat in seen} == {
        (0, 1, 2, 3, 4, 5),
        (2, 1, 0, 5, 4, 3),
        (3, 4, 5, 0, 1, 2),
        (5, 4, 3, 2, 1, 0),
        (0, 3, 1, 4, 2, 5),
        (2, 5, 1, 4, 0, 3),
        (3, 0, 4, 1, 5, 2),
        (5, 2, 4, 1, 3, 0),
    }
    assert torch.equal(self_ensemble(lambda turned: turned)(images), images)


def test_what_depends_on_the_frame_averages_to_what_every_position_shares():
    images = draw(1, 1, 4, 4)
    # A ramp and its mirror image sum to 1 everywhere, along both axes.
    torch.testing.assert_close(self_ensemble(ramp)(images), images + 0.5)


def test_the_answer_turns_with_the_input_whatever_the_model():
    images, restorer = draw(1, 2, 5, 5), self_ensemble(ramp)
    torch.testing.assert_close(restorer(images.flip(-1)), restorer(images).flip(-1))
    torch.testing.assert_close(restorer(images.mT), restorer(images).mT)


def test_independent_errors_average_out():
    noise = torch.Generator().manual_seed(1)

    def noisy(images):
        return images + torch.randn(images.shape, generator=noise)

    images = draw(1, 1, 64, 64)
    error = (self_ensemble(noisy)(images) - images).square().mean().item()
    assert error == pytest.approx(1 / 8, rel=0.1)


def test_whole_photographs_go_through_it_like_through_the_network():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.PixelShuffle(2))
    model.stride, model.receptive_radius, model.scale = 1, 1, 2
    ensemble, images = self_ensemble(model), draw(1, 1, 9, 7)
    assert (ensemble.stride, ensemble.receptive_radius, ensemble.scale) == (1, 1, 2)
    whole = restore(ensemble, images)
    assert whole.shape == (1, 1, 18, 14)
    torch.testing.assert_close(restore(ensemble, images, tile=4, margin=1), whole)
    assert not torch.allclose(whole, restore(model, images))
