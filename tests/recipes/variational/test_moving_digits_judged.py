"""The judge of rollouts: what is right, what is as near to both, and what draws show."""

import pytest
import torch
from torch import Generator

from dlc_support.data import MovingDigits, Split
from dlc_support.models import TDVAE, FramePredictor
from dlc_support.recipes.variational import moving_digits_judged as judge
from dlc_support.training import seeded

IMAGES = torch.rand(6, 1, 5, 28, generator=Generator().manual_seed(0)).round()
DATA = MovingDigits(
    Split(IMAGES, name="noise", range="binary"), 30, frames=judge.GIVEN + max(judge.AHEAD)
)
BATCH = DATA.rows(torch.arange(30))
VELOCITY = BATCH.factors[:, 0].long()


def mean(columns, name):
    return columns[name].mean


def exact(draws=6):
    return judge.exact(VELOCITY, Generator().manual_seed(1), draws)


def model():
    with seeded(0):
        return TDVAE(shape=(1, 5, 28), belief=6, latents=2, hidden=5, decoder=7)


def test_the_exact_posterior_is_always_right_once_two_frames_are_seen():
    for given in (2, judge.GIVEN):
        columns = judge.judged(exact(), DATA, given, 0)
        for ahead in judge.AHEAD:
            assert mean(columns, judge.direction(ahead)) == 1
        assert mean(columns, judge.PLACE) == mean(columns, judge.EITHER) == 1
        for name in (judge.SQUARES, judge.ONE, judge.DISTANCE):
            assert mean(columns, name) == 0


def test_the_exact_posterior_of_one_frame_shows_both_futures():
    columns = judge.judged(exact(40), DATA, 1, 0)
    assert mean(columns, judge.EITHER) == 1
    assert mean(columns, judge.DISTANCE) == 0
    for column in (judge.direction(4), judge.PLACE):  # 40 draws of each of 30 sequences
        assert 0.43 < mean(columns, column) < 0.57
    # A draw has twice the error of the mean; of forty draws, their mean is nearly that.
    assert mean(columns, judge.SQUARES) < 0.8 * mean(columns, judge.ONE)


def test_a_frame_that_does_not_move_is_as_near_to_both_and_at_the_wrong_place():
    columns = judge.judged(judge.repeated, DATA, judge.GIVEN, 0)
    for ahead in judge.AHEAD:
        assert mean(columns, judge.direction(ahead)) == 0.5
    assert mean(columns, judge.PLACE) == 0
    assert mean(columns, judge.ONE) == mean(columns, judge.DISTANCE)
    assert mean(columns, judge.EITHER) == 0


def test_going_the_wrong_way_is_never_right():
    def wrong(frames):
        return judge.futures(frames[:, -1], -VELOCITY)[None]

    columns = judge.judged(wrong, DATA, judge.GIVEN, 0)
    assert mean(columns, judge.direction(4)) == 0
    assert mean(columns, judge.PLACE) == 0
    assert mean(columns, judge.EITHER) == 1
    assert mean(columns, judge.DISTANCE) == 0
    assert mean(columns, judge.ONE) > 0


def test_every_draw_is_judged_not_the_first_alone():
    def half(frames):
        ways = [judge.futures(frames[:, -1], way * VELOCITY) for way in (1, -1, -1, -1)]
        return torch.stack(ways)

    columns = judge.judged(half, DATA, judge.GIVEN, 0)
    for column in (judge.direction(4), judge.PLACE):
        assert mean(columns, column) == 0.25


def test_a_constant_frame_has_the_same_error_whichever_way_the_digit_goes():
    gray = judge.constant(torch.full((1, 5, 28), 0.5))
    columns = judge.judged(gray, DATA, 1, 0)
    assert mean(columns, judge.SQUARES) == 5 * 28 * 0.25
    assert mean(columns, judge.DISTANCE) == mean(columns, judge.ONE)
    assert mean(columns, judge.direction(4)) == 0.5


def test_only_the_last_frames_are_seen():
    seen = []

    def watching(frames):
        seen.append(frames)
        return judge.repeated(frames)

    judge.judged(watching, DATA, 3, 0)
    assert torch.equal(seen[0], BATCH.inputs[:, judge.GIVEN - 3 : judge.GIVEN])


@pytest.mark.parametrize("by", [-3, 0, 5])
def test_columns_moved_finds_a_roll(by):
    frames = BATCH.inputs[:, 0]
    found = judge.columns_moved(frames.roll(by, dims=-1), frames)
    assert torch.equal(found, torch.full((30,), by % 28))


def test_a_rollout_is_states_from_the_belief_on_and_a_draw_for_each_jump():
    network, frames = model(), BATCH.inputs[:, :4]
    found = judge.rollout(network, frames, [3, 1], Generator().manual_seed(2), draws=5)
    assert found.shape == (5, 30, 2, 1, 5, 28)
    draws = Generator().manual_seed(2)
    noise = [torch.randn(5, 30, network.state, generator=draws) for _ in range(3)]
    with torch.no_grad():
        state = network.belief(network.beliefs(frames)[:, -1]).draw(noise[0])
        for place, length in enumerate((3, 1)):
            state = network.transition(state, torch.full((30,), length)).draw(noise[place + 1])
            torch.testing.assert_close(found[:, :, place], network.decode(state).sigmoid())


def test_the_longest_jumps_reach_every_frame():
    asked = []

    class Watched(TDVAE):
        def transition(self, state, jump):
            asked.append(int(jump[0]))
            return super().transition(state, jump)

    with seeded(0):
        network = Watched(shape=(1, 5, 28), belief=6, latents=2, hidden=5, decoder=7, jumps=3)
    forecast = judge.jumped(network, Generator().manual_seed(0), 2)
    assert forecast(BATCH.inputs[:, :4]).shape == (2, 30, 8, 1, 5, 28)
    assert asked == [1, 2, 3, 3, 1, 3, 2, 3, 3, 3, 3, 1, 3, 3, 2]


def test_steps_are_jumps_of_one_and_the_predictor_has_one_answer():
    frames = BATCH.inputs[:, :4]
    steps = judge.chained(model(), Generator().manual_seed(3), 2)(frames)
    again = judge.rollout(model(), frames, [1] * 8, Generator().manual_seed(3), draws=2)
    assert torch.equal(steps, again)
    with seeded(0):
        network = FramePredictor(shape=(1, 5, 28), belief=6, decoder=7)
    found = judge.predicted(network)(frames)
    torch.testing.assert_close(found[0], network.rollout(frames, 8).detach())
