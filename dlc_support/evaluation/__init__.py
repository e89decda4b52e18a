"""Metrics, and estimates to hold a network against: exact posterior means, simple baselines."""

from dlc_support.evaluation.bm3d import BM3D, has_bm3d
from dlc_support.evaluation.codebook import codebook_shares, perplexity
from dlc_support.evaluation.codes import encoded
from dlc_support.evaluation.conditional_likelihood import conditional_log_weights
from dlc_support.evaluation.conventions import Convention
from dlc_support.evaluation.cross_bilateral import CrossBilateral
from dlc_support.evaluation.deblurring import RichardsonLucy, Wiener
from dlc_support.evaluation.denoiser import Denoiser, denoiser, sampler
from dlc_support.evaluation.denoising_bound import denoising_bound
from dlc_support.evaluation.detection import auc, threshold
from dlc_support.evaluation.diffusion import (
    ExactAtLevels,
    LevelDenoiser,
    NetworkAtLevels,
    annealed_langevin,
    follow_noise,
    noise_levels,
)
from dlc_support.evaluation.diffusion_bound import DiffusionBound, PixelValues
from dlc_support.evaluation.disentanglement import (
    DCI,
    beta_vae_score,
    dci,
    factor_vae_score,
    mutual_information_gap,
    sap,
)
from dlc_support.evaluation.empirical_posterior import EmpiricalPosterior, PosteriorSummary
from dlc_support.evaluation.energy_distance import energy_distance
from dlc_support.evaluation.filters import (
    GaussianFilter,
    Identity,
    MedianFilter,
    NonLocalMeans,
    TotalVariation,
    Wavelets,
)
from dlc_support.evaluation.frechet import frechet_distance
from dlc_support.evaluation.gabor import GaborFit, gabor_fit, gabor_scores
from dlc_support.evaluation.gaussian_code import GaussianCode
from dlc_support.evaluation.inpainting import Biharmonic, Harmonic, NormalizedFilter
from dlc_support.evaluation.intervals import (
    Interval,
    binomial_interval,
    bootstrap,
    paired_bootstrap,
    seed_interval,
)
from dlc_support.evaluation.latent_likelihood import (
    active_units,
    at_the_mean,
    importance_weighted,
    negative_elbo,
)
from dlc_support.evaluation.likelihood import ErasureLikelihood, GaussianLikelihood, Likelihood
from dlc_support.evaluation.linear_autoencoder import LinearAutoencoder, linear_autoencoders
from dlc_support.evaluation.linear_denoiser import LinearDenoiser, linear_denoisers
from dlc_support.evaluation.linear_gaussian_chain import LinearGaussianChain
from dlc_support.evaluation.metrics import BYTE_CEILING, decibels, mse, psnr, sse
from dlc_support.evaluation.nats import Nats
from dlc_support.evaluation.near_pairs import NearPairs, near_pairs
from dlc_support.evaluation.neighbour_completion import NeighbourCompletion
from dlc_support.evaluation.neighbours import nearest, neighbour_accuracy, neighbours_kept
from dlc_support.evaluation.noisy_reference import brightness, relative_mse
from dlc_support.evaluation.overlap import grid_pattern, overlap_counts
from dlc_support.evaluation.posterior_mean import PosteriorMean
from dlc_support.evaluation.probabilistic_pca import ProbabilisticPCA, probabilistic_pca
from dlc_support.evaluation.receptive_field import pixels_seen, receptive_field
from dlc_support.evaluation.restoration import FullyConvolutional, restore
from dlc_support.evaluation.risk import Risks, risk, risks
from dlc_support.evaluation.self_ensemble import self_ensemble
from dlc_support.evaluation.sharpness import band_energy, gradient_energy
from dlc_support.evaluation.side_information import SideInformation
from dlc_support.evaluation.ssim import ssim
from dlc_support.evaluation.tuning import Tuned, tune
from dlc_support.evaluation.undersampling import LeastTotalVariation
from dlc_support.evaluation.water_filling import WaterFilling

__all__ = [
    "BM3D",
    "BYTE_CEILING",
    "DCI",
    "Biharmonic",
    "Convention",
    "CrossBilateral",
    "Denoiser",
    "DiffusionBound",
    "EmpiricalPosterior",
    "ErasureLikelihood",
    "ExactAtLevels",
    "FullyConvolutional",
    "GaborFit",
    "GaussianCode",
    "GaussianFilter",
    "GaussianLikelihood",
    "Harmonic",
    "Identity",
    "Interval",
    "LeastTotalVariation",
    "LevelDenoiser",
    "Likelihood",
    "LinearAutoencoder",
    "LinearDenoiser",
    "LinearGaussianChain",
    "MedianFilter",
    "Nats",
    "NearPairs",
    "NeighbourCompletion",
    "NetworkAtLevels",
    "NonLocalMeans",
    "NormalizedFilter",
    "PixelValues",
    "PosteriorMean",
    "PosteriorSummary",
    "ProbabilisticPCA",
    "RichardsonLucy",
    "Risks",
    "SideInformation",
    "TotalVariation",
    "Tuned",
    "WaterFilling",
    "Wavelets",
    "Wiener",
    "active_units",
    "annealed_langevin",
    "at_the_mean",
    "auc",
    "band_energy",
    "beta_vae_score",
    "binomial_interval",
    "bootstrap",
    "brightness",
    "codebook_shares",
    "conditional_log_weights",
    "dci",
    "decibels",
    "denoiser",
    "denoising_bound",
    "encoded",
    "energy_distance",
    "factor_vae_score",
    "follow_noise",
    "frechet_distance",
    "gabor_fit",
    "gabor_scores",
    "gradient_energy",
    "grid_pattern",
    "has_bm3d",
    "importance_weighted",
    "linear_autoencoders",
    "linear_denoisers",
    "mse",
    "mutual_information_gap",
    "near_pairs",
    "nearest",
    "negative_elbo",
    "neighbour_accuracy",
    "neighbours_kept",
    "noise_levels",
    "overlap_counts",
    "paired_bootstrap",
    "perplexity",
    "pixels_seen",
    "probabilistic_pca",
    "psnr",
    "receptive_field",
    "relative_mse",
    "restore",
    "risk",
    "risks",
    "sampler",
    "sap",
    "seed_interval",
    "self_ensemble",
    "sse",
    "ssim",
    "threshold",
    "tune",
]
