"""Metrics, and estimates to hold a network against: exact posterior means, simple baselines."""

from dlc_support.evaluation.bm3d import BM3D, has_bm3d
from dlc_support.evaluation.conventions import Convention
from dlc_support.evaluation.deblurring import RichardsonLucy, Wiener
from dlc_support.evaluation.denoiser import Denoiser, denoiser, sampler
from dlc_support.evaluation.empirical_posterior import EmpiricalPosterior, PosteriorSummary
from dlc_support.evaluation.filters import (
    GaussianFilter,
    Identity,
    MedianFilter,
    NonLocalMeans,
    TotalVariation,
    Wavelets,
)
from dlc_support.evaluation.inpainting import Biharmonic, Harmonic, NormalizedFilter
from dlc_support.evaluation.intervals import Interval, bootstrap, paired_bootstrap, seed_interval
from dlc_support.evaluation.likelihood import ErasureLikelihood, GaussianLikelihood, Likelihood
from dlc_support.evaluation.linear_denoiser import LinearDenoiser, linear_denoisers
from dlc_support.evaluation.metrics import BYTE_CEILING, decibels, mse, psnr, sse
from dlc_support.evaluation.near_pairs import NearPairs, near_pairs
from dlc_support.evaluation.noisy_reference import brightness, relative_mse
from dlc_support.evaluation.overlap import grid_pattern, overlap_counts
from dlc_support.evaluation.posterior_mean import PosteriorMean
from dlc_support.evaluation.restoration import FullyConvolutional, restore
from dlc_support.evaluation.risk import Risks, risk, risk_ratio, risks
from dlc_support.evaluation.self_ensemble import self_ensemble
from dlc_support.evaluation.ssim import ssim
from dlc_support.evaluation.tuning import Tuned, tune
from dlc_support.evaluation.undersampling import LeastTotalVariation, ZeroFilled

__all__ = [
    "BM3D",
    "BYTE_CEILING",
    "Biharmonic",
    "Convention",
    "Denoiser",
    "EmpiricalPosterior",
    "ErasureLikelihood",
    "FullyConvolutional",
    "GaussianFilter",
    "GaussianLikelihood",
    "Harmonic",
    "Identity",
    "Interval",
    "LeastTotalVariation",
    "Likelihood",
    "LinearDenoiser",
    "MedianFilter",
    "NearPairs",
    "NonLocalMeans",
    "NormalizedFilter",
    "PosteriorMean",
    "PosteriorSummary",
    "RichardsonLucy",
    "Risks",
    "TotalVariation",
    "Tuned",
    "Wavelets",
    "Wiener",
    "ZeroFilled",
    "bootstrap",
    "brightness",
    "decibels",
    "denoiser",
    "grid_pattern",
    "has_bm3d",
    "linear_denoisers",
    "mse",
    "near_pairs",
    "overlap_counts",
    "paired_bootstrap",
    "psnr",
    "relative_mse",
    "restore",
    "risk",
    "risk_ratio",
    "risks",
    "sampler",
    "seed_interval",
    "self_ensemble",
    "sse",
    "ssim",
    "tune",
]
