"""A model, what it minimises, and how: what takes part in a run."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import nn

from dlc_support.objectives.loss import Objective
from dlc_support.training.optimizers import Adam, OptimizerSpec
from dlc_support.training.schedules import Schedule


@dataclass
class Player:
    """One side of a run: most runs have one, adversarial ones two.

    Attributes:
        model: The network whose weights this player moves; no other player moves them.
        objective: What it minimises.
        optimizer: How; built when the run starts, and kept: a later call of `train` with this
            player goes on with its state.
        schedule: Factor on the learning rate as a function of progress.
        name: Prefix of its losses in the history (`critic/total`); the first player needs none.
        draws: Number of the player whose random draws it shares (the first is 0), so that two
            players see the same noise; None for draws of its own.
    """

    model: nn.Module
    objective: Objective
    optimizer: OptimizerSpec = field(default_factory=Adam)
    schedule: Schedule | None = None
    name: str = ""
    draws: int | None = None

    @cached_property
    def parameters(self) -> list[nn.Parameter]:
        """The weights that move: those that require a gradient."""
        return [weight for weight in self.model.parameters() if weight.requires_grad]

    @cached_property
    def stepper(self) -> torch.optim.Optimizer:
        """The optimiser itself, with its state."""
        stepper = self.optimizer(self.parameters)
        for group in stepper.param_groups:
            group.setdefault("initial_lr", group["lr"])
        return stepper

    def set_rate(self, progress: float) -> None:
        """Sets the learning rate for this moment of the run."""
        if self.schedule is None:
            return
        factor = self.schedule(progress)
        for group in self.stepper.param_groups:
            group["lr"] = group["initial_lr"] * factor

    def state(self) -> dict[str, Any]:
        """Weights and the optimiser's state, for a checkpoint."""
        return {"model": self.model.state_dict(), "optimizer": self.stepper.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """Goes back to where `state()` was taken."""
        self.model.load_state_dict(state["model"])
        self.stepper.load_state_dict(state["optimizer"])
