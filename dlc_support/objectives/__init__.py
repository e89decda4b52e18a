"""What is minimised: `(model, batch, generator) -> Loss` with named parts."""

from dlc_support.objectives.adversarial import AdversarialDenoising, RealOrRestored
from dlc_support.objectives.annealed_l0 import AnnealedL0
from dlc_support.objectives.bits_per_dimension import BitsPerDimension
from dlc_support.objectives.capacity_elbo import CapacityELBO
from dlc_support.objectives.classification import Classification
from dlc_support.objectives.conditional_elbo import ConditionalELBO
from dlc_support.objectives.contrastive_divergence import ContrastiveDivergence
from dlc_support.objectives.decoder_families import (
    BernoulliDecoder,
    ContinuousBernoulliDecoder,
    DecoderFamily,
    GaussianDecoder,
    GreyCrossEntropy,
    LaplaceDecoder,
)
from dlc_support.objectives.denoising import Denoising, with_mask
from dlc_support.objectives.density_ratio import DensityRatio, permuted
from dlc_support.objectives.energy_score import EnergyScore
from dlc_support.objectives.factor_elbo import FactorELBO
from dlc_support.objectives.hdr_losses import RelativeHDR, ToneMapped
from dlc_support.objectives.jumpy_elbo import JumpyELBO
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.objectives.masked_elbo import MaskedELBO, incomplete
from dlc_support.objectives.measured_spectrum import MeasuredSpectrum
from dlc_support.objectives.negative_elbo import NegativeELBO
from dlc_support.objectives.negative_log_likelihood import NegativeLogLikelihood
from dlc_support.objectives.noise2noise import Noise2Noise
from dlc_support.objectives.penalised import ContractiveAutoencoding, SparseAutoencoding
from dlc_support.objectives.pixel_losses import PixelLoss
from dlc_support.objectives.quantised_elbo import QuantisedELBO
from dlc_support.objectives.regression import Regression
from dlc_support.objectives.rewarded_noise import RewardedNoise
from dlc_support.objectives.score_matching import DenoisingScoreMatching
from dlc_support.objectives.staged_elbo import StagedELBO

__all__ = [
    "AdversarialDenoising",
    "AnnealedL0",
    "BernoulliDecoder",
    "BitsPerDimension",
    "CapacityELBO",
    "Classification",
    "ConditionalELBO",
    "ContinuousBernoulliDecoder",
    "ContractiveAutoencoding",
    "ContrastiveDivergence",
    "DecoderFamily",
    "Denoising",
    "DenoisingScoreMatching",
    "DensityRatio",
    "EnergyScore",
    "FactorELBO",
    "GaussianDecoder",
    "GreyCrossEntropy",
    "JumpyELBO",
    "LaplaceDecoder",
    "Loss",
    "MaskedELBO",
    "MeasuredSpectrum",
    "NegativeELBO",
    "NegativeLogLikelihood",
    "Noise2Noise",
    "Objective",
    "PixelLoss",
    "QuantisedELBO",
    "RealOrRestored",
    "Regression",
    "RelativeHDR",
    "RewardedNoise",
    "SparseAutoencoding",
    "StagedELBO",
    "ToneMapped",
    "incomplete",
    "permuted",
    "with_mask",
]
