"""Loops as one writes them by hand, without the package's training."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.subjects import SIGMA
from dlc_support.models import VAE
from dlc_support.training import Runtime


def optimizer_of(model: nn.Module, *, capturable: bool = False) -> torch.optim.Optimizer:
    """The optimiser that `fit` uses unless it is told otherwise."""
    return torch.optim.AdamW(
        model.parameters(), lr=1e-3, weight_decay=0.0, fused=True, capturable=capturable
    )


def noisy_loss(model: nn.Module, clean: Tensor) -> Tensor:
    """Half the squared error of what the model makes of a noisy batch."""
    estimate = model(clean + SIGMA * torch.randn_like(clean))
    return 0.5 * (estimate - clean).square().sum() / len(clean)


def negative_elbo(model: nn.Module, grey: Tensor) -> Tensor:
    """Minus the evidence lower bound of binary images, drawn afresh from the grey ones."""
    images = torch.bernoulli(grey)
    code = model.encode(images)
    drawn = code.mean + code.log_std.exp() * torch.randn_like(code.mean)
    logits = model.decode(drawn).float()
    kl = 0.5 * (code.mean.square() + (2 * code.log_std).exp() - 1) - code.log_std
    nats = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
    return (nats + kl.sum()) / len(images)


def shuffled(data: Tensor, batch_size: int) -> Iterator[Tensor]:
    """The batches of one epoch, indexed where the data lies."""
    for rows in torch.randperm(len(data), device=data.device).split(batch_size):
        yield data[rows]


def bare_loop(
    model: nn.Module, data: Tensor, batch_size: int, epochs: int = 1, compiled: bool = False
) -> None:
    """The bare loop: precision and layout as `Runtime()` chooses them for the model."""
    runtime = Runtime()
    model.to(device=data.device, memory_format=runtime.memory_format(model)).train()
    context: AbstractContextManager = runtime.autocast(model)
    called = torch.compile(model) if compiled else model
    optimizer = optimizer_of(model)
    loss_of = negative_elbo if isinstance(model, VAE) else noisy_loss
    for _ in range(epochs):
        for clean in shuffled(data, batch_size):
            optimizer.zero_grad()
            with context:
                loss = loss_of(called, clean)
            loss.backward()
            optimizer.step()
    wait_for(data)


def captured_loop(model: nn.Module, data: Tensor, batch_size: int) -> Callable[[int], None]:
    """A loop whose step was captured as a CUDA graph; call it with the number of epochs."""
    runtime = Runtime()
    model.to(device=data.device, memory_format=runtime.memory_format(model)).train()
    optimizer = optimizer_of(model, capturable=True)
    clean = data[:batch_size].clone()
    precision = torch.autocast(
        "cuda", torch.bfloat16, enabled=runtime.uses_bf16(model), cache_enabled=False
    )

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        with precision:
            loss = noisy_loss(model, clean)
        loss.backward()
        optimizer.step()

    graph = _capture(step)

    def loop(epochs: int) -> None:
        for _ in range(epochs):
            for batch in shuffled(data, batch_size):
                clean.copy_(batch)
                graph.replay()
        wait_for(data)

    return loop


def _capture(step: Callable[[], None]) -> torch.cuda.CUDAGraph:
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph


def wait_for(data: Tensor) -> None:
    """Returns when the device has done what it was given."""
    if data.is_cuda:
        torch.cuda.synchronize(data.device)
