import pytest
import torch
from torch import nn

from dlc_support.training import Runtime
from dlc_support.training.runtime import native_bf16


class Quick(nn.Linear):
    cpu_faster = frozenset({"bf16", "channels_last"})


class Flow(Quick):
    exact = True


@pytest.fixture
def bf16(monkeypatch):
    """A processor with native bfloat16, and no accelerator."""
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: False)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)


def test_auto_is_the_cpu_where_there_is_no_accelerator(bf16):
    assert Runtime().torch_device() == torch.device("cpu")


def test_auto_is_the_accelerator_with_its_index(monkeypatch):
    there = {
        "is_available": lambda: True,
        "current_accelerator": lambda: torch.device("cuda"),
        "current_device_index": lambda: 1,
        "device_count": lambda: 2,
    }
    for name, answer in there.items():
        monkeypatch.setattr(torch.accelerator, name, answer)
    assert Runtime().torch_device() == torch.device("cuda", 1)
    assert Runtime("cuda").torch_device() == torch.device("cuda", 1)
    assert Runtime("cuda:0").torch_device() == torch.device("cuda", 0)
    assert Runtime("cpu").torch_device() == torch.device("cpu")
    with pytest.raises(ValueError, match=r"'cuda:2' is not available here; .* or 'cuda'"):
        Runtime("cuda:2").torch_device()


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "banana", "mps"])
def test_devices_that_are_not_there_are_refused_in_words(bf16, name):
    message = f"device '{name}' is not available here; use 'auto' or 'cpu'"
    with pytest.raises(ValueError, match=message):
        Runtime(name).torch_device()


def test_a_cpu_uses_bf16_for_the_models_that_are_faster_so(bf16):
    assert Runtime().uses_bf16(Quick(1, 1))
    assert not Runtime().uses_bf16(nn.Linear(1, 1))
    assert not Runtime(precision="float32").uses_bf16(Quick(1, 1))
    assert Runtime(precision="bf16").uses_bf16(nn.Linear(1, 1))


def test_a_processor_that_would_emulate_bf16_gets_float32(bf16, monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    assert not native_bf16(torch.device("cpu"))
    assert not Runtime().uses_bf16(Quick(1, 1))


@pytest.mark.parametrize("precision", ["auto", "bf16"])
def test_exact_models_always_get_float32(bf16, precision):
    assert not Runtime(precision=precision).uses_bf16(Flow(1, 1))


def test_the_forward_pass_runs_in_the_precision_that_was_picked(bf16):
    def dtype(runtime, model):
        with runtime.autocast(model):
            return model(torch.ones(1, 1)).dtype

    assert dtype(Runtime(precision="bf16"), nn.Linear(1, 1)) == torch.bfloat16
    assert dtype(Runtime(), nn.Linear(1, 1)) == torch.float32
    assert dtype(Runtime(), Quick(1, 1)) == torch.bfloat16


class Likelihood:
    exact = True


def test_an_objective_can_ask_for_float32(bf16):
    runtime = Runtime(precision="bf16")
    for objective, dtype in ((None, torch.bfloat16), (Likelihood(), torch.float32)):
        with runtime.autocast(Quick(1, 1), objective):
            assert Quick(1, 1)(torch.ones(1, 1)).dtype == dtype


def test_a_cpu_uses_channels_last_for_the_models_that_are_faster_so(bf16):
    assert Runtime().memory_format(Quick(1, 1)) == torch.channels_last
    assert Runtime().memory_format(nn.Linear(1, 1)) == torch.contiguous_format
    assert Runtime(channels_last=True).memory_format(nn.Linear(1, 1)) == torch.channels_last
    assert Runtime(channels_last=False).memory_format(Quick(1, 1)) == torch.contiguous_format


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [("precision", "fp8", "'auto', 'float32' or 'bf16'"), ("channels_last", 2, "'auto', True")],
)
def test_unknown_settings_are_refused(name, value, allowed):
    runtime = Runtime()
    object.__setattr__(runtime, name, value)  # past the annotations, which only the tests check
    with pytest.raises(ValueError, match=f"{name} must be {allowed}.*got"):
        runtime.__post_init__()


def test_runtimes_print_and_compare_as_values():
    assert Runtime("cpu") == Runtime("cpu")
    assert "precision='bf16'" in repr(Runtime(precision="bf16"))


def test_a_model_is_placed_in_the_layout_that_was_picked():
    model = nn.Conv2d(2, 2, 3)
    Runtime("cpu", channels_last=True).place(model)
    assert model.weight.is_contiguous(memory_format=torch.channels_last)
    assert not model.weight.is_contiguous()
