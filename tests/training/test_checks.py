from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import ClassVar

import jaxtyping
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

from dlc_support.corruptions import BlockMask, GaussianNoise, ZeroMask
from dlc_support.data import Split, Stream
from dlc_support.objectives import AdversarialDenoising, Denoising, Loss, Objective, RealOrRestored
from dlc_support.training import Adam, Player, Validation, fit
from dlc_support.training.checks import check_objective, check_run

NOISE = GaussianNoise(0.1)
UNIT = torch.rand(6, 2, generator=torch.Generator().manual_seed(0))
POINTS = Split(UNIT, name="points", range="unit")


def player(objective=None, features=2, **settings):
    model = nn.Sequential(nn.Linear(features, 2), nn.BatchNorm1d(2), nn.Dropout(0.5))
    return Player(model, objective or Denoising(NOISE), **settings)


@dataclass(frozen=True)
class Supervised(Objective):
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
    words = "inputs of data must be finite, got NaN or infinity|to inf"
    with pytest.raises(ValueError, match=words):
        check_run([player()], Split(with_value(value), range=scale))


@pytest.mark.parametrize(("value", "shown"), [(1.5, "to 1.5"), (-0.25, "from -0.25")])
def test_values_must_lie_in_the_range_that_the_split_states(value, shown):
    with pytest.raises(ValueError, match=rf"range='unit'\) must lie in \[0, 1\], got .*{shown}"):
        check_run([player()], Split(with_value(value), range="unit"))
    check_run([player()], Split(with_value(value), range=None))


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
class PerExample(Objective):
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


def test_validation_is_checked_as_well():
    players = [player()]
    with pytest.raises(ValueError, match="validation must have at least one row"):
        check_run(players, POINTS, Validation(Split(torch.zeros(0, 2))))
    with pytest.raises(ValueError, match="inputs of held out must be finite"):
        check_run(players, POINTS, Validation(Split(with_value(float("nan")), name="held out")))
    with pytest.raises(ValueError, match=r"does not fit data of shape \(2, 3\)"):
        check_run(players, POINTS, Validation(Split(torch.zeros(4, 3))))
    with pytest.raises(ValueError, match=r"needs \['labels'"):
        check_run(players, POINTS, Validation(POINTS, objective=Supervised()))


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

    def forward(self, first, noise):
        return self.layers(torch.cat([first, noise], dim=1))


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
    check_run(players, POINTS, Validation(POINTS))
    assert torch.equal(torch.random.get_rng_state(), generator)
    assert modes == [module.training for one in (model, critic) for module in one.modules()]
    for one, state in zip((model, critic), states, strict=True):
        for name, value in one.state_dict().items():
            assert torch.equal(value, state[name])
        assert all(weight.grad is None for weight in one.parameters())


def test_a_split_of_one_row_is_enough():
    check_run([player(Denoising(ZeroMask(0.5)))], POINTS.take(1))


def linear():
    return nn.Linear(2, 2)


class Pair(nn.Linear):
    def __init__(self, *answer):
        super().__init__(2, 2)
        self.answer = answer

    def forward(self, inputs):
        return self.answer[0] if self.answer else (super().forward(inputs), 0.0)


@dataclass(frozen=True)
class Half(Objective):
    def __call__(self, model, batch, generator):
        return 0.5


