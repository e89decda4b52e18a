"""More than one process: what `fit` and `train` ask torch.distributed."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch import distributed as dist


def world() -> tuple[int, int]:
    """(rank, number of processes); (0, 1) where no process group is running."""
    if dist.is_available() and dist.is_initialized():
        return dist.get_rank(), dist.get_world_size()
    return 0, 1


def average_over_processes(values: Tensor) -> Tensor:
    """The mean of a tensor over all processes, the tensor itself where there is one."""
    _, count = world()
    if count > 1:
        values = values.clone()
        dist.all_reduce(values)
        values = values / count
    return values


def average_numbers(numbers: Mapping[str, float], device: torch.device) -> dict[str, float]:
    """The mean of each number over all processes: what they decide by must not differ."""
    if world()[1] == 1:
        return dict(numbers)
    values = torch.tensor([*numbers.values()], dtype=torch.float64, device=device)
    return dict(zip(numbers, average_over_processes(values).tolist(), strict=True))


def first_decides(answer: bool) -> bool:
    """The first process's answer, for all: what depends on a clock must not differ."""
    if world()[1] == 1:
        return answer
    answers = [answer]
    dist.broadcast_object_list(answers, src=0)
    return answers[0]


def wait_for_all() -> None:
    """Returns when every process is here."""
    if world()[1] > 1:
        dist.barrier()


def replicated(module: nn.Module, device: torch.device) -> Callable:
    """The module's forward pass, after which gradients are averaged over the processes."""
    if world()[1] == 1:
        return module.forward  # without hooks there is nothing to call besides
    ids = [device.index] if device.type == "cuda" else None
    return nn.parallel.DistributedDataParallel(module, device_ids=ids)
