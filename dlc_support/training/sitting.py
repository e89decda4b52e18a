"""One sitting of a run: what `fit` does between the steps of the loop, from start to end."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any

import torch
from torch import nn

from dlc_support.objectives.loss import Objective
from dlc_support.training.averaging import averaged
from dlc_support.training.checkpoint import Store
from dlc_support.training.distributed import (
    average_numbers,
    first_decides,
    wait_for_all,
    world,
)
from dlc_support.training.history import Diverged, History, Ledger
from dlc_support.training.loop import Step
from dlc_support.training.plan import Plan
from dlc_support.training.player import Player
from dlc_support.training.runtime import Runtime
from dlc_support.training.watch import Watch, evaluating, validate


class Sitting:
    """The state of a call of `fit`: players, average, best weights, losses, checkpoints."""

    def __init__(self, players: Sequence[Player], plan: Plan, runtime: Runtime) -> None:
        self.players = players
        self.plan = plan
        self.runtime = runtime
        self.history = History()
        self.ledger = Ledger()
        self.average: nn.Module | None = None
        self.watch: Watch | None = None
        self.store: Store | None = None
        self.best: dict[str, torch.Tensor] | None = None
        self._first: list[dict[str, torch.Tensor]] = []

    @property
    def model(self) -> nn.Module:
        """The network that is trained."""
        return self.players[0].model

    @property
    def judged(self) -> nn.Module:
        """The network that is validated: the average where there is one."""
        return self.model if self.average is None else self.average.module

    @property
    def judge(self) -> Objective:
        """What validation measures."""
        return self.watch.objective or self.players[0].objective

    def average_weights(self, decay: float | None) -> None:
        """Puts a moving average beside the model."""
        if decay is not None:
            self.average = averaged(self.model, decay)

    def keep(self, store: Store | None) -> None:
        """Says where checkpoints go."""
        if store is not None:
            store.prepare()
            self.store = store
            self._first = [deepcopy(player.model.state_dict()) for player in self.players]

    def resume(self) -> None:
        """Moves the models to the device, and goes on from the checkpoint if there is one."""
        for model in (self.judged, *(player.model for player in self.players)):
            self.runtime.place(model)
        state = self._load()
        if state is None:
            return
        for player, kept in zip(self.players, state["players"], strict=True):
            player.load(kept)
        if self.average is not None:
            self.average.load_state_dict(state["average"])
        self.best = state["best"]
        self.ledger = Ledger(state["sums"], state["count"])
        notes = state["history"]["notes"] + self.history.notes
        self.history = History(**state["history"])
        self.history.notes, self.history.resumed_at = notes, self.history.steps

    def drain(self, steps: Iterable[Step], show: Callable[[History], None]) -> None:
        """Makes all steps that are left."""
        if self.history.stopped:
            return
        began = time.perf_counter() - self.history.seconds
        for step in steps:
            reads = self._take(step)
            if reads:
                self.history.seconds = time.perf_counter() - began
                show(self.history)
            if self._due(reads):
                self._save()
            if self.history.stopped:
                break

    def finish(self) -> None:
        """Writes the last checkpoint and leaves the weights that were asked for in the model."""
        self._check_weights()
        if self.store and self.store.saved_at != self.history.steps:
            self._save()
        final = self.judged.state_dict() if self.best is None else self.best
        self.model.load_state_dict(final)
        for player in self.players:
            player.model.eval()

    def put_back(self) -> None:
        """Undoes an interrupted sitting whose steps a checkpoint keeps.

        A run is named by its first weights: with them, the same call goes on from there.
        """
        for player, weights in zip(self.players, self._first, strict=False):
            player.model.load_state_dict(weights)

    def _take(self, step: Step) -> bool:
        """What every step asks for; True when its losses have been read."""
        self.history.steps = step.step + 1
        if self.average is not None:
            self.average.update_parameters(self.model)
        closes = self.plan.ends_epoch(step.step)
        reads = self.ledger.add(step) or closes
        if reads:
            self.ledger.read(self._last_good())
        if closes:
            self.ledger.close_epoch(self.history)
            self._validate(step.epoch + 1)
        return reads

    def _validate(self, epoch: int) -> None:
        watch = self.watch
        if watch is None or (epoch % watch.every and epoch != self.plan.epochs):
            return
        # The critic of an adversarial run is asked too; its statistics must not move.
        with evaluating(player.model for player in self.players):
            seen = validate(
                self.judged, self.judge, watch, seed=self.plan.seed, runtime=self.runtime
            )
        seen = average_numbers(seen, self.runtime.torch_device())
        if not all(map(math.isfinite, seen.values())):
            raise Diverged(
                f"validation became NaN or infinite after epoch {epoch}: {seen}; "
                f"{self._last_good()}"
            )
        self.history.judged(epoch, seen)
        if watch.patience is None:
            return
        if self.history.best_epoch == epoch:
            weights = self.judged.state_dict()
            self.best = {name: value.detach().cpu().clone() for name, value in weights.items()}
        self.history.stopped = self.history.since_best >= watch.patience

    def _due(self, reads: bool) -> bool:
        if self.store is None:
            return False
        if self.store.where.steps is not None:
            return self.store.due(self.history.steps)
        # A clock is looked at together with the losses: then all processes are in one place.
        return reads and first_decides(self.store.due(self.history.steps))

    def _save(self) -> None:
        # A checkpoint is only written of a run whose losses and weights are known to be finite.
        self.ledger.read(self._last_good())
        self._check_weights()
        if world()[0] == 0:
            self.store.save(self._state())
        self.store.saved_at = self.history.steps
        wait_for_all()

    def _load(self) -> dict[str, Any] | None:
        if self.store is None:
            return None
        if world()[0] != 0:
            wait_for_all()
        state = self.store.load()
        if world()[0] == 0:
            wait_for_all()
        self.history.notes += self.store.notes
        self.store.saved_at = 0 if state is None else state["history"]["steps"]
        return state

    def _state(self) -> dict[str, Any]:
        return {
            "players": [player.state() for player in self.players],
            "average": None if self.average is None else self.average.state_dict(),
            "best": self.best,
            "history": self.history.state(),
            "sums": self.ledger.sums,
            "count": self.ledger.count,
        }

    def _check_weights(self) -> None:
        for player in self.players:
            for name, weight in player.model.named_parameters():
                if not weight.isfinite().all():
                    raise Diverged(
                        f"weight {name} became NaN or infinite at or before step "
                        f"{self.history.steps - 1}; {self._last_good()}"
                    )

    def _last_good(self) -> str:
        if self.store is None:
            return "no checkpoint was kept (pass checkpoint= to fit)"
        if not self.store.path.exists():
            return f"no checkpoint was written yet in {self.store.path.parent}"
        return f"the last good checkpoint is {self.store.path} (step {self.store.saved_at})"
