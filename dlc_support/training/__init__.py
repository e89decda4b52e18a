"""Training: one loop for all, and what it stands on."""

from dlc_support.training.budget import budget, current_budget
from dlc_support.training.checkpoint import CheckpointConfig, ForeignCheckpoint
from dlc_support.training.fit import fit
from dlc_support.training.history import Diverged, History
from dlc_support.training.loop import Step, train
from dlc_support.training.optimizers import SGD, Adam
from dlc_support.training.player import Player
from dlc_support.training.runs import runs
from dlc_support.training.runtime import Runtime
from dlc_support.training.schedules import Cosine, Cyclic, Ramp, Schedule
from dlc_support.training.seeds import derived_seed, seeded
from dlc_support.training.validation import Validation

__all__ = [
    "SGD",
    "Adam",
    "CheckpointConfig",
    "Cosine",
    "Cyclic",
    "Diverged",
    "ForeignCheckpoint",
    "History",
    "Player",
    "Ramp",
    "Runtime",
    "Schedule",
    "Step",
    "Validation",
    "budget",
    "current_budget",
    "derived_seed",
    "fit",
    "runs",
    "seeded",
    "train",
]
