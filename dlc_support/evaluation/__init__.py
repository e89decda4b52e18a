"""Metrics, and estimates to hold a network against: exact posterior means, simple baselines."""

from dlc_support.evaluation.denoiser import Denoiser, denoiser, sampler
from dlc_support.evaluation.empirical_posterior import EmpiricalPosterior, PosteriorSummary
from dlc_support.evaluation.intervals import Interval, bootstrap, paired_bootstrap, seed_interval
from dlc_support.evaluation.likelihood import ErasureLikelihood, GaussianLikelihood, Likelihood
from dlc_support.evaluation.metrics import mse, psnr, sse
from dlc_support.evaluation.near_pairs import NearPairs, near_pairs
from dlc_support.evaluation.posterior_mean import PosteriorMean
from dlc_support.evaluation.risk import Risks, risk, risk_ratio, risks
from dlc_support.evaluation.ssim import ssim

__all__ = [
    "Denoiser",
    "EmpiricalPosterior",
    "ErasureLikelihood",
    "GaussianLikelihood",
    "Interval",
    "Likelihood",
    "NearPairs",
    "PosteriorMean",
    "PosteriorSummary",
    "Risks",
    "bootstrap",
    "denoiser",
    "mse",
    "near_pairs",
    "paired_bootstrap",
    "psnr",
    "risk",
    "risk_ratio",
    "risks",
    "sampler",
    "seed_interval",
    "sse",
    "ssim",
]
