import importlib
import re
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Stream
from dlc_support.objectives import Denoising, Loss, Noise2Noise, Objective
from dlc_support.training import (
    SGD,
    CheckpointConfig,
    Diverged,
    ForeignCheckpoint,
    Player,
    Runtime,
    Validation,
    fit,
    seeded,
    train,
)
from dlc_support.training.averaging import averaged

CPU = Runtime("cpu")
NOISE = GaussianNoise(0.3)
POINTS = Split(torch.randn(23, 2, generator=torch.Generator().manual_seed(0)), name="points")
OTHERS = Split(torch.randn(9, 2, generator=torch.Generator().manual_seed(1)), name="others")


def network(seed=0):
    with seeded(seed):
        return nn.Sequential(
            nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 2)
        )


def trained(model=None, objective=None, data=POINTS, **settings):
    """A run of 4 epochs of 5 steps."""
    model = model or network()
    settings = {"epochs": 4, "batch_size": 5, "runtime": CPU, "progress": False, **settings}
    return model, fit(model, objective or Denoising(NOISE), data, **settings)


def state(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def assert_same(first, second):
    torch.testing.assert_close(state(first), state(second), rtol=0, atol=0)


def differ(first, second):
    pairs = zip(first.parameters(), second.parameters(), strict=True)
    return any(not torch.equal(one, two) for one, two in pairs)


def steady(history):
    """What does not depend on the clock or on interruptions."""
    kept = history.state()
    for name in ("seconds", "resumed_at", "notes"):
        kept.pop(name)
    return kept


def test_training_lowers_the_loss_and_leaves_the_model_ready_for_use():
    model, history = trained(epochs=40)
    assert history.train["total"][-1] < 0.7 * history.train["total"][0]
    assert not model.training
    assert history.steps == 200
    assert history.seconds > 0
    assert history.resumed_at is None
    assert not history.stopped


def test_fit_makes_the_steps_of_train():
    model, history = trained()
    bare = network()
    with torch.random.fork_rng():
        steps = list(
            train([Player(bare, Denoising(NOISE))], POINTS, epochs=4, batch_size=5, runtime=CPU)
        )
    assert_same(model, bare)
    for epoch, value in enumerate(history.train["total"]):
        losses = [step.losses["total"].item() for step in steps if step.epoch == epoch]
        assert value == pytest.approx(sum(losses) / 5, rel=1e-6)


def test_the_global_generator_is_left_alone_and_has_no_say():
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    first, one = trained(validation=OTHERS)
    assert torch.equal(torch.random.get_rng_state(), before)
    torch.manual_seed(6)
    second, two = trained(validation=OTHERS)
    assert_same(first, second)
    assert steady(one) == steady(two)


def test_another_seed_is_another_run():
    assert differ(trained(seed=0)[0], trained(seed=1)[0])


def test_validation_has_no_influence_on_the_run():
    assert_same(trained()[0], trained(validation=OTHERS)[0])


def test_an_average_is_what_the_model_ends_with():
    model, _ = trained(ema=0.8)
    bare = network()
    average = averaged(bare, 0.8)
    with torch.random.fork_rng():
        for _ in train(
            [Player(bare, Denoising(NOISE))], POINTS, epochs=4, batch_size=5, runtime=CPU
        ):
            average.update_parameters(bare)
    assert_same(model, average.module)
    assert differ(model, bare)


def test_noise2noise_can_be_judged_on_clean_images():
    judge = Denoising(NOISE, loss="mse")
    _, history = trained(
        objective=Noise2Noise(NOISE), validation=Validation(OTHERS, objective=judge, every=2)
    )
    assert history.valid_epochs == [2, 4]
    assert len(history.valid["total"]) == 2
    _, plain = trained(objective=Noise2Noise(NOISE), validation=OTHERS)
    assert len(plain.valid["total"]) == 4
    assert plain.valid["total"][-1] != history.valid["total"][-1]


@dataclass(frozen=True)
class Climb(Objective):
    """A gradient of -1: each step of SGD adds the rate to the weight."""

    def __call__(self, model, batch, generator):
        return Loss(-model.weight.sum())


@dataclass(frozen=True)
class Near(Objective):
    """The squared distance of the weight from a goal."""

    goal: float

    def __call__(self, model, batch, generator):
        return Loss((model.weight - self.goal).square().sum())


def climber():
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    return model


ONE = Split(torch.ones(1, 1))


def climb(model, **settings):
    settings = {"epochs": 10, "optimizer": SGD(1.0), "runtime": CPU, "progress": False, **settings}
    return fit(model, Climb(), ONE, **settings)


def test_patience_stops_the_run_and_puts_the_best_weights_back():
    model = climber()
    validation = Validation(ONE, objective=Near(3.0), patience=2)
    history = climb(model, validation=validation)
    assert history.stopped
    assert history.steps == 5
    assert history.best_epoch == 3
    assert history.valid["total"] == [4.0, 1.0, 0.0, 1.0, 4.0]
    assert model.weight.item() == 3.0


def test_the_best_weights_are_those_of_the_average():
    model = climber()
    validation = Validation(ONE, objective=Near(3.5), patience=2)
    history = climb(model, validation=validation, ema=0.5)
    # Averages 1, 1.5, 2.25, 3.125, 4.0625, 5.03...
    assert history.best_epoch == 4
    assert model.weight.item() == 3.125


@dataclass(frozen=True)
class Errors(Objective):
    """A total that falls all the time, and a part that is lowest at a weight of 2."""

    def __call__(self, model, batch, generator):
        weight = model.weight.sum()
        return Loss(-weight, {"errors": (weight - 2.0).abs()})


def test_a_named_part_selects_the_best_epoch():
    model = climber()
    validation = Validation(ONE, objective=Errors(), by="errors", patience=2)
    history = climb(model, validation=validation)
    assert (history.best_epoch, history.steps, model.weight.item()) == (2, 4, 2.0)
    assert history.valid["total"] == [-1.0, -2.0, -3.0, -4.0]


def test_a_run_told_in_steps_closes_its_history_at_an_interval(tmp_path):
    model = climber()
    settings = {"epochs": None, "steps": 11, "interval": 4, "checkpoint": tmp_path}
    history = climb(model, validation=Validation(ONE, objective=Near(3.0), every=2), **settings)
    # Means of 0..-3, -4..-7 and -8..-10; validated after the second and the last.
    assert history.train["total"] == [-1.5, -5.5, -9.0]
    assert history.valid == {"total": [25.0, 64.0]}
    assert history.valid_epochs == [2, 3]
    assert model.weight.item() == 11.0


@pytest.mark.parametrize("step", [2, 7, 13])
def test_a_run_told_in_steps_goes_on_after_an_interruption(tmp_path, monkeypatch, step):
    settings = {"epochs": None, "steps": 18, "interval": 4, "objective": Interrupted(step, 18)}
    kept = CheckpointConfig(tmp_path, steps=3)
    with pytest.raises(KeyboardInterrupt):
        trained(checkpoint=kept, **settings)
    monkeypatch.setattr(Interrupted, "pressed", False)
    model, history = trained(checkpoint=kept, **settings)
    whole, plain = trained(**settings)
    assert_same(model, whole)
    assert steady(history) == steady(plain)


def test_without_patience_the_last_weights_stay():
    model = climber()
    history = climb(model, validation=Validation(ONE, objective=Near(3.0)))
    assert not history.stopped
    assert model.weight.item() == 10.0


def test_a_run_that_patience_stopped_is_not_repeated(tmp_path):
    validation = Validation(ONE, objective=Near(3.0), patience=2)
    first, again = climber(), climber()
    one = climb(first, validation=validation, checkpoint=tmp_path)
    two = climb(again, validation=validation, checkpoint=tmp_path)
    assert steady(one) == steady(two)
    assert two.resumed_at == 5
    assert again.weight.item() == 3.0


@pytest.mark.parametrize(
    "settings", [{}, {"ema": 0.8}, {"validation": Validation(OTHERS, patience=2)}], ids=str
)
def test_a_complete_run_returns_at_once_with_the_same_weights(tmp_path, settings, monkeypatch):
    first, one = trained(checkpoint=tmp_path, **settings)
    monkeypatch.setattr(torch.optim.AdamW, "step", None)  # not one more step is made
    again, two = trained(checkpoint=tmp_path, **settings)
    assert_same(first, again)
    assert steady(one) == steady(two)
    assert two.resumed_at == one.steps
    assert two.seconds == one.seconds


def test_a_checkpoint_changes_no_result(tmp_path):
    model, history = trained(
        ema=0.9, validation=OTHERS, checkpoint=CheckpointConfig(tmp_path, steps=3)
    )
    bare, plain = trained(ema=0.9, validation=OTHERS)
    assert_same(model, bare)
    assert steady(history) == steady(plain)


@dataclass(frozen=True)
class Interrupted(Objective):
    """Denoising, until somebody presses the stop button at a step."""

    step: int
    steps: int = 20
    pressed: ClassVar[bool] = True

    def __call__(self, model, batch, generator):
        if self.pressed and batch.progress >= self.step / self.steps > 0:
            raise KeyboardInterrupt
        return Denoising(NOISE)(model, batch, generator)


@pytest.mark.parametrize("step", [7, 10, 13])
def test_the_same_call_goes_on_after_an_interruption(tmp_path, monkeypatch, step):
    settings = {
        "ema": 0.9,
        "objective": Interrupted(step),
        "checkpoint": CheckpointConfig(tmp_path, steps=3),
    }
    model = network()
    with pytest.raises(KeyboardInterrupt):
        trained(model, **settings)
    monkeypatch.setattr(Interrupted, "pressed", False)
    # The cell that trains is run again alone: the model is the one that was interrupted.
    _, history = trained(model, **settings)
    whole, plain = trained(**{**settings, "checkpoint": None})
    assert history.resumed_at == step // 3 * 3
    assert_same(model, whole)
    assert steady(history) == steady(plain)


def test_without_a_checkpoint_an_interrupted_model_keeps_what_it_has_learnt():
    model = network()
    with pytest.raises(KeyboardInterrupt):
        trained(model, objective=Interrupted(7))
    assert differ(model, network())


def test_by_the_clock_checkpoints_are_written_when_losses_are_read(tmp_path):
    model = network()
    with pytest.raises(KeyboardInterrupt):
        trained(
            model, objective=Interrupted(7), checkpoint=CheckpointConfig(tmp_path, seconds=0.0)
        )
    Interrupted.pressed = False
    try:
        _, history = trained(model, objective=Interrupted(7), checkpoint=tmp_path)
    finally:
        Interrupted.pressed = True
    assert history.resumed_at == 5  # the end of the first epoch


def interrupted_twice(tmp_path):
    """A run with two checkpoints behind it, at steps 5 and 10; the files, newest first."""
    settings = {"objective": Interrupted(12), "checkpoint": CheckpointConfig(tmp_path, steps=5)}
    with pytest.raises(KeyboardInterrupt):
        trained(**settings)
    (newest,) = (path for path in tmp_path.glob("*.pt") if "previous" not in path.name)
    return newest, newest.with_suffix(".previous.pt"), settings


def test_a_truncated_checkpoint_means_the_one_before_and_is_told(tmp_path, monkeypatch):
    newest, _, settings = interrupted_twice(tmp_path)
    newest.write_bytes(newest.read_bytes()[:-100])
    monkeypatch.setattr(Interrupted, "pressed", False)
    model, history = trained(**settings)
    assert history.resumed_at == 5
    assert f"{newest.name} was truncated" in history.notes[0]
    assert_same(model, trained(objective=Interrupted(12))[0])


def test_two_truncated_checkpoints_mean_a_new_start_which_is_told(tmp_path, monkeypatch):
    newest, previous, settings = interrupted_twice(tmp_path)
    newest.write_bytes(b"")
    previous.write_bytes(previous.read_bytes()[:1000])
    monkeypatch.setattr(Interrupted, "pressed", False)
    model, history = trained(**settings)
    assert history.resumed_at is None
    assert "began anew" in history.notes[-1]
    assert_same(model, trained(objective=Interrupted(12))[0])


def test_a_foreign_checkpoint_is_refused_before_anything_is_changed(tmp_path):
    newest, _, settings = interrupted_twice(tmp_path)
    newest.write_text("epoch,loss")
    model = network()
    with pytest.raises(ForeignCheckpoint, match="nothing in it was executed; delete or move"):
        trained(model, **settings)
    model_before = network()
    assert_same(model, model_before)
    assert newest.read_text() == "epoch,loss"


def test_runs_that_differ_share_a_folder(tmp_path):
    for settings in (
        {},
        {"seed": 1},
        {"epochs": 2},
        {"data": OTHERS},
        {"runtime": Runtime("cpu", precision="bf16")},
    ):
        _, history = trained(checkpoint=tmp_path, **settings)
        assert history.resumed_at is None
    assert len(list(tmp_path.glob("*.pt"))) == 5


def test_channels_last_models_go_on_bit_identical(tmp_path, monkeypatch):
    images = Split(torch.rand(10, 1, 6, 6, generator=torch.Generator().manual_seed(0)))
    settings = {
        "objective": Interrupted(12),
        "data": images,
        "batch_size": 2,
        "runtime": Runtime("cpu", channels_last=True),
    }

    def conv():
        with seeded(0):
            return nn.Sequential(
                nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 1, 3, padding=1)
            )

    with pytest.raises(KeyboardInterrupt):
        trained(conv(), checkpoint=CheckpointConfig(tmp_path, steps=5), **settings)
    monkeypatch.setattr(Interrupted, "pressed", False)
    model, history = trained(conv(), checkpoint=CheckpointConfig(tmp_path, steps=5), **settings)
    assert history.resumed_at == 10
    assert model[0].weight.is_contiguous(memory_format=torch.channels_last)
    assert_same(model, trained(conv(), **settings)[0])


