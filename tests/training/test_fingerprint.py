from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import partial

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Stream
from dlc_support.objectives import Denoising, Objective
from dlc_support.training import SGD, Adam, Player, Ramp, Validation, seeded
from dlc_support.training.fingerprint import describe_data, digest, fingerprint
from dlc_support.training.plan import Plan

POINTS = Split(torch.arange(6.0).view(3, 2), name="points")
PLAN = Plan(3, 2, epochs=4)


def player(seed=0, sigma=0.1, **settings):
    with seeded(seed):
        model = nn.Linear(2, 2)
    return Player(model, Denoising(GaussianNoise(sigma)), **settings)


def named(players=None, data=POINTS, plan=PLAN, validation=None, **settings):
    return fingerprint(players or [player()], data, plan, validation, **settings)


def test_a_run_keeps_the_name_that_it_was_given_once():
    """A change here costs every reader the runs that are finished."""
    inputs = torch.zeros(3, 2)
    model = nn.Linear(2, 2)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    ours = Player(model, Denoising(GaussianNoise(0.1)))
    name = named([ours], Split(inputs, name="zeros"), ema=None, precision="auto")
    assert name == "d9c4ad88e66735e7"


def test_the_same_run_has_the_same_name():
    assert named() == named()


def test_whatever_changes_the_result_changes_the_name():
    moved = Split(POINTS.inputs + 1e-6, name="points")
    renamed = Split(POINTS.inputs, name="others")
    two = [player(), player(seed=2, name="critic")]
    runs = [
        {},
        {"plan": replace(PLAN, seed=1)},
        {"plan": replace(PLAN, epochs=5)},
        {"plan": replace(PLAN, batch_size=3)},
        {"plan": replace(PLAN, interval=1)},
        {"plan": Plan(3, 2, steps=8)},
        {"plan": Plan(3, 2, steps=9)},
        {"players": [player(seed=1)]},
        {"players": [player(sigma=0.2)]},
        {"players": [player(optimizer=Adam(1e-4))]},
        {"players": [player(optimizer=SGD(1e-3))]},
        {"players": [player(schedule=Ramp(1.0, 0.0))]},
        {"players": [player(name="critic")]},
        {"players": two},
        {"players": [two[0], replace(two[1], draws=0)]},
        {"data": moved},
        {"data": renamed},
        {"data": POINTS.take(2)},
        {"validation": Validation(POINTS)},
        {"validation": Validation(moved)},
        {"validation": Validation(POINTS, by="errors")},
        {"ema": 0.9},
    ]
    assert len({named(**run) for run in runs}) == len(runs)


class Teacher(nn.Module):
    def __init__(self, seed):
        super().__init__()
        with seeded(seed):
            self.layer = nn.Linear(2, 2)


@dataclass(frozen=True)
class Held(Objective):
    """An objective whose field does not print."""

    field: object = dataclass_field(repr=False)

    def __call__(self, model, batch, generator):
        raise NotImplementedError


def inside(teacher):
    def closure():
        return teacher

    return closure


HOLDERS = {
    "itself": lambda value: value,
    "a list": lambda value: [1, (value,)],
    "a mapping": lambda value: {"teacher": value},
    "an object": Held,
    "a closure": inside,
    "a partial call": lambda value: partial(inside, value),
}
HIDDEN = {
    "a frozen network": Teacher,
    "a tensor": lambda seed: torch.full((2000,), 1.0 + 1e-9 * seed, dtype=torch.float64),
    "an array": lambda seed: torch.full((2000,), float(seed)).numpy(),
    "a bound method": lambda seed: Teacher(seed).forward,
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("validated", [False, True])
def test_what_an_objective_hides_is_part_of_the_name(kind, holder, validated):
    def name(seed):
        held = Held(HOLDERS[holder](HIDDEN[kind](seed)))
        if validated:
            return named(validation=Validation(POINTS, held))
        return named([Player(player().model, held)])

    assert name(0) == name(0)
    assert name(0) != name(1)


def test_two_frozen_networks_in_two_places_are_told_apart():
    one, two = Teacher(0), Teacher(1)
    ours = player().model
    assert named([Player(ours, Held([one, two]))]) != named([Player(ours, Held([two, one]))])


def test_the_other_players_network_is_not_named_twice():
    critic = player(seed=1, name="critic")
    alone = named([Player(player().model, Held(None)), critic])
    assert named([Player(player().model, Held(critic.model)), critic]) == alone


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
        named([player(schedule=lambda progress: 1.0)])

    class Nameless(Objective):
        def __call__(self, model, batch, generator):
            raise NotImplementedError

    with pytest.raises(ValueError, match=r"prints alike each time, got <.*Nameless object"):
        named([Player(nn.Linear(2, 2), Nameless())])


def test_a_frozen_dataclass_made_in_a_function_is_no_address():
    @dataclass(frozen=True)
    class Local(Objective):
        weight: float = 1.0

        def __call__(self, model, batch, generator):
            raise NotImplementedError

    assert named([Player(player().model, Local())])
