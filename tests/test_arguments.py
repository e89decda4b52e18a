"""Ranges and types at the border: what is refused, in our words, by every member of a kind."""

import jaxtyping
import numpy as np
import pytest
import torch
from torch import Generator, nn

from dlc_support import evaluation
from dlc_support.arguments import (
    check_channels_first,
    check_counts,
    check_range,
    check_seed,
    kind,
)
from dlc_support.corruptions import (
    BernoulliNoise,
    GaussianNoise,
    Mask,
    PoissonNoise,
    ZeroMask,
)
from dlc_support.corruptions.corruption import values_known
from dlc_support.data import (
    OpenCircle,
    Split,
    Stream,
    phantoms,
    random_phantoms,
    toy_split,
    toy_splits,
)
from dlc_support.evaluation import Convention, denoiser, psnr, ssim
from dlc_support.objectives import Denoising
from dlc_support.training import fit, seeded
from tests.corruptions.test_contract import MEMBERS

EACH = pytest.mark.parametrize("corruption", MEMBERS, ids=repr)


@pytest.fixture(autouse=True)
def _as_users_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the tests' annotation hook, which would speak before the checks do."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)


def draws():
    return Generator().manual_seed(0)


def images(channels=1, side=16):
    return torch.rand(2, channels, side, side, generator=draws())


BYTES = (255 * images()).byte()


@EACH
@pytest.mark.parametrize(
    ("clean", "error", "words"),
    [
        (BYTES, ValueError, r"clean must be floating point, got torch.uint8: .*float\(\) / 255"),
        (BYTES.long(), ValueError, "clean must be floating point, got torch.int64"),
        (images().numpy(), TypeError, "clean must be a tensor, got an object of type ndarray"),
        (None, TypeError, "clean must be a tensor, got None"),
        (
            images(3).movedim(1, 3),
            ValueError,
            r"clean must be images .* \(2, 16, 16, 3\) with the channels last: .*permute\(0, 3, 1",
        ),
        (255 * images(), ValueError, r"clean must lie in \[-10, 10\], .* divide by the largest"),
    ],
    ids=["uint8", "int64", "numpy", "None", "channels last", "up to 255"],
)
def test_corruptions_refuse_what_they_would_spoil(corruption, clean, error, words):
    calls = [corruption, *([corruption.mask] if isinstance(corruption, Mask) else [])]
    for call in calls:
        with pytest.raises(error, match=words):
            call(clean, draws())


@EACH
def test_a_run_looks_at_no_value_again(corruption):
    with values_known:
        assert corruption(255 * images(), draws()).shape == images().shape


def test_images_of_any_range_are_trained_on_where_a_split_says_so():
    bright = Split(255 * images(), range="unbounded")
    objective = Denoising(GaussianNoise(25.0))
    history = fit(nn.Conv2d(1, 1, 1), objective, bright, steps=2, validation=bright)
    assert history.steps == 2


@EACH
def test_corruptions_refuse_what_is_no_generator(corruption):
    for generator in (None, 0, Generator):
        with pytest.raises(TypeError, match=r"generator must be a torch\.Generator, such as"):
            corruption(images(), generator)


@pytest.mark.parametrize("kind_", [GaussianNoise, ZeroMask, PoissonNoise, BernoulliNoise])
@pytest.mark.parametrize("level", ["a", None, [0.1]])
def test_a_level_that_is_no_number_is_refused(kind_, level):
    with pytest.raises(TypeError, match=r"(sigma|p|peak) must be a number, got"):
        kind_(level)


METRICS = {
    "psnr": psnr,
    "ssim": ssim,
    "bytes": Convention(),
    "raw": Convention(values="raw"),
    "benchmark": Convention.benchmark(2),
    "over": lambda *pair: Convention().over([pair]),
}
FAR = {"255": 255 * images(), "-20": images() - 20}


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
class TestMetrics:
    @pytest.mark.parametrize("integers", [BYTES, BYTES.int(), BYTES > 9], ids=repr)
    def test_integers_are_refused(self, metric, integers):
        for pair, name in (
            ((integers, images()), "estimate"),
            ((images(), integers), "reference"),
        ):
            with pytest.raises(ValueError, match=f"{name} must be floating point, got torch"):
                metric(*pair)

    @pytest.mark.parametrize("far", FAR)
    def test_images_in_other_units_are_refused(self, metric, far):
        with pytest.raises(ValueError, match=r"reference must lie in \[0, 1\], got values from"):
            metric(FAR[far], FAR[far])
        with pytest.raises(ValueError, match=r"estimate must lie near \[0, 1\], got values with"):
            metric(FAR[far], images())

    def test_an_estimate_may_be_as_bad_as_it_likes(self, metric):
        wild = images() + 1000 * (images() > 0.5).float().sub(0.5)
        wild -= wild.mean()
        assert torch.as_tensor(metric(wild, images())).isfinite().all()

    def test_an_estimate_may_leave_the_range_by_noise_and_a_reference_may_not(self, metric):
        noisy = GaussianNoise(1.0)(images(), draws())
        assert torch.as_tensor(metric(noisy, images())).isfinite().all()
        with pytest.raises(ValueError, match=r"reference must lie in \[0, 1\], got values from -"):
            metric(images(), noisy)

    def test_rounding_does_not_count(self, metric):
        white = torch.ones(1, 1, 16, 16)
        assert metric(white - 0.1, white * (1 + 1e-6)) is not None

    def test_arrays_are_refused(self, metric):
        with pytest.raises(TypeError, match="estimate must be a tensor, got an object of type nd"):
            metric(images().numpy(), images().numpy())


