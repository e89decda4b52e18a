"""TD-VAE: beliefs look back only, jumps have lengths, and the call is a jump of one."""

import pytest
import torch
from torch import Generator

from dlc_support.models import TDVAE, reconstruct
from dlc_support.training import seeded

FRAMES = torch.rand(3, 6, 1, 4, 4, generator=Generator().manual_seed(0)).round()


def network(**settings):
    with seeded(0):
        return TDVAE(**{"shape": (1, 4, 4), "belief": 8, "latents": 2, "jumps": 3} | settings)


def noise(*shape):
    return torch.randn(shape, generator=Generator().manual_seed(1))


def test_a_belief_knows_its_frame_and_earlier_ones_alone():
    model = network()
    changed = FRAMES.clone()
    changed[:, 3] = 1 - changed[:, 3]
    same = (model.beliefs(FRAMES) == model.beliefs(changed)).all(dim=2)
    assert same[:, :3].all()
    assert not same[:, 3:].any()


def test_the_belief_after_some_frames_is_the_same_whatever_follows():
    model = network()
    torch.testing.assert_close(model.beliefs(FRAMES)[:, :4], model.beliefs(FRAMES[:, :4]))


def test_a_jump_depends_on_its_length():
    model, z = network(), noise(3, 4)
    lengths = [torch.full((3,), length) for length in (1, 2, 3)]
    means = [model.transition(z, length).upper.mean for length in lengths]
    assert not torch.allclose(means[0], means[1])
    mixed = model.transition(z, torch.tensor([3, 1, 2])).upper.mean
    for row, length in enumerate((3, 1, 2)):
        torch.testing.assert_close(mixed[row], means[length - 1][row])


def test_several_draws_go_through_a_jump_as_one_by_one():
    model, z, jump = network(), noise(5, 3, 4), torch.tensor([1, 2, 3])
    together = model.transition(z, jump).draw(noise(5, 3, 4))
    alone = model.transition(z[2], jump).draw(noise(5, 3, 4)[2])
    torch.testing.assert_close(together[2], alone)
    assert model.decode(together).shape == (5, 3, 1, 4, 4)


def test_the_smoothing_sees_the_later_state_and_both_beliefs():
    model, b = network(), network().beliefs(FRAMES)
    jump, given = torch.tensor([1, 2, 3]), (noise(3, 4), b[:, 1], b[:, 4])
    before = model.smoothing(*given, jump).upper.mean
    for place in range(3):
        changed = [part + 1 if place == here else part for here, part in enumerate(given)]
        assert not torch.allclose(model.smoothing(*changed, jump).upper.mean, before)


def test_the_call_is_a_state_now_a_jump_of_one_and_a_frame():
    model = network()
    found = reconstruct(model, FRAMES, generator=Generator().manual_seed(2))
    drawn = torch.randn(3, 2, model.state, generator=Generator().manual_seed(2))
    now = model.belief(model.beliefs(FRAMES)[:, 5]).draw(drawn[:, 0])
    later = model.transition(now, torch.ones(3, dtype=torch.long)).draw(drawn[:, 1])
    torch.testing.assert_close(found, model.decode(later))


@pytest.mark.parametrize("name", ["belief", "latents", "hidden", "decoder", "jumps"])
def test_counts_below_one_are_refused(name):
    with pytest.raises(ValueError, match=name):
        network(**{name: 0})
