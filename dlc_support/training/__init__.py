"""Training: one loop for all, and what it stands on."""

from dlc_support.training.budget import budget, current_budget
from dlc_support.training.checkpoint import Checkpoint, ForeignCheckpoint
from dlc_support.training.fit import fit
from dlc_support.training.history import Diverged, History
from dlc_support.training.loop import Step, train
from dlc_support.training.optimizers import SGD, Adam
from dlc_support.training.player import Player
from dlc_support.training.runs import runs
from dlc_support.training.runtime import Runtime
from dlc_support.training.schedules import Cosine, Ramp, Schedule
from dlc_support.training.seeds import derived_seed, seeded
from dlc_support.training.watch import Watch

__all__ = [
    "SGD",
    "Adam",
    "Checkpoint",
    "Cosine",
    "Diverged",
    "ForeignCheckpoint",
    "History",
    "Player",
    "Ramp",
    "Runtime",
    "Schedule",
    "Step",
    "Watch",
    "budget",
    "current_budget",
    "derived_seed",
    "fit",
    "runs",
    "seeded",
    "train",
]