@pytest.mark.parametrize("name", ["mse", "sse"])
def test_errors_of_integers_are_refused(name):
    with pytest.raises(ValueError, match=r"estimate must be floating point, got torch.uint8"):
        getattr(evaluation, name)(BYTES, BYTES)


def test_the_range_of_a_psnr_is_that_of_its_peak():
    assert psnr(250 * images(), 255 * images(), peak=255).min() > 20
    with pytest.raises(ValueError, match=r"reference must lie in \[0, 255\], got .* to 25"):
        psnr(images(), 256 + images(), peak=255)


def network():
    model = nn.Conv2d(1, 1, 1)
    model.stride, model.receptive_radius, model.scale = 1, 0, 1
    return model


RESTORED = {
    "restore": (lambda noisy: evaluation.restore(network(), noisy), r"lie in \[-10, 10\], got"),
    "prepared": (Convention().prepared, r"lie near \[0, 1\], got values with the mean 12"),
}


@pytest.mark.parametrize(("call", "words"), RESTORED.values(), ids=RESTORED)
def test_noisy_images_lie_near_the_unit_interval(call, words):
    assert call(GaussianNoise(1.0)(images(), draws())).shape == images().shape
    with pytest.raises(ValueError, match=f"images must {words}"):
        call(255 * images())
    with pytest.raises(ValueError, match=r"images must be floating point, got torch.uint8"):
        call(BYTES)
    with pytest.raises(ValueError, match="with the channels last"):
        call(images().movedim(1, 3))


@pytest.mark.parametrize("answer", [None, (1, 2), {"estimate": 0}], ids=["None", "pair", "dict"])
def test_a_denoiser_refuses_a_model_that_returns_no_tensor(answer):
    class Odd(nn.Module):
        def forward(self, _images):
            return answer

    with pytest.raises(TypeError, match="Odd must return a tensor, got "):
        denoiser(Odd())(images())


def test_a_denoiser_refuses_bytes():
    with pytest.raises(ValueError, match=r"corrupted must be floating point, got torch.uint8"):
        denoiser(network())(BYTES)


ARRAYS = {
    "float32": np.zeros((4, 2), np.float32),
    "float64": np.zeros((4, 2)),
    "columns first": np.asfortranarray(np.zeros((4, 2))),
    "reversed": np.zeros((4, 2), np.float32)[::-1],
}


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_arrays_of_numbers_become_tensors(array):
    split = Split(array, labels=np.arange(4), targets=array)
    assert split.inputs.dtype == split.targets.dtype == torch.float32
    assert len(split) == 4
    assert split.labels.tolist() == [0, 1, 2, 3]
    assert {name: len(values) for name, values in split.take(2).tensors().items()} == {
        "inputs": 2, "labels": 2, "targets": 2,
    }  # fmt: skip


CLASSES = torch.zeros(2).long()
SPLITS = {
    "bytes": ({"inputs": BYTES}, ValueError, "inputs must be floating point, got torch.uint8"),
    "array of bytes": (
        {"inputs": BYTES.numpy()}, ValueError, r"inputs must be floating .* inputs.float\(\) / 255"
    ),
    "byte vectors": ({"inputs": BYTES.flatten(1)}, ValueError, "inputs must be floating point"),
    "byte targets": ({"inputs": images(), "targets": BYTES}, ValueError, "targets must be fl"),
    "up to 255": (
        {"inputs": 255 * images(), "name": "mine"}, ValueError,
        r"inputs of mine \(no range given\) must lie in \[-1, 2\], .*range='unit'.*'unbounded'",
    ),
    "targets up to 255": (
        {"inputs": images(), "targets": 255 * images()}, ValueError, "targets of data .no range"
    ),
    "not unit": (
        {"inputs": 2 * images(), "range": "unit"}, ValueError,
        r"inputs of data \(range='unit'\) must lie in \[0, 1\], got values from .* to 1\.9",
    ),
    "channels last": (
        {"inputs": images(3).movedim(1, 3)}, ValueError, r"inputs.permute\(0, 3, 1, 2\)"
    ),
    "targets with channels last": (
        {"inputs": images(), "targets": images().movedim(1, 3)}, ValueError, "targets.permute"
    ),
    "strings": ({"inputs": images(), "labels": np.array(["a", "b"])}, TypeError, "labels must be"),
    "a list": ({"inputs": [[0.0], [1.0]]}, TypeError, "inputs must be a tensor or an array"),
    "nothing": ({"inputs": None}, TypeError, "inputs must be a tensor or an array .* got None"),
    "a number": ({"inputs": torch.tensor(1.0)}, TypeError, "inputs must be a tensor or an array"),
    "range": ({"inputs": images(), "range": "bytes"}, ValueError, "range must be one of"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "error", "words"), SPLITS.values(), ids=SPLITS)
