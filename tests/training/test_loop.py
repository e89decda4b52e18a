from dataclasses import dataclass

import pytest
import torch
from torch import nn
from torch.utils.data import Dataset

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split, Stream
from dlc_support.objectives import AdversarialDenoising, Denoising, Loss, Objective, RealOrRestored
from dlc_support.training import SGD, Player, Ramp, Runtime, seeded, train

CPU = Runtime("cpu")
POINTS = Split(torch.randn(23, 2, generator=torch.Generator().manual_seed(0)), name="points")


def denoiser(dropout=0.0):
    with seeded(0):
        return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Dropout(dropout), nn.Linear(8, 2))


def player(model=None, **settings):
    return Player(model or denoiser(), Denoising(GaussianNoise(0.3)), **settings)


def weights(model):
    return torch.cat([weight.detach().flatten() for weight in model.parameters()]).clone()


def run(**settings):
    """Weights and losses after a run."""
    ours = player(denoiser(dropout=0.5))
    arguments = {"epochs": 3, "batch_size": 5, "runtime": CPU, "data": POINTS, **settings}
    losses = [step.losses["total"].item() for step in train([ours], **arguments)]
    return weights(ours.model), losses


def test_a_run_visits_every_batch_of_every_epoch():
    places = [
        (step.epoch, step.index, step.step)
        for step in train([player()], POINTS, epochs=2, batch_size=8, runtime=CPU)
    ]
    assert places == [(0, 0, 0), (0, 1, 1), (0, 2, 2), (1, 0, 3), (1, 1, 4), (1, 2, 5)]


@dataclass(frozen=True)
class Pull(Objective):
    """A loss whose gradient is known: w times the mean of the inputs."""

    def __call__(self, model, batch, generator):
        return Loss(
            model.weight.sum() * batch.inputs.mean(), {"progress": torch.tensor(batch.progress)}
        )


def test_each_step_is_one_step_of_the_optimiser_on_its_batch_alone():
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    data = Split(torch.tensor([[1.0], [2.0], [4.0]]))
    seen = []
    for step in train(
        [Player(model, Pull(), SGD(0.5))], data, epochs=1, batch_size=1, runtime=CPU
    ):
        seen.append(model.weight.item())
        assert step.losses["progress"].item() == pytest.approx(step.step / 3)
    steps = [before - after for before, after in zip([0.0, *seen], seen, strict=False)]
    assert sorted(steps) == [0.5, 1.0, 2.0]


def test_schedules_follow_the_progress_of_the_run():
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    ours = Player(model, Pull(), SGD(1.0), schedule=Ramp(1.0, 0.0))
    data = Split(torch.ones(4, 1))
    seen = [0.0]
    for _ in train([ours], data, epochs=2, batch_size=2, runtime=CPU):
        seen.append(model.weight.item())
    assert seen == [0.0, -1.0, -1.75, -2.25, -2.5]


def test_yielded_losses_carry_no_graph():
    (step,) = train([player()], POINTS, epochs=1, batch_size=100, runtime=CPU)
    assert not step.losses["total"].requires_grad
    assert step.losses["total"].ndim == 0


def test_the_seed_decides_and_the_global_generator_does_not():
    torch.manual_seed(1)
    first = run(seed=3)
    torch.manual_seed(2)
    second = run(seed=3)
    other = run(seed=4)
    assert torch.equal(first[0], second[0])
    assert first[1] == second[1]
    assert not torch.equal(first[0], other[0])


def test_dropout_is_drawn_afresh_at_each_step():
    constant = Split(torch.zeros(6, 2))

    @dataclass(frozen=True)
    class Output(Objective):
        def __call__(self, model, batch, generator):
            return Loss(model(torch.ones(3, 2)).square().sum())

    model = denoiser(dropout=0.5)
    with torch.random.fork_rng():
        losses = [
            step.losses["total"].item()
            for step in train(
                [Player(model, Output(), SGD(1e-9))], constant, epochs=2, batch_size=3, runtime=CPU
            )
        ]
    assert len(set(losses)) == len(losses)


@pytest.mark.parametrize("start", [1, 5, 7, 14, 15])
def test_a_run_that_starts_later_goes_on_exactly(start):
    whole_weights, whole_losses = run()
    ours = player(denoiser(dropout=0.5))
    arguments = {"epochs": 3, "batch_size": 5, "runtime": CPU}
    losses = []
    for step in train([ours], POINTS, **arguments):
        losses.append(step.losses["total"].item())
        if step.step + 1 == start:
            break
    torch.manual_seed(99)
    losses += [s.losses["total"].item() for s in train([ours], POINTS, start=start, **arguments)]
    assert losses == whole_losses
    assert torch.equal(weights(ours.model), whole_weights)


