"""One call for all models: what they declare, and five kinds of them through every path."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from dlc_support.corruptions import GaussianNoise, QuadrantMask
from dlc_support.data import Batch, Split
from dlc_support.evaluation import denoiser, sampler
from dlc_support.models import MLP, Model, reconstruct
from dlc_support.models.model import cpu_faster, is_exact
from dlc_support.objectives import (
    AdversarialDenoising,
    Denoising,
    EnergyScore,
    Loss,
    Objective,
    RealOrRestored,
    Regression,
)
from dlc_support.precision import in_float32
from dlc_support.training import Player, Runtime, fit

PLAIN = Runtime(device="cpu", precision="float32")
SIDE, LATENTS, STEPS = 4, 3, 5
MASK = QuadrantMask(("upper left",))


def seeded(seed: int = 0) -> Generator:
    return torch.Generator().manual_seed(seed)


def drawn(mean: Tensor, log_std: Tensor, noise: Tensor) -> Tensor:
    return mean + log_std.exp() * noise


def kl_to_standard(mean: Tensor, log_std: Tensor) -> Tensor:
    return 0.5 * (mean.square() + (2 * log_std).exp() - 1 - 2 * log_std).sum(dim=-1)


class VAE(Model):
    """q(z|x) = N(mean, std); a reconstruction decodes a draw of it."""

    def __init__(self, latents: int = LATENTS) -> None:
        super().__init__()
        self.noise_shape = (latents,)
        self.features, self.head = MLP((16, 20)), nn.Linear(20, 2 * latents)
        self.decoder = MLP((latents, 20, 16))

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        features = self.features(images.flatten(1)).tanh()
        mean, log_std = in_float32(self.head, features).chunk(2, dim=1)
        return mean, log_std

    def decode(self, codes: Tensor) -> Tensor:
        return self.decoder(codes).unflatten(-1, (1, SIDE, SIDE))

    def forward(self, images: Tensor, *, noise: Tensor) -> Tensor:
        return self.decode(drawn(*self.encode(images), noise))


class ConditionalVAE(Model):
    """The prior of the code sees the visible quadrants and the condition, never what is hidden."""

    noise_shape = (LATENTS,)

    def __init__(self) -> None:
        super().__init__()
        self.prior, self.recognition = MLP((18, 20, 2 * LATENTS)), MLP((18, 20, 2 * LATENTS))
        self.decoder = MLP((LATENTS + 2, 20, 16))

    def prior_of(self, images: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        visible = MASK(images, seeded()).flatten(1)
        mean, log_std = self.prior(torch.cat([visible, condition], dim=1)).chunk(2, dim=1)
        return mean, log_std

    def posterior_of(self, images: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        seen = torch.cat([images.flatten(1), condition], dim=1)
        mean, log_std = self.recognition(seen).chunk(2, dim=1)
        return mean, log_std

    def decode(self, codes: Tensor, condition: Tensor) -> Tensor:
        outputs = self.decoder(torch.cat([codes, condition], dim=1))
        return outputs.unflatten(1, (1, SIDE, SIDE))

    def forward(self, images: Tensor, *, condition: Tensor, noise: Tensor) -> Tensor:
        return self.decode(drawn(*self.prior_of(images, condition), noise), condition)


class TwoLayerSequence(Model):
    """Beliefs along time, two layers of codes for each step, the higher one drawn first."""

    noise_shape = (STEPS, 2, LATENTS)

    def __init__(self) -> None:
        super().__init__()
        self.beliefs = nn.GRU(6, 8, batch_first=True)
        self.higher = MLP((8, 12, 2 * LATENTS))
        self.lower = MLP((8 + LATENTS, 12, 2 * LATENTS))
        self.decoder = MLP((2 * LATENTS, 12, 6))

    def forward(self, frames: Tensor, *, noise: Tensor) -> Tensor:
        beliefs, _ = self.beliefs(frames)
        above = drawn(*self.higher(beliefs).chunk(2, dim=-1), noise[:, :, 0])
        given = torch.cat([beliefs, above], dim=-1)
        below = drawn(*self.lower(given).chunk(2, dim=-1), noise[:, :, 1])
        return self.decoder(torch.cat([above, below], dim=-1))


class Flow(Model):
    """One affine coupling on pixels of 256 levels; `forward` is the log-density."""

    exact = True

    def __init__(self) -> None:
        super().__init__()
        self.net = MLP((8, 20, 16))

    def forward(self, levels: Tensor) -> Tensor:
        first, second = (levels.flatten(1) / 256 - 0.5).chunk(2, dim=1)
        shift, log_scale = self.net(first).chunk(2, dim=1)
        latent = torch.cat([first, (second + shift) * log_scale.exp()], dim=1)
        return log_scale.sum(dim=1) - 0.5 * latent.square().sum(dim=1)


@dataclass(frozen=True)
class Bound(Objective):
    """The negative evidence lower bound of binary images."""

    target_range: ClassVar[str] = "binary"

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        images = batch.inputs
        if isinstance(model, ConditionalVAE):
            mean, log_std = model.posterior_of(images, batch.condition)
            prior_mean, prior_log_std = model.prior_of(images, batch.condition)
            mean_over, log_ratio = (mean - prior_mean) * (-prior_log_std).exp(), log_std
            kl = kl_to_standard(mean_over, log_ratio - prior_log_std)
        else:
            mean, log_std = model.encode(images)
            kl = in_float32(kl_to_standard, mean, log_std)
        codes = drawn(mean, log_std, torch.randn(mean.shape, generator=generator))
        given = (batch.condition,) if isinstance(model, ConditionalVAE) else ()
        logits = model.decode(codes, *given)
        nats = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
        kl = kl.mean()
        return Loss(nats / len(batch) + kl, {"kl": kl})


@dataclass(frozen=True)
class Likelihood(Objective):
    """The negative log-density of dequantised levels."""

    target_range: ClassVar[str] = "8-bit"

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        levels = batch.inputs + torch.rand(batch.inputs.shape, generator=generator)
        return Loss(-model(levels).mean())


def digits(**more: Tensor) -> Split:
    ink = (torch.rand(24, 1, SIDE, SIDE, generator=seeded(1)) < 0.4).float()
    return Split(ink, name="ink", range="binary", **more)


def conditional_digits() -> Split:
    return digits(condition=functional.one_hot(torch.arange(24) % 2).float())


def sequences() -> Split:
    return Split(torch.randn(24, STEPS, 6, generator=seeded(2)), name="sequences")


def levels() -> Split:
    values = torch.randint(256, (24, 1, SIDE, SIDE), generator=seeded(3)).float()
    return Split(values, name="levels", range="8-bit")


def built(build: Callable[[], nn.Module]) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return build()


RECONSTRUCTING = {
    "MLP denoiser": (lambda: MLP((16, 20, 16)), digits),
    "VAE": (VAE, digits),
    "conditional VAE": (ConditionalVAE, conditional_digits),
    "two-layer sequential model": (TwoLayerSequence, sequences),
    "plain modules in a row": (
        lambda: nn.Sequential(nn.Conv2d(1, 2, 1), nn.Conv2d(2, 1, 1)),
        digits,
    ),
}
kinds = pytest.mark.parametrize("name", RECONSTRUCTING)


class AnyCritic(nn.Module):
    def __init__(self, components: int) -> None:
        super().__init__()
        self.layer = nn.Linear(2 * components, 1)

    def forward(self, candidate: Tensor, corrupted: Tensor) -> Tensor:
        return self.layer(torch.cat([candidate.flatten(1), corrupted.flatten(1)], dim=1))[:, 0]


@kinds
def test_every_kind_trains_under_every_objective_that_reconstructs(name: str) -> None:
    build, data = RECONSTRUCTING[name]
    split, noise = data(), GaussianNoise(0.1)
    paired = Split(**(split.tensors() | {"targets": split.inputs}))
    critic = AnyCritic(split.inputs[0].numel())
    objectives = [
        Denoising(noise),
        Regression(),
        EnergyScore(noise),
        AdversarialDenoising(noise, critic),
    ]
    for objective in objectives:
        model = built(build)
        judge = Player(critic, RealOrRestored(noise, model), name="critic")
        against = [judge] if isinstance(objective, AdversarialDenoising) else []
        before = [weight.clone() for weight in model.parameters()]
        history = fit(
            model,
            objective,
            paired,
            epochs=1,
            batch_size=8,
            opponents=against,
            runtime=PLAIN,
            progress=False,
        )
        assert history.steps == 3
        assert not all(map(torch.equal, before, model.parameters()))


@kinds
def test_every_kind_is_a_denoiser_and_the_random_ones_are_samplers(name: str) -> None:
    build, data = RECONSTRUCTING[name]
    model, split = built(build), data()
    restore = denoiser(model, condition=split.condition, batch_size=10, draws=2)
    estimate = restore(split.inputs)
    assert estimate.shape == split.inputs.shape
    assert torch.equal(estimate, restore(split.inputs))
    if getattr(model, "noise_shape", None) is None:
        with pytest.raises(TypeError, match="model must be random"):
            sampler(model)
        return
    draw = sampler(model, condition=split.condition)
    first, again, other = (draw(split.inputs, seeded(seed)) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("build", "objective", "data"),
    [
        (VAE, Bound(), digits),
        (ConditionalVAE, Bound(), conditional_digits),
        (Flow, Likelihood(), levels),
    ],
    ids=["VAE", "conditional VAE", "flow"],
)
def test_models_of_a_likelihood_train_on_what_they_need_and_on_nothing_else(
    build, objective, data
) -> None:
    split = data()
    history = fit(
        built(build), objective, split, epochs=20, batch_size=8, runtime=PLAIN, progress=False
    )
    assert history.train["total"][-1] < history.train["total"][0]
    grey = Split(split.inputs.clamp(0, 1) * 0.5, condition=split.condition, range="unit")
    with pytest.raises(ValueError, match=f"{objective.target_range}|images of 0 and 1"):
        fit(built(build), objective, grey, epochs=1, runtime=PLAIN, progress=False)


def test_a_conditional_vae_draws_its_code_from_the_conditional_prior() -> None:
    model, split = built(ConditionalVAE), conditional_digits()
    hidden = MASK.mask(split.inputs, seeded())
    changed = torch.where(hidden, 1 - split.inputs, split.inputs)
    for images in (split.inputs, changed):
        made = reconstruct(model, images, condition=split.condition, generator=seeded(4))
        noise = torch.randn(len(images), LATENTS, generator=seeded(4))
        codes = drawn(*model.prior_of(split.inputs, split.condition), noise)
        assert torch.equal(made, model.decode(codes, split.condition))


class Recorder(nn.Module):
    def __init__(self, noise_shape: tuple[int, ...] | None = None) -> None:
        super().__init__()
        self.noise_shape = noise_shape

    def forward(self, inputs: Tensor, condition: Tensor | None = None) -> Tensor:
        self.condition = condition
        return inputs


def test_a_condition_is_given_to_models_that_name_it_and_refused_by_the_others() -> None:
    model, condition = Recorder(), torch.arange(3)
    reconstruct(model, torch.zeros(3, 2), condition=condition)
    assert model.condition is condition
    with pytest.raises(TypeError, match="Identity takes no condition, but was given one"):
        reconstruct(nn.Identity(), torch.zeros(3, 2), condition=condition)


def test_the_noise_is_normal_of_the_declared_shape_and_needs_a_generator() -> None:
    class Noise(nn.Module):
        noise_shape = (2, 500)

        def forward(self, inputs: Tensor, noise: Tensor) -> Tensor:
            return noise

    noise = reconstruct(Noise(), torch.zeros(50, 1, dtype=torch.float64), generator=seeded())
    assert (noise.shape, noise.dtype) == ((50, 2, 500), torch.float64)
    assert noise.mean().item() == pytest.approx(0, abs=4 / 50_000**0.5)
    assert noise.var().item() == pytest.approx(1, abs=4 * (2 / 50_000) ** 0.5)
    with pytest.raises(TypeError, match=r"generator must be a torch.Generator.*got None"):
        reconstruct(Noise(), torch.zeros(5, 1))


def test_noise_without_a_shape_and_a_shape_without_noise_are_refused() -> None:
    class Misspelt(nn.Module):
        noise_shpe = (2,)

        def forward(self, inputs: Tensor, noise: Tensor) -> Tensor:
            return inputs

    for model in (Misspelt(), Recorder(noise_shape=(2,))):
        with pytest.raises(TypeError, match="must declare noise_shape and name 'noise'"):
            reconstruct(model, torch.zeros(5, 1), generator=seeded())


@pytest.mark.parametrize("name", ["noise_shapes", "exat", "cpu_fast", "noiseshape"])
def test_a_misspelt_declaration_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=f"Mine declares '{name}', which nothing reads; did you"):
        type("Mine", (Model,), {name: True})


def test_a_model_is_exact_where_a_part_of_it_is() -> None:
    assert is_exact(nn.Sequential(nn.Linear(2, 2), Flow()))
    assert not is_exact(nn.Sequential(nn.Linear(2, 2), VAE()))


def test_a_model_is_faster_as_its_parts_are_unless_it_says_so_itself() -> None:
    wide, narrow = MLP((784, 1000, 10)), MLP((784, 100, 10))
    assert cpu_faster(nn.Sequential(wide, nn.ReLU())) == {"bf16"}
    assert cpu_faster(nn.Sequential(wide, narrow)) == frozenset()
    assert cpu_faster(nn.Linear(2, 2)) == frozenset()

    class Slow(Model):
        cpu_faster = frozenset()

        def __init__(self) -> None:
            super().__init__()
            self.part = wide

    assert cpu_faster(Slow()) == frozenset()


def test_a_compiled_model_is_called_alike() -> None:
    class Random(nn.Module):
        noise_shape = (2,)

        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 2)

        def forward(self, inputs: Tensor, noise: Tensor) -> Tensor:
            return self.layer(torch.cat([inputs, noise], dim=1))

    torch.compiler.reset()
    model, inputs = built(Random), torch.rand(3, 2, generator=seeded())
    expected = reconstruct(model, inputs, generator=seeded(1))
    compiled = torch.compile(model, backend="eager")
    torch.testing.assert_close(reconstruct(compiled, inputs, generator=seeded(1)), expected)
