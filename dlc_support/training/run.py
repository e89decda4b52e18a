"""A run: what `fit` does between the steps of the loop."""

import math
import time
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import torch
from torch import nn

from dlc_support.training.averaging import averaged
from dlc_support.training.checkpoint import Checkpoint
from dlc_support.training.distributed import (
    average_numbers,
    first_decides,
    wait_for_all,
    world,
)
from dlc_support.training.history import Diverged, History, LossMeter
from dlc_support.training.loop import Step
from dlc_support.training.plan import Plan
from dlc_support.training.player import Player
from dlc_support.training.runtime import Runtime
from dlc_support.training.validation import Validation, evaluating, validate


class Run:
    """The state of a run: a context that begins or resumes it, and ends or undoes it.

    At its end the model holds the weights that were asked for. After an error it holds its first
    weights again where a checkpoint keeps the later ones (a run is named by its first weights:
    with them, the same call goes on) or where the later ones are spoilt; else it keeps what it
    has learnt. Either way the models are in evaluation mode.
    """

    def __init__(
        self,
        players: Sequence[Player],
        plan: Plan,
        runtime: Runtime,
        *,
        validation: Validation | None = None,
        ema: float | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self.players, self.plan, self.runtime = players, plan, runtime
        self.validation, self.checkpoint = validation, checkpoint
        self.model = players[0].model
        self.average = None if ema is None else averaged(self.model, ema)
        self.history = History(by=validation.by if validation else "total")
        self.meter = LossMeter()
        self.best: dict[str, torch.Tensor] | None = None
        self._first = [deepcopy(player.model.state_dict()) for player in players]

    @property
    def outcome(self) -> nn.Module:
        """The network that is validated and kept: the average where there is one."""
        return self.model if self.average is None else self.average.module

    def __enter__(self) -> "Run":
        state = self._load()
        for model in (self.outcome, *(player.model for player in self.players)):
            self.runtime.place(model)
        if state is not None:
            for player, kept in zip(self.players, state["players"], strict=True):
                player.load(kept)
            if self.average is not None:
                self.average.load_state_dict(state["average"])
            self.best = state["best"]
            self.meter = LossMeter(state["sums"], state["count"])
            notes = state["history"]["notes"] + self.history.notes
            now = {"notes": notes, "other_code": self.checkpoint.other_code}
            self.history = History(**{**state["history"], **now})
            self.history.resumed_at = self.history.steps
        self._began = time.perf_counter() - self.history.seconds
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._finish()
        except BaseException as error:
            kind = type(error)
            raise
        finally:
            if kind is not None and (self.checkpoint or issubclass(kind, Diverged)):
                for player, weights in zip(self.players, self._first, strict=True):
                    player.model.load_state_dict(weights)
            for player in self.players:
                player.model.eval()

    def add(self, step: Step) -> bool:
        """Does what is due after a step; True when its losses have been read."""
        self.history.steps = step.step + 1
        if self.average is not None:
            self.average.update_parameters(self.model)
        closes = self.plan.closes(step.step)
        reads = self.meter.add(step) or closes
        if reads:
            self.meter.read(self._last_good())
        if closes:
            self.meter.close(self.history)
            self._validate(step.step // self.plan.every + 1)
        if reads:
            self.history.seconds = time.perf_counter() - self._began
        if self._due(reads):
            self._save()
        return reads

    def _validate(self, epoch: int) -> None:
        validation = self.validation
        if validation is None or (epoch % validation.every and not self._complete):
            return
        # The critic of an adversarial run is asked too; its statistics must not move.
        with evaluating(player.model for player in self.players):
            objective = validation.objective or self.players[0].objective
            values = validate(
                self.outcome, objective, validation, seed=self.plan.seed, runtime=self.runtime
            )
        values = average_numbers(values, self.runtime.torch_device())
        if not all(map(math.isfinite, values.values())):
            raise Diverged(
                f"validation became NaN or infinite after epoch {epoch}: {values}; "
                f"{self._last_good()}"
            )
        self.history.add_validation(epoch, values)
        if validation.patience is None:
            return
        if self.history.best_epoch == epoch:
            weights = self.outcome.state_dict()
            self.best = {name: value.detach().cpu().clone() for name, value in weights.items()}
        self.history.stopped = self.history.since_best >= validation.patience

    @property
    def _complete(self) -> bool:
        return self.history.steps == self.plan.total

    def _finish(self) -> None:
        self._check_weights()
        if self.checkpoint and self.checkpoint.saved_at != self.history.steps:
            self._save()
        self.model.load_state_dict(self.best or self.outcome.state_dict())

    def _due(self, reads: bool) -> bool:
        if self.checkpoint is None:
            return False
        if self.checkpoint.config.steps is not None:
            return self.checkpoint.due(self.history.steps)
        # A clock is looked at together with the losses: then all processes are at one step.
        return reads and first_decides(self.checkpoint.due(self.history.steps))

    def _save(self) -> None:
        # A checkpoint is only written of a run whose losses and weights are known to be finite.
        self.meter.read(self._last_good())
        self._check_weights()
        if world()[0] == 0:
            self.checkpoint.save(
                {
                    "players": [player.state() for player in self.players],
                    "average": None if self.average is None else self.average.state_dict(),
                    "best": self.best,
                    "history": self.history.state(),
                    "sums": self.meter.sums,
                    "count": self.meter.count,
                }
            )
        self.checkpoint.saved_at = self.history.steps
        wait_for_all()

    def _load(self) -> dict[str, Any] | None:
        if self.checkpoint is None:
            return None
        # The first process may remove a truncated file: the others look after it.
        if world()[0] != 0:
            wait_for_all()
        state = self.checkpoint.load()
        if world()[0] == 0:
            wait_for_all()
        self.history.notes += self.checkpoint.notes
        self.checkpoint.saved_at = 0 if state is None else state["history"]["steps"]
        return state

    def _check_weights(self) -> None:
        for player in self.players:
            for name, weight in player.model.named_parameters():
                if not weight.isfinite().all():
                    raise Diverged(
                        f"weight {name} became NaN or infinite at or before step "
                        f"{self.history.steps - 1}; {self._last_good()}"
                    )

    def _last_good(self) -> str:
        again = "the model has its first weights again"
        if self.checkpoint is None:
            return f"{again}; no checkpoint was kept (pass checkpoint= to fit)"
        path = self.checkpoint.path
        if not path.exists():
            return f"{again}; no checkpoint was written yet in {path.parent}"
        return f"{again}; the last good checkpoint is {path} (step {self.checkpoint.saved_at})"
