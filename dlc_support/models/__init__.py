"""Networks: tensors in, tensors out."""

from dlc_support.models.conv_autoencoder import ConvAutoencoder
from dlc_support.models.critic import PairCritic
from dlc_support.models.mlp import MLP
from dlc_support.models.stochastic import StochasticDenoiser

__all__ = ["MLP", "ConvAutoencoder", "PairCritic", "StochasticDenoiser"]