class Items(Dataset):
    """The same points, one by one."""

    def __len__(self):
        return len(POINTS)

    def __getitem__(self, row):
        return {"inputs": POINTS.inputs[row]}


def test_a_stream_trains_bit_identical_to_a_split():
    before = torch.random.get_rng_state()
    with torch.random.fork_rng():
        split, stream = run(), run(data=Stream(Items(), name="points"))
    assert torch.equal(split[0], stream[0])
    assert split[1] == stream[1]
    assert torch.equal(torch.random.get_rng_state(), before)


def test_reading_a_stream_draws_nothing_global():
    stream = Stream(Items(), name="points")
    before = torch.random.get_rng_state()
    list(stream.batches([torch.tensor([0, 1]), torch.tensor([2])]))
    assert torch.equal(torch.random.get_rng_state(), before)


class Random(nn.Module):
    noise_shape = (2,)

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, corrupted, noise):
        return self.layer(torch.cat([corrupted, noise], dim=1))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 1)

    def forward(self, candidate, corrupted):
        return self.layer(torch.cat([candidate, corrupted], dim=1))


@dataclass(frozen=True)
class Greedy(Objective):
    """The other's weights as well as one's own, with no detaching at all."""

    other: nn.Module

    def __call__(self, model, batch, generator):
        mine, theirs = (m.layer.weight.square().sum() for m in (model, self.other))
        return Loss(mine * theirs * batch.inputs.square().mean())


def two_players(kind):
    with seeded(0):
        model, critic = Random(), Critic()
    noise = GaussianNoise(0.2)
    first, second = {
        "adversarial": (
            AdversarialDenoising(noise, critic),
            RealOrRestored(noise, model, penalty=0.5),
        ),
        "greedy": (Greedy(critic), Greedy(model)),
    }[kind]
    return Player(model, first, SGD(0.1)), Player(critic, second, SGD(0.1), name="critic")


@pytest.mark.parametrize("kind", ["adversarial", "greedy"])
def test_a_players_step_leaves_the_others_weights_and_gradients_untouched(kind, monkeypatch):
    players = two_players(kind)
    advance, turns = torch.optim.SGD.step, []

    def at_rest(player):
        """A player's weights and gradients, as they stand."""
        gradients = [None if w.grad is None else w.grad.clone() for w in player.parameters]
        return [*map(torch.clone, player.parameters), *gradients]

    rest = {player.name: at_rest(player) for player in players}

    def step(self, *args, **kwargs):
        mine, other = sorted(players, key=lambda player: player.stepper is not self)
        # Since the other's own turn, this player's backward pass has run, and now its step.
        advance(self, *args, **kwargs)
        torch.testing.assert_close(at_rest(other), rest[other.name], rtol=0, atol=0)
        rest[mine.name] = at_rest(mine)
        turns.append(mine.name)

    for player in players:
        _ = player.stepper
    monkeypatch.setattr(torch.optim.SGD, "step", step)
    first = rest[""]
    with torch.random.fork_rng():
        made = list(train(players, POINTS, epochs=2, batch_size=12, runtime=CPU))
    assert turns == ["", "critic"] * len(made)
    assert not torch.equal(first[0], rest[""][0])


@pytest.mark.parametrize("kind", ["adversarial", "greedy"])
def test_gradients_of_the_player_at_rest_are_those_of_its_own_turn(kind):
    players = two_players(kind)
    alone = two_players(kind)
    with torch.random.fork_rng():
        next(train(players, POINTS, epochs=1, batch_size=100, runtime=CPU))
        next(train(alone[:1], POINTS, epochs=1, batch_size=100, runtime=CPU))
    for weight, expected in zip(players[0].parameters, alone[0].parameters, strict=True):
        # The critic's turn came after, and has a graph through the denoiser.
        torch.testing.assert_close(weight.grad, expected.grad, rtol=0, atol=0)
        assert torch.equal(weight, expected)
    assert all(weight.grad is None for weight in alone[1].parameters)


def test_losses_carry_their_players_name():
    with torch.random.fork_rng():
        step = next(
            train(two_players("adversarial"), POINTS, epochs=1, batch_size=100, runtime=CPU)
        )
    assert list(step.losses) == [
        "total",
        "fidelity",
        "fooling",
        "critic/total",
        "critic/telling",
        "critic/penalty",
    ]


def test_shards_have_draws_of_their_own_and_their_gradients_are_averaged():
    data = Split(torch.ones(4, 2))
    model = nn.Linear(2, 2, bias=False).double()
    nn.init.zeros_(model.weight)

    @dataclass(frozen=True)
    class Draw(Objective):
        def __call__(self, model, batch, generator):
            drawn = torch.rand((), generator=generator)
            return Loss(drawn * model.weight.sum(), {"drawn": drawn})

    ours = Player(model, Draw(), SGD(1.0))
    with torch.random.fork_rng():
        (step,) = train([ours], data, epochs=1, batch_size=4, shards=2, runtime=CPU)
        (alone,) = train([ours], data, epochs=1, batch_size=4, runtime=CPU)
    mean = step.losses["drawn"]
    assert mean != alone.losses["drawn"]
    torch.testing.assert_close(
        model.weight, torch.full((2, 2), -(mean + alone.losses["drawn"])).double()
    )


