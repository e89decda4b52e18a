"""Learning from the measured samples of a second scan, and from nothing else."""

from dataclasses import dataclass

import torch
from torch import Generator, nn

from dlc_support.corruptions.spectrum import SpectrumMask
from dlc_support.data.split import Batch
from dlc_support.models.model import reconstruct
from dlc_support.objectives.loss import Loss, Objective


@dataclass(frozen=True)
class MeasuredSpectrum(Objective):
    r"""Squared error at the frequencies that a second scan measured, each over its probability.

    With $b'$ independent of the input's $b$ and $D$ pixels:

    $$\frac{1}{2 D} \sum_k \frac{b'_k}{p_k} \big| (F \phi(\tilde x))_k - (F x)_k \big|^2 .$$

    Given the input, its mean is $\tfrac12 \|\phi(\tilde x) - x\|^2$: the risk with clean targets
    itself (Parseval), where Noise2Noise adds half the variance of its target. Both need the same
    samples. The gradient here vanishes where the estimate is right; that of Noise2Noise is
    $\phi - b' F x / p$ at each frequency, and stays as noisy as the target. The two differ by
    $(1 - b'/p)\, F \phi$, whose mean is 0.

    Attributes:
        spectrum: Draws the two scans of each image afresh at each step, the input's first.

    Source:
        The masked loss of Lehtinen et al. (2018), section 3.2, for Bernoulli noise, carried over
        to frequencies and weighted so that the minimiser is that of the squared error whatever
        the network can express.
    """

    spectrum: SpectrumMask

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """Half the weighted squared error, summed over frequencies, mean over the batch."""
        clean = batch.target
        corrupted = self.spectrum(batch.inputs, generator)
        scan = self.spectrum.scan(clean, generator)
        estimate = reconstruct(model, corrupted, condition=batch.condition, generator=generator)
        if estimate.shape != clean.shape:
            raise ValueError(
                f"the model returned shape {tuple(estimate.shape)} for a target of shape "
                f"{tuple(clean.shape)}"
            )
        # Without autocast's half precision, which the Fourier transform does not know.
        difference = torch.fft.fft2(estimate.float()) - scan.samples
        power = difference.real.square() + difference.imag.square()
        weight = scan.measured / scan.probabilities.to(power.device, power.dtype)
        pixels = clean.shape[-2] * clean.shape[-1]
        return Loss(0.5 * (power * weight).sum() / (pixels * len(clean)))