@dataclass(frozen=True)
class Breaks(Objective):
    """Denoising, and from a step on something that is not finite."""

    step: int
    what: str
    steps: int = 100

    def __call__(self, model, batch, generator):
        total = Denoising(NOISE)(model, batch, generator).total
        if batch.progress < self.step / self.steps or not model.training:
            return Loss(total)
        if self.what == "loss":
            return Loss(total * float("inf"))
        # A finite loss whose gradient is not: the square root's slope at 0, times 0.
        return Loss(total + (0.0 * model[0].weight).abs().sum().sqrt())


@pytest.mark.parametrize("step", [3, 50, 72, 99])
def test_a_loss_that_is_not_finite_stops_the_run_and_names_the_step(tmp_path, step):
    settings = {"epochs": 20, "checkpoint": CheckpointConfig(tmp_path, steps=30)}
    with pytest.raises(
        Diverged, match=rf"NaN or infinite at step {step} \(epoch {step // 5 + 1}\)"
    ) as caught:
        trained(objective=Breaks(step, "loss"), **settings)
    files = [path for path in tmp_path.glob("*.pt") if "previous" not in path.name]
    if step < 30:
        assert "no checkpoint was written yet" in str(caught.value)
        assert files == []
        return
    assert f"the last good checkpoint is {files[0]} (step {step // 30 * 30})" in str(caught.value)
    kept = torch.load(files[0])
    assert kept["history"]["steps"] == step // 30 * 30
    for values in kept["players"][0]["model"].values():
        assert values.isfinite().all()


