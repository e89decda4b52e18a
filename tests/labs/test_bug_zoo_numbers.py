"""What the bug zoo's statements say that a defect cost, measured again."""

import math

import pytest
import torch
from torch import Generator, Tensor

from dlc_support.corruptions import SpectrumMask
from dlc_support.data import mnist, shepp_logan
from dlc_support.data.toys import OpenCircle
from dlc_support.grading import read_master
from dlc_support.models import MLP
from dlc_support.training import seeded
from tools.project import ROOT

MASTER = ROOT / "labs" / "masters" / "lab5_bug_zoo.ipynb"
STATEMENTS = {task.name: task.statement.source for task in read_master(MASTER).tasks}


def seed(number: int) -> Generator:
    return Generator().manual_seed(number)


def says(task: str, value: float, text: str, tolerance: float) -> None:
    """The statement has the text, whose number is the value measured."""
    number = float(text.split()[0].strip("$%").replace("\\", ""))
    assert text in STATEMENTS[task]
    assert float(value) == pytest.approx(number, abs=tolerance), text


@pytest.fixture(scope="module")
def digits() -> tuple[Tensor, Tensor]:
    """5000 digits to learn from and 1001 others."""
    found = mnist()
    if "MNIST" not in found.test.name:
        pytest.skip("the numbers are those of MNIST, which is not here")
    return found.train.inputs[:5000], found.test.inputs[:1001]


