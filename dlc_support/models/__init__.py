"""Networks: tensors in, tensors out."""

from dlc_support.models.conditional_vae import ConditionalVAE
from dlc_support.models.conv_autoencoder import ConvAutoencoder
from dlc_support.models.conv_block import ConvBlock, ConvClassifier
from dlc_support.models.critic import PairCritic
from dlc_support.models.discrete_flow import DiscreteFlow
from dlc_support.models.edsr import EDSR
from dlc_support.models.frame_predictor import FramePredictor
from dlc_support.models.glow import Glow
from dlc_support.models.level_mlp import LevelMLP
from dlc_support.models.level_unet import LevelUNet
from dlc_support.models.mdsr import MDSR
from dlc_support.models.mlp import MLP
from dlc_support.models.model import Model, reconstruct
from dlc_support.models.noise_transformer import NoiseTransformer
from dlc_support.models.preconditioned import Preconditioned
from dlc_support.models.radiance_unet import RadianceUNet
from dlc_support.models.rbm import RBM
from dlc_support.models.residual_unet import ResidualUNet
from dlc_support.models.staged_vae import Refiner, StagedVAE
from dlc_support.models.stochastic import StochasticDenoiser
from dlc_support.models.td_vae import TDVAE
from dlc_support.models.unet import UNet
from dlc_support.models.upscaler import MNISTUpscaler
from dlc_support.models.vae import VAE
from dlc_support.models.vq_vae import VQVAE

__all__ = [
    "EDSR",
    "MDSR",
    "MLP",
    "RBM",
    "TDVAE",
    "VAE",
    "VQVAE",
    "ConditionalVAE",
    "ConvAutoencoder",
    "ConvBlock",
    "ConvClassifier",
    "DiscreteFlow",
    "FramePredictor",
    "Glow",
    "LevelMLP",
    "LevelUNet",
    "MNISTUpscaler",
    "Model",
    "NoiseTransformer",
    "PairCritic",
    "Preconditioned",
    "RadianceUNet",
    "Refiner",
    "ResidualUNet",
    "StagedVAE",
    "StochasticDenoiser",
    "UNet",
    "reconstruct",
]
