from dataclasses import dataclass

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Stream
from dlc_support.objectives import Denoising
from dlc_support.training import SGD, Adam, Player, Ramp, seeded
from dlc_support.training.fingerprint import describe_data, digest, fingerprint

POINTS = Split(torch.arange(6.0).view(3, 2), name="points")


def player(seed=0, sigma=0.1, **settings):
    with seeded(seed):
        model = nn.Linear(2, 2)
    return Player(model, Denoising(GaussianNoise(sigma)), **settings)


def test_the_same_run_has_the_same_name():
    assert fingerprint([player()], POINTS, seed=0) == fingerprint([player()], POINTS, seed=0)


def test_whatever_changes_the_result_changes_the_name():
    moved = Split(POINTS.inputs + 1e-6, name="points")
    renamed = Split(POINTS.inputs, name="others")
    runs = [
        ([player()], POINTS, {"seed": 0}),
        ([player()], POINTS, {"seed": 1}),
        ([player(seed=1)], POINTS, {"seed": 0}),
        ([player(sigma=0.2)], POINTS, {"seed": 0}),
        ([player(optimizer=Adam(1e-4))], POINTS, {"seed": 0}),
        ([player(optimizer=SGD(1e-3))], POINTS, {"seed": 0}),
        ([player(schedule=Ramp(1.0, 0.0))], POINTS, {"seed": 0}),
        ([player(name="critic")], POINTS, {"seed": 0}),
        ([player(), player(seed=2, name="critic")], POINTS, {"seed": 0}),
        ([player()], moved, {"seed": 0}),
        ([player()], renamed, {"seed": 0}),
        ([player()], POINTS.take(2), {"seed": 0}),
    ]
    names = {fingerprint(players, data, **settings) for players, data, settings in runs}
    assert len(names) == len(runs)


def test_a_digest_sees_values_shapes_and_types():
    ones = torch.ones(4)
    others = [ones.view(2, 2), ones.bfloat16(), ones.double(), ones * 2, torch.ones(4) > 0]
    empty = [torch.ones(0), torch.tensor(1.0), torch.ones(2, 2).T[:, :1]]
    digests = {digest([values]) for values in [ones, *others, *empty]}
    assert len(digests) == 9
    assert digest([torch.eye(2).T]) == digest([torch.eye(2)])


def test_a_stream_is_known_by_name_and_length():
    items = [{"inputs": torch.ones(2)}] * 3
    assert describe_data(Stream(items, name="drops")) == "drops 3 "


def test_what_prints_an_address_is_refused():
    with pytest.raises(ValueError, match=r"prints alike each time, got <function .*Ramp"):
        fingerprint([player(schedule=lambda progress: 1.0)], POINTS)

    class Nameless:
        def __call__(self, model, batch, generator):
            raise NotImplementedError

    with pytest.raises(ValueError, match=r"prints alike each time, got <.*Nameless object"):
        fingerprint([Player(nn.Linear(2, 2), Nameless())], POINTS)


def test_a_frozen_dataclass_made_in_a_function_is_no_address():
    @dataclass(frozen=True)
    class Local:
        weight: float = 1.0

        def __call__(self, model, batch, generator):
            raise NotImplementedError

    assert fingerprint([Player(player().model, Local())], POINTS)