def test_models_are_put_into_training_mode():
    ours = player(denoiser().eval())
    with torch.random.fork_rng():
        next(train([ours], POINTS, epochs=1, runtime=CPU))
    assert ours.model.training


@pytest.mark.parametrize("name", ["epochs", "batch_size", "shards"])
def test_counts_below_one_are_refused(name):
    settings = {"epochs": 1, "batch_size": 5, name: 0}
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        next(train([player()], POINTS, runtime=CPU, **settings))


def eager_but_counted(monkeypatch):
    """`torch.compile` that hands graphs to a backend which counts and runs them as they are."""
    graphs = []
    compile_ = torch.compile

    def backend(graph, inputs):
        graphs.append(graph)
        return graph.forward

    monkeypatch.setattr(torch, "compile", lambda model: compile_(model, backend=backend))
    return graphs


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = nn.Linear(2, 8), nn.Linear(8, 2)

    def encode(self, inputs):
        return self.encoder(inputs).tanh()

    def decode(self, code):
        return self.decoder(code)


@dataclass(frozen=True)
class NoisyCode(Objective):
    """Noise on the code that falls with progress; `forward` is not called."""

    def __call__(self, model, batch, generator):
        code = model.encode(batch.inputs)
        noise = torch.randn(code.shape, generator=generator)
        estimate = model.decode(code + (1.0 - batch.progress) * noise)
        return Loss((estimate - batch.inputs).square().mean(), {})


# PyTorch's compiler looks at what it then hides, which it cannot where warnings are errors.
@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor that is not a leaf")
# Of 3.13.0 alone: a fault of that Python makes compiled code slower.
@pytest.mark.filterwarnings("ignore:Guards may run slower on Python 3.13.0:RuntimeWarning")
def test_compiling_compiles_what_the_objective_calls_and_changes_no_result(monkeypatch):
    torch.compiler.reset()
    graphs = eager_but_counted(monkeypatch)

    def result(runtime):
        with seeded(0):
            ours = Player(Autoencoder(), NoisyCode())
        losses = [
            step.losses["total"].item()
            for step in train([ours], POINTS, epochs=5, batch_size=8, runtime=runtime)
        ]
        return losses, weights(ours.model)

    with torch.random.fork_rng():
        plain, compiled = result(CPU), result(Runtime("cpu", compile=True))
    assert plain[0] == compiled[0]
    assert torch.equal(plain[1], compiled[1])
    linear = [
        str(n.target) for graph in graphs for n in graph.graph.nodes if n.op != "placeholder"
    ]
    assert any("tanh" in target for target in linear)  # the encoder's
    assert any("mean" in target for target in linear)  # the objective's
    # Neither progress nor batches of 7 and 8 rows are compiled anew each time.
    assert len(graphs) < 10


@dataclass(frozen=True)
class Drawn(Objective):
    """A loss that tells what was drawn."""

    def __call__(self, model, batch, generator):
        drawn = torch.rand((), generator=generator)
        return Loss(model.weight.sum() * drawn, {"drawn": drawn})


@pytest.mark.parametrize(("draws", "equal"), [(None, False), (0, True)])
def test_players_share_draws_where_they_say_so(draws, equal):
    players = [
        Player(nn.Linear(1, 1), Drawn()),
        Player(nn.Linear(1, 1), Drawn(), name="pupil", draws=draws),
    ]
    with torch.random.fork_rng():
        for step in train(players, Split(torch.ones(4, 1)), epochs=2, batch_size=2, runtime=CPU):
            assert (step.losses["drawn"] == step.losses["pupil/drawn"]) == equal


@pytest.mark.parametrize("start", [0, 3, 7, 9, 11])
def test_a_run_told_in_steps_ends_in_the_midst_of_a_pass(start):
    def losses(**settings):
        ours = player(denoiser(dropout=0.5))
        steps = train([ours], POINTS, batch_size=5, runtime=CPU, **settings)
        return [(step.epoch, step.index, step.step, step.losses["total"].item()) for step in steps]

    with torch.random.fork_rng():
        partial = losses(steps=11, start=start)
        whole = losses(epochs=3)
    places = [(epoch, index, step) for epoch, index, step, _ in whole]
    assert [seen[:3] for seen in partial] == places[start:11]
    if start == 0:
        assert partial == whole[:11]
