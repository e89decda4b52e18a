"""What a model is, and the one way to call it."""

from inspect import signature
from typing import Any

import torch
from torch import Generator, Tensor, nn

from dlc_support.arguments import check_generator, kind
from dlc_support.declared import Declaring
from dlc_support.shapes import Examples


class Model(Declaring, nn.Module):
    """A network that declares what a plain `nn.Module` cannot say; see `reconstruct`.

    What its `forward` takes is declared by the names of its arguments: `condition` and `noise`
    after the inputs. Any `nn.Module` can be a model; one that declares nothing of the following
    is deterministic, and no module needs this base unless a misspelt name is to be refused. Means
    and variances are computed in float32 whatever the run's precision (`precision.in_float32`).

    Attributes:
        noise_shape: Shape of the noise of one example; None for a deterministic model.
        exact: Needs float32 throughout, as log-determinants do: it is never run in bf16.
        cpu_faster: What was measured to be faster on a CPU, out of `"bf16"` (where the CPU has it
            natively) and `"channels_last"`; None takes what its parts declare.
    """

    noise_shape: tuple[int, ...] | None = None
    exact: bool = False
    cpu_faster: frozenset[str] | None = None


def reconstruct(
    model: nn.Module,
    inputs: Examples,
    *,
    condition: Tensor | None = None,
    generator: Generator | None = None,
) -> Tensor:
    r"""What a model makes of its inputs: `model(inputs, condition=..., noise=...)`.

    The model gets only what its `forward` names. The noise of a random model is standard normal,
    of shape `(batch, *noise_shape)`; what the model draws with it is its own affair. A variational
    autoencoder draws a code from its posterior given the inputs; a conditional one, which must not
    see what it is to predict, from its conditional prior.

    Args:
        model: Any module; see `Model` for what it can declare.
        inputs: First axis the batch.
        condition: What a conditional model is given, one row per example.
        generator: Source of a random model's noise, which is drawn on the generator's device.

    Raises:
        TypeError: If there is a condition and the model takes none, if `noise_shape` and the
            arguments of `forward` do not agree, if a random model gets no generator, or if the
            model returns no tensor.

    Example:
        >>> reconstruct(nn.Identity(), torch.ones(1, 2))
        tensor([[1., 1.]])
    """
    # What torch.compile wraps; asking a module for what it has not takes microseconds.
    network = type(model._modules.get("_orig_mod", model))
    named, shape = _arguments(network), noise_shape(model)
    if (shape is None) == ("noise" in named):
        raise TypeError(
            f"{network.__name__} must declare noise_shape and name 'noise' in its forward, or do "
            f"neither; got noise_shape={shape}, and forward names {sorted(named)}"
        )
    given: dict[str, Any] = {}
    if condition is not None:
        if "condition" not in named:
            raise TypeError(
                f"{network.__name__} takes no condition, but was given one: name 'condition' in "
                "its forward, or leave it out of the data"
            )
        given["condition"] = condition
    if shape is not None:
        check_generator(generator)
        size = (len(inputs), *shape)
        noise = torch.randn(size, generator=generator, device=generator.device)
        given["noise"] = noise.to(inputs)
    output = model(inputs, **given)
    if not isinstance(output, Tensor):
        raise TypeError(f"{network.__name__} must return a tensor, got {kind(output)}")
    return output


def noise_shape(model: nn.Module) -> tuple[int, ...] | None:
    """Shape of the noise of one example; None for a deterministic model."""
    return getattr(model, "noise_shape", None)


def is_exact(model: nn.Module) -> bool:
    """Whether the model, or a part of it, needs float32 throughout."""
    return any(getattr(part, "exact", False) for part in model.modules())


def cpu_faster(model: nn.Module) -> frozenset[str]:
    """What is faster on a CPU: what the model declares, else what all its parts agree on.

    Example:
        >>> from dlc_support.models import MLP
        >>> sorted(cpu_faster(nn.Sequential(MLP((784, 1000, 64)), nn.ReLU())))
        ['bf16']
    """
    declared = _declared_faster(model)
    return frozenset.intersection(*declared) if declared else frozenset()


def _declared_faster(module: nn.Module) -> list[frozenset[str]]:
    own = getattr(module, "cpu_faster", None)
    if own is not None:
        return [frozenset(own)]
    return [declared for part in module.children() for declared in _declared_faster(part)]


def _arguments(kind: type[nn.Module]) -> frozenset[str]:
    # A dictionary and not functools.cache, which torch.compile cannot look into.
    if kind not in _ARGUMENTS:
        _ARGUMENTS[kind] = frozenset(
            {"condition", "noise"} & set(signature(kind.forward).parameters)
        )
    return _ARGUMENTS[kind]


_ARGUMENTS: dict[type[nn.Module], frozenset[str]] = {}