def test_a_run_without_checkpoints_says_that_there_is_none():
    with pytest.raises(Diverged, match=r"at step 72 .*no checkpoint was kept \(pass checkpoint="):
        trained(objective=Breaks(72, "loss"), epochs=20)


@pytest.mark.parametrize("step", [29, 59, 99])
def test_weights_that_are_not_finite_reach_no_checkpoint(tmp_path, step):
    """The loss of the step is finite, its gradient is not: the loss of the next one would tell."""
    settings = {"epochs": 20, "checkpoint": CheckpointConfig(tmp_path, steps=30)}
    with pytest.raises(Diverged, match=rf"0.weight became NaN .* at or before step {step}"):
        trained(objective=Breaks(step, "gradient"), **settings)
    for path in tmp_path.glob("*.pt"):
        for values in torch.load(path)["players"][0]["model"].values():
            assert values.isfinite().all()


def test_a_diverged_run_can_be_resumed_from_the_last_good_checkpoint(tmp_path):
    settings = {"epochs": 20, "checkpoint": CheckpointConfig(tmp_path, steps=30)}
    model = network()
    for _ in range(2):  # the second time from step 60 on, with the same end
        with pytest.raises(Diverged, match=r"at step 72 .*\(step 60\)"):
            trained(model, objective=Breaks(72, "loss"), **settings)


