"""Five transposed convolutions from a single pixel to 28x28: the decoder of the lectures."""

from torch import nn


def digit_decoder(codes: int, filters: int, channels: int) -> nn.Sequential:
    """Sides 1 - 4 - 9 - 20 - 24 - 28, ReLU between the layers, the last one linear.

    Args:
        codes: Channels of the single pixel.
        filters: Feature maps of each hidden layer.
        channels: Channels of the image.

    Source:
        Fleuret's lectures 7.2 and 7.3.

    Example:
        >>> import torch
        >>> digit_decoder(8, 4, 1)(torch.zeros(2, 8, 1, 1)).shape
        torch.Size([2, 1, 28, 28])
    """
    return nn.Sequential(
        nn.ConvTranspose2d(codes, filters, kernel_size=4),  # 1 -> 4
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(filters, filters, kernel_size=3, stride=2),  # 4 -> 9
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(filters, filters, kernel_size=4, stride=2),  # 9 -> 20
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(filters, filters, kernel_size=5),  # 20 -> 24
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(filters, channels, kernel_size=5),  # 24 -> 28
    )
