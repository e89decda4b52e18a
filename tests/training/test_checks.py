from dataclasses import dataclass
from typing import ClassVar

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise, ZeroMask
from dlc_support.data import Split, Stream
from dlc_support.objectives import AdversarialDenoising, Denoising, Loss, RealOrRestored
from dlc_support.training import Adam, Player, Watch
from dlc_support.training.checks import check_run

NOISE = GaussianNoise(0.1)
UNIT = torch.rand(6, 2, generator=torch.Generator().manual_seed(0))
POINTS = Split(UNIT, name="points", range="unit")


def player(objective=None, features=2, **settings):
    model = nn.Sequential(nn.Linear(features, 2), nn.BatchNorm1d(2), nn.Dropout(0.5))
    return Player(model, objective or Denoising(NOISE), **settings)


@dataclass(frozen=True)
class Supervised:
    needs: ClassVar[tuple[str, ...]] = ("inputs", "labels", "condition")

    def __call__(self, model, batch, generator):
        raise NotImplementedError


def test_fields_that_an_objective_needs_are_named():
    with pytest.raises(
        ValueError, match=r"needs \['labels', 'condition'\].*points has \['inputs'\]"
    ):
        check_run([player(Supervised())], POINTS)


def with_value(value):
    inputs = UNIT.clone()
    inputs[3, 1] = value
    return inputs


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("scale", ["unit", None])
def test_values_must_be_finite(value, scale):
    with pytest.raises(ValueError, match="inputs of data must be finite, got NaN or infinity"):
        check_run([player()], Split(with_value(value), range=scale))


@pytest.mark.parametrize(("value", "shown"), [(1.5, "to 1.5"), (-0.25, "from -0.25")])
def test_values_must_lie_in_the_range_that_the_split_states(value, shown):
    with pytest.raises(ValueError, match=rf"range='unit'\) must lie in \[0, 1\], got .*{shown}"):
        check_run([player()], Split(with_value(value), range="unit"))
    check_run([player()], Split(with_value(value), range=None))


def test_bytes_do_not_pass_for_unit_values():
    bytes_ = (255 * UNIT).to(torch.uint8)
    with pytest.raises(ValueError, match=r"must lie in \[0, 1\], got .* to 2\d\d"):
        check_run([player()], Split(bytes_, range="unit"))


def test_a_range_speaks_of_targets_too_but_not_of_labels_or_conditions():
    fives = torch.full((6, 2), 5.0)
    with pytest.raises(ValueError, match="targets of data"):
        check_run([player()], Split(UNIT, targets=fives, range="unit"))
    told = Split(UNIT, labels=torch.full((6,), 7), range="unit")
    check_run([player()], told)


def test_cross_entropy_refuses_targets_outside_the_unit_interval():
    objective = Denoising(NOISE, loss="bce")
    check_run([player(objective)], Split(UNIT))
    with pytest.raises(ValueError, match=r"inputs of data under Denoising.*must lie in \[0, 1\]"):
        check_run([player(objective)], Split(with_value(1.5)))
    with pytest.raises(ValueError, match="targets of data under Denoising"):
        check_run([player(objective)], Split(UNIT, targets=with_value(1.5)))
    # It is the targets alone that are held to it.
    check_run([player(objective)], Split(with_value(1.5), targets=UNIT))


def test_a_model_on_the_wrong_shape_is_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"model Sequential does not fit data of shape \(2, 2\)"):
        check_run([player(features=3)], POINTS)


def test_a_model_with_the_wrong_output_is_refused():
    narrow = Player(nn.Linear(2, 1), Denoising(NOISE))
    with pytest.raises(ValueError, match="does not fit data"):
        check_run([narrow], POINTS)


@dataclass(frozen=True)
class PerExample:
    def __call__(self, model, batch, generator):
        return Loss(model(batch.inputs).sum(dim=1))


def test_a_loss_that_is_no_scalar_is_refused():
    with pytest.raises(ValueError, match=r"must return a scalar total, got shape \(2,\)"):
        check_run([player(PerExample())], POINTS)


def test_a_model_without_weights_is_refused():
    with pytest.raises(
        ValueError, match="must have weights that require a gradient, got Identity"
    ):
        check_run([Player(nn.Identity(), Denoising(NOISE))], POINTS)


@pytest.mark.parametrize("name", ["", "critic"])
def test_players_must_be_told_apart(name):
    opponents = [player(name=name), player(name=name)]
    with pytest.raises(ValueError, match="opponents must have names of their own, got"):
        check_run([player(), *opponents[: 1 if name == "" else 2]], POINTS)


def test_no_weight_is_moved_by_two_players():
    first = player()
    second = Player(nn.Sequential(first.model[0]), Denoising(NOISE), name="critic")
    with pytest.raises(
        ValueError, match=r"moved by one player, got one in both .*'' and 'critic'"
    ):
        check_run([first, second], POINTS)


def test_an_optimiser_is_built_before_the_run():
    with pytest.raises(ValueError, match="beta"):
        check_run([player(optimizer=Adam(betas=(2.0, 0.9)))], POINTS)


def test_the_watch_is_checked_as_well():
    players = [player()]
    with pytest.raises(ValueError, match="watch must have at least one row"):
        check_run(players, POINTS, Watch(Split(torch.zeros(0, 2))))
    with pytest.raises(ValueError, match="inputs of held out must be finite"):
        check_run(players, POINTS, Watch(Split(with_value(float("nan")), name="held out")))
    with pytest.raises(ValueError, match=r"does not fit data of shape \(2, 3\)"):
        check_run(players, POINTS, Watch(Split(torch.zeros(4, 3))))
    with pytest.raises(ValueError, match=r"needs \['labels'"):
        check_run(players, POINTS, Watch(POINTS, objective=Supervised()))


def test_a_stream_is_checked_by_its_first_rows():
    def stream(inputs, **settings):
        return Stream([{"inputs": row} for row in inputs], name="drops", **settings)

    check_run([player()], stream(UNIT, range="unit"))
    with pytest.raises(ValueError, match=r"inputs of drops.*must lie in"):
        check_run([player()], stream(2.0 + UNIT, range="unit"))
    with pytest.raises(ValueError, match="does not fit data"):
        check_run([player(features=3)], stream(UNIT))
    with pytest.raises(ValueError, match=r"needs \['labels', 'condition'\]"):
        check_run([player(Supervised())], stream(UNIT))


class Restorer(nn.Module):
    noise_shape = (2,)

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2), nn.Dropout(0.5))

    def forward(self, first, second):
        return self.layers(torch.cat([first, second], dim=1))


def test_checking_changes_nothing():
    model, critic = Restorer(), Restorer()
    critic.layers[2].eval()
    players = [
        Player(model, AdversarialDenoising(NOISE, critic)),
        Player(critic, RealOrRestored(NOISE, model, penalty=0.1), name="critic"),
    ]
    modes = [module.training for one in (model, critic) for module in one.modules()]
    states = [
        {name: value.clone() for name, value in one.state_dict().items()}
        for one in (model, critic)
    ]
    generator = torch.random.get_rng_state()
    check_run(players, POINTS, Watch(POINTS))
    assert torch.equal(torch.random.get_rng_state(), generator)
    assert modes == [module.training for one in (model, critic) for module in one.modules()]
    for one, state in zip((model, critic), states, strict=True):
        for name, value in one.state_dict().items():
            assert torch.equal(value, state[name])
        assert all(weight.grad is None for weight in one.parameters())


def test_a_split_of_one_row_is_enough():
    check_run([player(Denoising(ZeroMask(0.5)))], POINTS.take(1))