ARGUMENTS = {
    "no model": ({"model": None}, TypeError, "model must be a torch.nn.Module, got None"),
    "a model's class": ({"model": nn.Linear}, TypeError, "model must be .* the class Linear"),
    "no objective": (
        {"objective": None}, TypeError, r"objective must be an Objective, such as .* got None"
    ),
    "an objective's class": (
        {"objective": Denoising}, TypeError, "objective must be .* got the class Denoising"
    ),
    "a loss of PyTorch": ({"objective": nn.MSELoss()}, TypeError, "objective must be .* MSELoss"),
    "a bare tensor": (
        {"data": UNIT}, TypeError,
        r"data must be a Split or a Stream, got a Tensor of shape \(6, 2\); write Split\(tensor\)",
    ),
    "an array": ({"data": UNIT.numpy()}, TypeError, "data must be .* object of type ndarray"),
    "a loader": (
        {"data": DataLoader(UNIT)}, TypeError, r"type DataLoader; write Stream\(dataset\), whose"
    ),
    "an optimiser": (
        {"optimizer": torch.optim.Adam(linear().parameters())}, TypeError,
        r"optimizer must be a function of the weights .* Adam\(lr=1e-3\), got .* type Adam",
    ),
    "an optimiser's name": ({"optimizer": "adam"}, TypeError, "optimizer must be .* got 'adam'"),
    "a schedule's rate": ({"schedule": 0.1}, TypeError, "schedule must be a function of prog"),
    "one opponent": ({"opponents": player()}, TypeError, "opponents must be a sequence of Player"),
    "a network as opponent": ({"opponents": [linear()]}, TypeError, "opponents must be a sequen"),
    "a tensor to validate on": (
        {"validation": UNIT},
        TypeError,
        "validation must be a Split, a Validation or None",
    ),
    "a device": ({"runtime": "cpu"}, TypeError, "runtime must be a Runtime, got 'cpu'"),
    "a seed in words": ({"seed": "a"}, TypeError, "seed must be a whole number, got 'a'"),
    "no seed": ({"seed": None}, TypeError, "seed must be a whole number, got None"),
    "a large seed": ({"seed": 2**63}, ValueError, r"seed must lie in \[-2\^63, 2\^63\)"),
    "half an epoch": ({"epochs": 0.5}, TypeError, "epochs must be a whole number, got 0.5"),
    "no row": ({"data": POINTS.select(torch.zeros(6).bool())}, ValueError, "data must have at l"),
    "double precision": (
        {"data": Split(UNIT.double())}, ValueError,
        "the weights are torch.float32 and the inputs torch.float64",
    ),
    "a model of pairs": ({"model": Pair()}, ValueError, "must return a tensor, got .* type tuple"),
    "a model of nothing": ({"model": Pair(None)}, ValueError, "must return a tensor, got None"),
    "a number as folder": (
        {"checkpoint": 3}, TypeError, "checkpoint must be a folder, .* CheckpointConfig .* got 3"
    ),
    "batches of one row": (
        {"model": nn.Sequential(linear(), nn.BatchNorm1d(2)), "batch_size": 1}, ValueError,
        "batch normalisation needs several values .* one row: write batch_size=2 or more",
    ),
    "one row in all": (
        {"model": nn.Sequential(linear(), nn.BatchNorm1d(2)), "data": POINTS.take(1)}, ValueError,
        "batch normalisation needs several values of each channel",
    ),
    "an opponent's single rows": (
        {
            "batch_size": 1,
            "opponents": [player(name="critic")],
        },
        ValueError, "batch normalisation needs several values of each channel",
    ),
    "a corruption of images": (
        {"objective": Denoising(BlockMask(4))}, ValueError,
        r"Denoising\(.*\) fails on data of shape \(2, 2\), before Linear is asked: clean must be",
    ),
    "an unnamed stream that is kept": (
        {"data": Stream([{"inputs": torch.zeros(2)}] * 4), "checkpoint": "runs"}, ValueError,
        "a stream needs a name where a checkpoint is kept",
    ),
    "a number as loss": ({"objective": Half()}, ValueError, "must return a Loss, got 0.5"),
    "NHWC": (
        {"data": Stream([{"inputs": torch.zeros(8, 8, 1)}] * 4)}, ValueError,
        r"with the channels last: write inputs.permute\(0, 3, 1, 2\)",
    ),
    "a stream of bytes": (
        {"data": Stream([{"inputs": (255 * UNIT[0]).byte()}] * 4)}, ValueError,
        "inputs must be floating point, got torch.uint8",
    ),
    "a stream of images up to 255": (
        {"data": Stream([{"inputs": torch.full((1, 8, 8), 255.0)}] * 4, name="mine")}, ValueError,
        r"inputs of mine \(no range given\) must lie in \[-1, 2\], got values from 255 to 255",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "error", "words"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_fit_refuses_arguments_of_another_kind_in_words(given, error, words, monkeypatch):
    # The tests' annotation hook would speak first.
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    model = linear()
    before = torch.random.get_rng_state()
    settings = {"model": model, "objective": Denoising(NOISE), "data": POINTS, "epochs": 1} | given
    with pytest.raises(error, match=words):
        fit(**settings, progress=False)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert model.training


@pytest.mark.parametrize("size", [1, 2])
def test_counting_the_values_of_a_batch_leaves_no_trace(size):
    model = nn.Sequential(linear(), nn.BatchNorm1d(2))
    with nullcontext() if size > 1 else pytest.raises(ValueError, match="batch normalisation"):
        fit(model, Denoising(NOISE), POINTS, epochs=1, batch_size=size, progress=False)
    assert not model[1]._forward_pre_hooks


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (nn.BatchNorm2d(1), Split(UNIT.view(3, 1, 2, 2), range="unit")),
        (nn.LayerNorm(2), POINTS),
    ],
    ids=["images", "layer norm"],
)
def test_one_row_is_enough_where_it_holds_several_values_of_a_channel(model, data):
    history = fit(model, Denoising(NOISE), data, epochs=1, batch_size=1, progress=False)
    assert history.steps == len(data)


@dataclass(frozen=True)
class OfLevels(Objective):
    target_range: ClassVar[str] = "8-bit"

    def __call__(self, model, batch, generator):
        return Loss(model(batch.inputs).sum())


def test_a_range_of_another_scale_is_refused_whatever_the_values():
    black = Split(torch.zeros(4, 2), name="black", range="unit")
    with pytest.raises(ValueError, match=r"needs range='8-bit', black has 'unit'"):
        check_run([player(OfLevels())], black)
    with pytest.raises(ValueError, match=r"needs range='unit', black has '8-bit'"):
        check_run([player(Denoising(NOISE, loss="bce"))], replace(black, range="8-bit"))
    check_run([player(Denoising(NOISE, loss="bce"))], replace(black, range="binary"))


def test_grey_values_in_a_binary_split_are_refused():
    with pytest.raises(ValueError, match=r"inputs of points.*must be images of 0 and 1"):
        replace(POINTS, range="binary")


def test_an_objective_that_counts_every_entry_refuses_unknown_ones():
    known = replace(POINTS, observed=torch.rand(6, 2) < 0.5)
    check_run([player()], known)
    with pytest.raises(ValueError, match="points has observed, which says that some are unknown"):
        check_run([player(PerExample())], known)


@pytest.mark.parametrize("objective", [None, Denoising, lambda model, batch, generator: None])
def test_an_objective_declares_what_it_asks_of_the_data(objective):
    with pytest.raises(TypeError, match=r"must derive from dlc_support.objectives.Objective"):
        check_objective(objective)