@pytest.mark.parametrize("what", ["loss", "gradient"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_diverged_run_leaves_finite_weights_ready_for_use(tmp_path, what, kept):
    model = network()
    before = state(model)
    checkpoint = CheckpointConfig(tmp_path, steps=5) if kept else None
    with pytest.raises(Diverged, match="the model has its first weights again; "):
        trained(model, objective=Breaks(12, what, steps=20), checkpoint=checkpoint)
    torch.testing.assert_close(state(model), before, rtol=0, atol=0)
    assert not model.training


def test_two_frozen_networks_make_two_runs(tmp_path):
    @dataclass(frozen=True)
    class Like(Objective):
        teacher: nn.Module = field(repr=False)

        def __call__(self, model, batch, generator):
            with torch.no_grad():
                target = self.teacher(batch.inputs)
            return Loss((model(batch.inputs) - target).square().sum())

    def pupil(seed):
        model, _ = trained(objective=Like(network(seed).eval()), checkpoint=tmp_path)
        return model

    assert differ(pupil(1), pupil(2))


def test_batch_normalisation_is_never_given_one_row():
    _, history = trained(data=POINTS.take(5), batch_size=2)
    assert history.steps == 4 * 2  # batches of 3 and 2 rows


def test_a_validation_that_is_not_finite_stops_the_run(tmp_path):
    @dataclass(frozen=True)
    class Lost(Objective):
        def __call__(self, model, batch, generator):
            return Loss(torch.tensor(float("nan")))

    with pytest.raises(Diverged, match="validation became NaN or infinite after epoch 1"):
        trained(validation=Validation(OTHERS, objective=Lost()))


class Watched(torch.Tensor):
    """A loss that notes when its value is asked for."""

    reads: ClassVar[list] = []
    steps: ClassVar[list] = []

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        asking = {"item", "tolist", "cpu", "numpy", "__float__", "__bool__", "__int__", "to"}
        if func.__name__ in asking:
            cls.reads.append(len(cls.steps))
        return super().__torch_function__(func, types, args, kwargs or {})


@dataclass(frozen=True)
class Asked(Objective):
    def __call__(self, model, batch, generator):
        total = Denoising(NOISE)(model, batch, generator).total
        if model.training:
            Watched.steps.append(batch.progress)
        return Loss(total.as_subclass(Watched), {"part": total.detach().as_subclass(Watched)})


def test_no_step_waits_for_a_loss_to_be_read():
    Watched.reads.clear()
    Watched.steps.clear()
    data = Split(torch.randn(240, 2, generator=torch.Generator().manual_seed(0)))
    trained(objective=Asked(), data=data, epochs=2, batch_size=2, ema=0.9)
    assert len(Watched.steps) == 240
    assert set(Watched.reads) == {50, 100, 120, 170, 220, 240}


BAD = {
    "an empty split": ({"data": Split(torch.zeros(0, 2))}, "data must have at least one row"),
    "no epochs": ({"epochs": 0}, "epochs must be at least 1, got 0"),
    "negative epochs": ({"epochs": -1}, "epochs must be at least 1, got -1"),
    "no batch": ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
    "wrong shape": ({"data": Split(torch.zeros(5, 3))}, "does not fit data of shape (2, 3)"),
    "NaN": ({"data": Split(torch.full((5, 2), float("nan")))}, "inputs of data must be finite"),
    "BCE": (
        {"objective": Denoising(NOISE, loss="bce")},
        "inputs of points under Denoising(corruption=GaussianNoise(sigma=0.3), loss='bce'",
    ),
    "an opponent without a name": (
        {"opponents": [Player(nn.Linear(2, 2), Denoising(NOISE))]},
        "opponents must have names of their own",
    ),
    "an unknown device": ({"runtime": Runtime("banana")}, "device 'banana' is not available here"),
    "no average": ({"ema": 1.0}, "ema must be in (0, 1), got 1.0"),
    "an empty validation": (
        {"validation": Split(torch.zeros(0, 2))},
        "validation must have at least one row",
    ),
    "a validation of another shape": (
        {"validation": Split(torch.zeros(4, 3))},
        "does not fit data",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_refused_before_anything_is_changed(kind):
    settings, words = BAD[kind]
    model = network()
    before, generator = state(model), torch.random.get_rng_state()
    with pytest.raises(ValueError, match=re.escape(words)):
        trained(model, **settings)
    torch.testing.assert_close(state(model), before, rtol=0, atol=0)
    assert model.training
    assert torch.equal(torch.random.get_rng_state(), generator)


@pytest.mark.parametrize("value", [2.5, "5", None, True])
def test_counts_that_are_no_whole_numbers_are_refused(value):
    # The tests' annotation hook speaks first where the type is wrong, for users `check_counts`.
    for name in ("epochs", "batch_size"):
        with pytest.raises((ValueError, TypeError), match=name):
            trained(**{name: value})


def test_a_folder_that_cannot_be_written_is_refused_before_training(tmp_path):
    (tmp_path / "file").write_text("x")
    model = network()
    with pytest.raises(ValueError, match="checkpoint must be a folder that can be written"):
        trained(model, checkpoint=tmp_path / "file" / "runs")
    assert_same(model, network())


def test_a_stream_trains_bit_identical_to_a_split():
    items = [{"inputs": row} for row in POINTS.inputs]
    assert_same(trained()[0], trained(data=Stream(items, name="points"))[0])


def test_opponents_begin_each_run_with_a_new_optimiser():
    opponent = Player(network(1), Denoising(NOISE), SGD(0.1, momentum=0.9), name="other")
    first = state(opponent.model)
    results = []
    for _ in range(2):
        opponent.model.load_state_dict(first)
        _, history = trained(opponents=[opponent])
        results.append(state(opponent.model))
        assert not opponent.model.training
    torch.testing.assert_close(*results, rtol=0, atol=0)
    assert set(history.train) == {"total", "other/total"}


def test_a_progress_bar_shows_the_steps_and_the_epochs_losses(capsys, monkeypatch):
    made, shown = [], []
    bar = importlib.import_module("tqdm.auto").tqdm
    monkeypatch.setattr(bar, "update", lambda self, steps: made.append(steps))
    monkeypatch.setattr(bar, "set_postfix", lambda self, seen, refresh: shown.append(seen))
    _, history = trained(progress=True, validation=OTHERS)
    assert "Sequential" in capsys.readouterr().err
    assert sum(made) == 5 + 10 + 15 + 20  # the patched bar stays at 0, and each step adds to that
    assert shown[-1] == {"loss": history.train["total"][-1], "valid": history.valid["total"][-1]}
    trained(progress=False)
    assert capsys.readouterr().err == ""
