"""Metrics, and estimates to hold a network against: exact posterior means, simple baselines."""

from dlc_support.evaluation.denoiser import Denoiser, denoiser, sampler
from dlc_support.evaluation.metrics import mse, psnr, sse
from dlc_support.evaluation.ssim import ssim

__all__ = ["Denoiser", "denoiser", "mse", "psnr", "sampler", "sse", "ssim"]
