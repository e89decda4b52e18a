"""How rollouts of moving digits are made and judged: direction, place, and distance."""

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from dlc_support.data.moving_digits import MovingDigits, sequences
from dlc_support.models import TDVAE, FramePredictor
from dlc_support.shapes import PerExample
from dlc_support.tables import Number, over_images

GIVEN = 11  # frames that a forecast has seen, or the last one of them alone
AHEAD = (1, 2, 3, 4, 8)
NEAR = 4  # frames ahead at which places and distances are judged
PLACE = f"right place, +{NEAR}"
SQUARES = f"squared error of the mean, +{NEAR}"
ONE = f"squared error of one answer, +{NEAR}"
DISTANCE = f"distance to the nearer future, +{NEAR}"
EITHER = f"at one of the two possible places, +{NEAR}"

# From the frames seen to forecasts of the next ones: (draws, batch, steps, channels, h, w).
Forecast = Callable[[Tensor], Tensor]


def direction(steps: int) -> str:
    """The column of the directions so many frames ahead."""
    return f"direction, +{steps}"


@torch.no_grad()
def rollout(
    model: TDVAE, frames: Tensor, jumps: list[int], generator: Generator, *, draws: int = 1
) -> Tensor:
    """Frames that a TD-VAE expects, by a draw of the state now and one for each jump.

    Args:
        model: The model.
        frames: What was seen, (batch, time, *shape).
        jumps: Lengths of the jumps, one behind the other.
        generator: Source of the draws.
        draws: Rollouts of each sequence.

    Returns:
        The mean of each frame at which a jump ends, (draws, batch, len(jumps), *shape).
    """
    belief = model.belief(model.beliefs(frames)[:, -1])
    size = (draws, len(frames), model.state)
    state, found = belief.draw(torch.randn(size, generator=generator)), []
    for length in jumps:
        jump = torch.full((len(frames),), length)
        state = model.transition(state, jump).draw(torch.randn(size, generator=generator))
        found.append(model.decode(state).sigmoid())
    return torch.stack(found, dim=2)


def chained(model: TDVAE, generator: Generator, draws: int) -> Forecast:
    """Jumps of one frame, one behind the other."""
    return lambda frames: rollout(model, frames, [1] * max(AHEAD), generator, draws=draws)


def jumped(model: TDVAE, generator: Generator, draws: int) -> Forecast:
    """The longest jump to each frame that it reaches, from the present or from an earlier one.

    Frame $k$ is reached by one jump of $k$ where there is one, else by longest jumps and the rest.
    """

    def forecast(frames: Tensor) -> Tensor:
        each = []
        for steps in range(1, max(AHEAD) + 1):
            rest = steps % model.jumps
            jumps = [model.jumps] * (steps // model.jumps) + ([rest] if rest else [])
            each.append(rollout(model, frames, jumps, generator, draws=draws)[:, :, -1])
        return torch.stack(each, dim=2)

    return forecast


def predicted(model: FramePredictor) -> Forecast:
    """The predictor's one answer, fed back."""

    @torch.no_grad()
    def forecast(frames: Tensor) -> Tensor:
        return model.rollout(frames, max(AHEAD))[None]

    return forecast


def repeated(frames: Tensor) -> Tensor:
    """The last frame, as if nothing moved."""
    return frames[None, :, -1:].expand(-1, -1, max(AHEAD), -1, -1, -1)


def constant(frame: Tensor) -> Forecast:
    """One frame, (channels, h, w), whatever was seen."""
    return lambda frames: frame.expand(1, len(frames), max(AHEAD), *frame.shape)


def futures(last: Tensor, velocity: Tensor) -> Tensor:
    """A frame that moves on at a velocity: (batch, steps, channels, h, w), without itself."""
    return sequences(last, velocity, velocity, max(AHEAD))


def exact(velocity: Tensor, generator: Generator, draws: int) -> Forecast:
    """Draws of one who knows how digits move: the true way where it shows, else either way.

    This is the exact posterior. It is for the program that made the frames; nothing is learned.
    """

    def forecast(frames: Tensor) -> Tensor:
        size = (draws, len(frames))
        ways = 2 * torch.randint(2, size, generator=generator) - 1
        if frames.shape[1] > 1:
            ways = velocity.expand(size)
        return torch.stack([futures(frames[:, -1], way) for way in ways])

    return forecast


def squared(answer: Tensor, frame: Tensor) -> Tensor:
    """Squared distance, summed over pixels."""
    return (answer - frame).square().flatten(-3).sum(dim=-1)


def two_way(answer: Tensor, true: Tensor, other: Tensor) -> PerExample:
    """1 where an answer is nearer to the true frame than to the other one, 1/2 if as near."""
    right, wrong = (squared(answer, frame) for frame in (true, other))
    return (right < wrong).float() + 0.5 * (right == wrong).float()


def columns_moved(answer: Tensor, last: Tensor) -> Tensor:
    """By how many columns to the right the last frame fits an answer best, in [0, width)."""
    width = last.shape[-1]
    each = torch.stack([squared(answer, last.roll(by, dims=-1)) for by in range(width)])
    return each.argmin(dim=0)


def judged(forecast: Forecast, data: MovingDigits, given: int, *path: int) -> dict[str, Number]:
    """The columns of one way to forecast.

    Each draw is judged, and the mean over the draws is taken; only the squared error of the mean
    averages the draws first.

    Args:
        forecast: From the frames seen to draws of the next ones; a single answer is one draw.
        data: Sequences of `GIVEN + max(AHEAD)` frames.
        given: How many of the first `GIVEN` frames are seen, the last ones.
        *path: Names the resamples of the intervals.
    """
    batch = data.rows(torch.arange(len(data)))
    frames, velocity = batch.inputs, batch.factors[:, 0].long()
    seen, coming = frames[:, GIVEN - given : GIVEN], frames[:, GIVEN:]
    last = seen[:, -1]
    width, other = last.shape[-1], futures(last, -velocity)
    draws = forecast(seen)
    columns = {
        direction(steps): torch.stack(
            [
                two_way(draw[:, steps - 1], coming[:, steps - 1], other[:, steps - 1])
                for draw in draws
            ]
        ).mean(dim=0)
        for steps in AHEAD
    }
    near = draws[:, :, NEAR - 1]
    true, wrong = coming[:, NEAR - 1], other[:, NEAR - 1]
    moved = torch.stack([columns_moved(draw, last) for draw in near])
    right, turned = (moved == (way * NEAR) % width for way in (velocity, -velocity))
    columns[PLACE] = right.float().mean(dim=0)
    columns[EITHER] = (right | turned).float().mean(dim=0)
    far = [squared(near, frame) for frame in (true, wrong)]
    columns[SQUARES] = squared(near.mean(dim=0), true)
    columns[ONE] = far[0].mean(dim=0)
    columns[DISTANCE] = torch.minimum(*far).mean(dim=0)
    return over_images(columns, *path)