def on_the_circle(shared: bool, first: int) -> tuple[float, float]:
    """Risk on fresh points, and scatter of the loss over its mean, after 400 steps."""
    circle, draws = OpenCircle(), seed(first + 10)
    with seeded(first):
        network = MLP((2, 100, 2))
    adam, losses = torch.optim.Adam(network.parameters(), lr=1e-2), []
    for clean in circle.sample(400 * 64, draws).split(64):
        noise = torch.randn(1 if shared else 64, 2, generator=draws)
        loss = (network(clean + 0.1 * noise) - clean).square().sum(1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    late, clean = torch.tensor(losses[200:]), circle.sample(50_000, seed(99))
    with torch.no_grad():
        estimate = network(clean + 0.1 * torch.randn(clean.shape, generator=seed(98)))
    return (estimate - clean).square().sum(1).mean().item(), (late.std() / late.mean()).item()


def test_noise_that_a_batch_shares():
    for shared, risk, scatter in ((True, "0.018", "95 %"), (False, "0.012", "17 %")):
        runs = torch.tensor([on_the_circle(shared, first) for first in range(5)])
        says("batch_noise", runs[:, 0].mean(), risk, 0.004)
        says("batch_noise", 100 * runs[:, 1].mean(), scatter, 8)


def test_two_runs_of_one_method():
    noises = (torch.randn(2, 2000, generator=seed(number)).square() for number in range(400))
    ratios = torch.stack([noise[0].mean() / noise[1].mean() - 1 for noise in noises])
    says("langevin_walk", 100 * ratios.std(), "4.6 %", 0.2)


def test_clipping_and_photons_by_formula():
    for sigma, cap in ((25, "28.2 dB"), (50, "22.1 dB")):
        bias = sigma / math.sqrt(2 * math.pi)
        says("noisy_pair", 20 * math.log10(255 / bias), cap, 0.05)
    says("noisy_pair", 25 / math.sqrt(2 * math.pi), "9.97", 0.005)
    says("photon_noise", 20 * math.log10(255 / 50), "14.2 dB", 0.05)


def test_frequencies_that_are_measured_alone():
    clean = shepp_logan(64).inputs.double()
    p = SpectrumMask(0.1).probabilities(64, 64)
    alone = torch.rand(200, 1, 64, 64, generator=seed(3)) < p
    pictures = torch.fft.ifft2(alone / p * torch.fft.fft2(clean))
    power = pictures.imag.square().mean() / pictures.real.square().mean()
    says("measured_mask", 100 * power, "60 %", 3)
    partner = alone.flip(2, 3).roll((1, 1), (2, 3))
    says("measured_mask", 100 * (alone | partner).double().mean(), "17 %", 0.5)


def test_erased_digits(digits: tuple[Tensor, Tensor]):
    clean = digits[1]
    erased = clean * (torch.rand(clean.shape, generator=seed(0)) >= 0.5)
    error = (erased - clean).square().flatten(1)
    says("emphasised_error", error.sum(1).mean(), "40.7", 0.05)
    for size, text in ((1001, "0.05185"), (100, "0.05124"), (1000, "0.04847")):
        means = [part.mean() for part in error.mean(1).split(size)]
        says("dataset_mean", sum(means) / len(means), text, 1e-5)


def test_one_number_under_the_relative_error():
    target = -torch.linspace(0.5, 9999.5, 10_000).div(10_000).log()  # of an exponential
    for fixed, text in ((False, "1.99"), (True, "1.00")):
        level = torch.tensor(0.5, requires_grad=True)
        adam = torch.optim.Adam([level], lr=0.05)
        for _ in range(1000):
            below = (level.detach() if fixed else level) + 0.01
            adam.zero_grad()
            ((level - target) / below).square().mean().backward()
            adam.step()
        says("relative_error", level.item(), text, 0.01)


def test_studio_range_by_formula():
    says("luma_psnr", 20 * math.log10(255 / 219), "1.32 dB", 0.005)


def test_a_linear_model_of_digits(digits: tuple[Tensor, Tensor]):
    learned, held_out = (images.flatten(1).double() for images in digits)
    values, vectors = torch.linalg.eigh(torch.cov(learned.T))
    says("vae_loss", (values > 1).sum(), "12 components", 0)
    says("vae_loss", values[-1], "5.2", 0.05)
    assert (values > 392).sum() == 0
    values, centred = values[-12:], held_out[:1000] - learned.mean(0)
    weights = vectors[:, -12:] * (values - 1).sqrt()
    covariance = weights @ weights.T + torch.eye(784, dtype=torch.float64)
    normal = torch.distributions.MultivariateNormal(torch.zeros_like(centred[0]), covariance)
    log_p = normal.log_prob(centred)
    says("elbo", log_p.mean(), "-742.91", 0.02)
    above = (0.5 * (1 - 1 / values)).sum()  # half of the decoder's variance under q
    says("elbo", log_p.mean() + above, "-740.15", 0.02)
    says("elbo", above, "2.76 nats", 0.005)

    mean, std, seen = centred[:200] @ weights / values, values.rsqrt(), centred[:200]
    says("importance_nll", -log_p[:200].mean(), "742.50", 0.02)
    draws = seed(0)
    for count, text in ((10, "740.2"), (100, "737.9"), (1000, "735.6")):
        noise = torch.randn(count, 200, 12, generator=draws, dtype=torch.float64)
        latent = mean + 1.2 * std * noise
        joint = -0.5 * ((seen - latent @ weights.T).square().sum(2) + latent.square().sum(2))
        proposal = -0.5 * noise.square().sum(2) - (1.2 * std).log().sum()
        log_weights = joint - proposal - 392 * math.log(2 * math.pi)
        nll = -log_weights.logsumexp(0).mean()
        assert abs(nll + math.log(count) + log_p[:200].mean()) < 0.1
        says("importance_nll", nll, text, 0.1)
    says("importance_nll", math.log(5000), "8.5", 0.05)


def test_columns_and_rows_that_are_shuffled():
    first = torch.randn(2000, 1, generator=seed(0))
    rest = torch.randn(2000, 1, generator=seed(1))
    latent = torch.cat([first + 3, 0.99 * first + math.sqrt(1 - 0.99**2) * rest], 1)
    draws = seed(2)
    rows = torch.stack([row[torch.randperm(2, generator=draws)] for row in latent])
    columns = [column[torch.randperm(2000, generator=draws)] for column in latent.T]
    says("shuffled_columns", torch.corrcoef(latent.T)[0, 1], "0.99", 0.005)
    says("shuffled_columns", torch.corrcoef(rows.T)[0, 1], "-0.37", 0.01)
    says("shuffled_columns", torch.corrcoef(torch.stack(columns))[0, 1], "0.02", 0.01)
    says("shuffled_columns", rows.mean(), "1.5", 0.05)


def test_bytes_that_leave_their_bins():
    levels = torch.randint(0, 256, (10**6,), generator=seed(0))
    noise = torch.randn(10**6, generator=seed(1), dtype=torch.float64)
    left = (levels + noise).floor() != levels
    says("dequantised", 100 * left.double().mean(), "66 %", 0.5)
    says("dequantised", 100 * (noise < 0).double().mean(), "50 %", 0.5)
