"""Networks: tensors in, tensors out."""

from dlc_support.models.conv_autoencoder import ConvAutoencoder
from dlc_support.models.critic import PairCritic
from dlc_support.models.edsr import EDSR
from dlc_support.models.mdsr import MDSR
from dlc_support.models.mlp import MLP
from dlc_support.models.radiance_unet import RadianceUNet
from dlc_support.models.stochastic import StochasticDenoiser
from dlc_support.models.unet import UNet
from dlc_support.models.upscaler import MNISTUpscaler

__all__ = [
    "EDSR",
    "MDSR",
    "MLP",
    "ConvAutoencoder",
    "MNISTUpscaler",
    "PairCritic",
    "RadianceUNet",
    "StochasticDenoiser",
    "UNet",
]
