"""What is minimised: `(model, batch, generator) -> Loss` with named parts."""

from dlc_support.objectives.adversarial import AdversarialDenoising, RealOrRestored
from dlc_support.objectives.denoising import Denoising, with_mask
from dlc_support.objectives.energy_score import EnergyScore
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.objectives.noise2noise import Noise2Noise

__all__ = [
    "AdversarialDenoising",
    "Denoising",
    "EnergyScore",
    "Loss",
    "Noise2Noise",
    "Objective",
    "RealOrRestored",
    "with_mask",
]
