"""The recurrent predictor: it looks back only, and a rollout reads its own predictions."""

import pytest
import torch
from torch import Generator

from dlc_support.models import FramePredictor
from dlc_support.training import seeded

FRAMES = torch.rand(3, 6, 1, 4, 4, generator=Generator().manual_seed(0))


def network():
    with seeded(0):
        return FramePredictor(shape=(1, 4, 4), belief=8, decoder=9)


def test_a_prediction_knows_earlier_frames_alone():
    model, changed = network(), FRAMES.clone()
    changed[:, 3] = 1 - changed[:, 3]
    same = (model(FRAMES) == model(changed)).flatten(2).all(dim=2)
    assert same[:, :3].all()
    assert not same[:, 3:].any()


def test_a_rollout_reads_its_own_clipped_predictions():
    model, seen = network(), FRAMES
    torch.nn.init.normal_(model.head.weight, generator=Generator().manual_seed(1))
    rolled = model.rollout(FRAMES, 3)
    assert rolled.min() == 0
    assert rolled.max() == 1
    for step in range(3):
        following = model(seen)[:, -1].clamp(0, 1)
        torch.testing.assert_close(rolled[:, step], following)
        seen = torch.cat([seen, following[:, None]], dim=1)


def test_counts_below_one_are_refused():
    with pytest.raises(ValueError, match="belief"):
        FramePredictor(belief=0)