def test_a_split_refuses_what_is_no_data(given, error, words):
    with pytest.raises(error, match=words):
        Split(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"inputs": 255 * images(), "range": "unbounded"},
        {"inputs": GaussianNoise(0.2)(images(), draws())},
        {"inputs": torch.full((2, 5), 99.0)},
        {"inputs": images(), "targets": CLASSES, "range": "unit"},
        {"inputs": images(), "labels": 255 * CLASSES, "condition": BYTES},
        {"inputs": torch.zeros(2, 64, 1, 1)},
        {"inputs": torch.zeros(2, 64, 3, 3)},
        {"inputs": torch.zeros(0, 1, 8, 8), "range": "unit"},
    ],
)
def test_a_split_takes_what_is_said_and_what_is_no_image(given):
    assert len(Split(**given)) == len(given["inputs"])


def test_rows_of_a_split_are_not_checked_again(monkeypatch):
    split = Split(images(), range="unit")
    monkeypatch.setattr("dlc_support.data.split.check_range", None)
    assert len(split.take(1)) == len(split.select(torch.tensor([1]))) == 1
    assert split.to("cpu").range == "unit"
    assert next(split.batches([torch.tensor([0])])).inputs.shape == (1, 1, 16, 16)


RANDOM = {
    "density": lambda g: OpenCircle().sample(3, g),
    "toys": lambda g: toy_split(OpenCircle(), 3, g),
    "phantoms": lambda g: random_phantoms(2, g, side=16),
    "bootstrap": lambda g: evaluation.bootstrap(torch.arange(9.0), g),
    "sampler": lambda g: denoiser(network()).restore(images(), g),
}


@pytest.mark.parametrize("draw", RANDOM.values(), ids=RANDOM)
def test_what_draws_refuses_to_draw_from_nothing(draw):
    draw(draws())
    for generator in (None, 0):
        with pytest.raises(TypeError, match=r"generator must be a torch\.Generator"):
            draw(generator)


SEEDED = {
    "seeded": lambda seed: seeded(seed).__enter__(),
    "toys": lambda seed: toy_splits(OpenCircle(), (2, 2, 2), seed=seed),
    "phantoms": lambda seed: phantoms((1, 1, 1), side=16, seed=seed),
}


@pytest.mark.parametrize("call", SEEDED.values(), ids=SEEDED)
@pytest.mark.parametrize("seed", ["a", None, 1.5, True, torch.ones(2)])
def test_seeds_are_whole_numbers(call, seed):
    with pytest.raises(TypeError, match="seed must be a whole number, got"):
        call(seed)


def test_a_seed_has_64_bits():
    check_seed(np.int64(3))
    check_seed(-(2**63))
    with pytest.raises(ValueError, match="seed must lie in"):
        check_seed(2**63)


@pytest.mark.parametrize("count", [2.0, "5", None, True])
def test_counts_are_whole_numbers(count):
    with pytest.raises(TypeError, match="rows must be a whole number, got"):
        check_counts(rows=count)


def test_the_first_count_that_is_too_small_is_named():
    check_counts(filters=1, hidden=np.int64(32))
    check_counts(0, margin=0)
    with pytest.raises(ValueError, match="hidden must be at least 1, got -3"):
        check_counts(filters=1, hidden=-3)
    with pytest.raises(ValueError, match="draws must be at least 2, got 1"):
        check_counts(2, draws=1)


def test_a_range_has_both_its_ends():
    check_range("values", torch.tensor([0.0, 1.0, float("nan")]), 0.0, 1.0)
    check_range("values", torch.zeros(0), 1.0, 2.0)
    for value in (-0.5, 1.5):
        with pytest.raises(ValueError, match=r"values must lie in \[0, 1\], got values from"):
            check_range("values", torch.tensor([0.5, value]), 0.0, 1.0)


@pytest.mark.parametrize("shape", [(2, 16, 3), (2, 3, 16, 3), (2, 1, 3, 3), (2, 16, 16, 4)])
def test_what_may_have_its_channels_first_passes(shape):
    check_channels_first(x=torch.zeros(shape))


def test_a_refused_value_is_named_and_not_printed():
    assert kind(torch.zeros(1000)) == "a Tensor of shape (1000,)"
    assert kind(nn.Linear) == "the class Linear"
    assert kind(nn.Linear(1, 1)) == "an object of type Linear"
    assert kind("a") == "'a'"


def test_a_stream_is_refused_by_its_settings():
    with pytest.raises(ValueError, match="range must be one of"):
        Stream([], range="bytes")
