import itertools
import subprocess
import sys

import pytest
import torch

from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.corruptions.masks import ZeroMask
from dlc_support.evaluation.denoiser import Denoiser
from dlc_support.evaluation.empirical_posterior import EmpiricalPosterior
from dlc_support.evaluation.likelihood import ErasureLikelihood, GaussianLikelihood


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def grey(count=40, seed=0):
    return torch.rand(count, 1, 3, 3, generator=generator(seed))


def binary(count=40, seed=0):
    return (grey(count, seed) < 0.4).float()


def enumerated(prior, seen, p):
    """Posterior weights pixel by pixel, from the law of the erasure; None if impossible."""
    weights = []
    for clean in prior.flatten(1).tolist():
        weight = 1.0
        for ink, visible in zip(clean, seen.flatten().tolist(), strict=True):
            law = {(1, 1): 1 - p, (1, 0): p, (0, 0): 1.0, (0, 1): 0.0}
            weight *= law[int(ink), int(visible)]
        weights.append(weight)
    total = sum(weights)
    return torch.tensor(weights) / total if total else None


def test_it_is_a_denoiser():
    assert isinstance(EmpiricalPosterior(grey(), GaussianLikelihood(1.0)), Denoiser)


@pytest.mark.parametrize("sigma", [0.1, 1.0])
def test_gaussian_noise_gives_the_weights_of_its_density(sigma):
    prior = grey().double()
    corrupted = GaussianNoise(sigma)(prior[:7], generator())
    squares = (corrupted[:, None] - prior).flatten(2).square().sum(2)
    weights = torch.softmax(-squares / (2 * sigma**2), dim=1)
    oracle = EmpiricalPosterior(prior, GaussianLikelihood(sigma))
    torch.testing.assert_close(oracle(corrupted), torch.einsum("bn,nchw->bchw", weights, prior))
    torch.testing.assert_close(
        oracle.effective_sample_size(corrupted), 1 / weights.square().sum(1)
    )
    assert oracle.compatible(corrupted).tolist() == [40] * 7


def test_single_precision_agrees_with_double_on_images_of_mnist_size():
    prior = torch.rand(200, 1, 28, 28, generator=generator()) * (grey(200)[:, :, :1, :1] < 0.5)
    corrupted = GaussianNoise(1.0)(prior[:20], generator(1))
    single = EmpiricalPosterior(prior, GaussianLikelihood(1.0))(corrupted)
    double = EmpiricalPosterior(prior.double(), GaussianLikelihood(1.0))(corrupted)
    torch.testing.assert_close(single, double, rtol=0, atol=1e-4)


@pytest.mark.parametrize("p", [0.5, 0.9])
def test_erasure_agrees_with_enumeration_on_every_3x3_observation(p):
    prior = binary(12)
    seen = torch.tensor(list(itertools.product([0.0, 1.0], repeat=9))).reshape(-1, 1, 3, 3)
    found = EmpiricalPosterior(prior, ErasureLikelihood(p)).summary(seen)
    impossible = 0
    for row, observation in enumerate(seen):
        weights = enumerated(prior, observation, p)
        if weights is None:
            impossible += 1
            assert found.mean[row].isnan().all()
            assert found.effective_sample_size[row].isnan()
            assert found.compatible[row] == 0
            continue
        expected = (weights[:, None, None, None] * prior).sum(0)
        torch.testing.assert_close(found.mean[row], expected, rtol=0, atol=1e-6)
        torch.testing.assert_close(
            found.effective_sample_size[row], 1 / weights.square().sum(), rtol=1e-5, atol=0
        )
        assert found.compatible[row] == (weights > 0).sum()
    assert 0 < impossible < len(seen)
    assert found.unexplained == impossible


def test_what_no_candidate_explains_is_nan_and_never_a_neighbour():
    prior = torch.tensor([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    oracle = EmpiricalPosterior(prior, ErasureLikelihood(0.5))
    seen = torch.tensor([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    assert oracle(seen)[0].isnan().all()
    assert oracle.sample(seen, generator())[0].isnan().all()
    assert oracle(seen)[1].tolist() == oracle.sample(seen, generator())[1].tolist() == [1, 1, 0]
    assert oracle.compatible(seen).tolist() == [0, 1]


def test_weights_below_the_smallest_number_still_count():
    prior = torch.ones(2, 784)
    prior[1, 0] = 0
    found = EmpiricalPosterior(prior, ErasureLikelihood(0.1))(torch.zeros(1, 784))
    # One hidden pixel more weighs a tenth: 1 to 10, though both are below 1e-780.
    torch.testing.assert_close(found[0, 0].item(), 1 / 11, rtol=1e-4, atol=0)
    far = EmpiricalPosterior(torch.tensor([[-1.0], [1.0]]), GaussianLikelihood(0.1))
    assert far(torch.tensor([[-1e4], [1e4]])).flatten().tolist() == [-1, 1]


@pytest.mark.parametrize(
    ("prior", "corruption", "likelihood"),
    [
        (grey(), GaussianNoise(0.4), GaussianLikelihood(0.4)),
        (binary(), ZeroMask(0.7), ErasureLikelihood(0.7)),
    ],
)
def test_a_posterior_sample_costs_twice_the_squared_error_of_the_mean(
    prior, corruption, likelihood
):
    draws = generator()
    clean = prior[torch.randint(len(prior), (40_000,), generator=draws)]
    corrupted = corruption(clean, draws)
    oracle = EmpiricalPosterior(prior, likelihood)
    of_mean = (oracle(corrupted) - clean).flatten(1).square().sum(1)
    of_sample = (oracle.sample(corrupted, draws) - clean).flatten(1).square().sum(1)
    gap = of_sample - 2 * of_mean
    assert gap.mean().abs() < 4 * gap.std() / len(gap) ** 0.5
    assert of_mean.mean() > 20 * gap.std() / len(gap) ** 0.5


@pytest.mark.parametrize(
    ("prior", "corruption", "likelihood", "wrong"),
    [
        (grey(), GaussianNoise(0.4), GaussianLikelihood, (0.3, 0.55)),
        (binary(), ZeroMask(0.7), ErasureLikelihood, (0.5, 0.9)),
    ],
)
def test_on_draws_from_the_prior_the_right_level_has_the_least_error(
    prior, corruption, likelihood, wrong
):
    draws = generator()
    level = getattr(corruption, "sigma", None) or corruption.p
    clean = prior[torch.randint(len(prior), (40_000,), generator=draws)]
    corrupted = corruption(clean, draws)

    def errors(at):
        restored = EmpiricalPosterior(prior, likelihood(at))(corrupted)
        return (restored - clean).flatten(1).square().sum(1)

    for other in wrong:
        gap = errors(other) - errors(level)
        assert gap.mean() > 4 * gap.std() / len(gap) ** 0.5


def test_samples_follow_the_weights():
    prior = torch.tensor([[-1.0], [0.0], [2.0]])
    oracle = EmpiricalPosterior(prior, GaussianLikelihood(1.0))
    corrupted = torch.full((50_000, 1), 0.3)
    weights = torch.softmax(-((0.3 - prior[:, 0]) ** 2) / 2, dim=0)
    drawn = oracle.sample(corrupted, generator())
    for value, weight in zip(prior, weights, strict=True):
        share = (drawn == value).float().mean()
        assert (share - weight).abs() < 4 * (weight * (1 - weight) / 50_000).sqrt()
    torch.testing.assert_close(
        drawn.mean(0), oracle(corrupted[:1])[0], rtol=0, atol=4 * drawn.std().item() / 50_000**0.5
    )


def test_samples_come_from_the_generator_alone():
    oracle = EmpiricalPosterior(grey(), GaussianLikelihood(1.0))
    torch.manual_seed(0)
    first = oracle.sample(grey(5, seed=1), generator(4))
    torch.manual_seed(1)
    assert torch.equal(first, oracle.sample(grey(5, seed=1), generator(4)))
    assert not torch.equal(first, oracle.sample(grey(5, seed=1), generator(5)))


def test_blocks_do_not_change_the_answers(monkeypatch):
    oracle = EmpiricalPosterior(grey(), GaussianLikelihood(0.5))
    seen = GaussianNoise(0.5)(grey(11, seed=2), generator())
    whole, sample = oracle.summary(seen), oracle.sample(seen, generator())
    monkeypatch.setattr("dlc_support.evaluation.empirical_posterior.BLOCK", 3 * 40)
    blocked = oracle.summary(seen)
    torch.testing.assert_close(blocked.mean, whole.mean)
    torch.testing.assert_close(blocked.effective_sample_size, whole.effective_sample_size)
    assert torch.equal(blocked.compatible, whole.compatible)
    assert torch.equal(oracle.sample(seen, generator()), sample)


def test_the_summary_says_what_the_methods_say():
    oracle = EmpiricalPosterior(binary(), ErasureLikelihood(0.7))
    seen = ZeroMask(0.7)(binary(9, seed=5), generator())
    found = oracle.summary(seen)
    torch.testing.assert_close(found.mean, oracle.mean(seen), equal_nan=True)
    torch.testing.assert_close(
        found.effective_sample_size, oracle.effective_sample_size(seen), equal_nan=True
    )
    assert torch.equal(found.compatible, oracle.compatible(seen))


MEMORY = """
import resource, torch
from dlc_support.evaluation import empirical_posterior
from dlc_support.evaluation.likelihood import GaussianLikelihood

torch.set_num_threads(1)
empirical_posterior.BLOCK = 2**22
generator = torch.Generator().manual_seed(0)
prior = torch.rand(50_000, 4, generator=generator)
oracle = empirical_posterior.EmpiricalPosterior(prior, GaussianLikelihood(1.0))
oracle(torch.rand(200, 4, generator=generator))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
oracle(torch.rand(1_000, 4, generator=generator))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_does_not_grow_with_the_number_of_observations():
    pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True, timeout=120
    )
    unit = 1 if sys.platform == "darwin" else 1024
    # A block is 17 MB; all 1,000 x 50,000 weights at once would take 200 MB.
    assert int(done.stdout) * unit < 120e6


def test_no_observations_give_no_answers():
    oracle = EmpiricalPosterior(grey(), GaussianLikelihood(1.0))
    assert oracle(grey(0)).shape == oracle.sample(grey(0), generator()).shape == (0, 1, 3, 3)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="prior must hold at least one example"):
        EmpiricalPosterior(grey(0), GaussianLikelihood(1.0))
    with pytest.raises(ValueError, match="prior must be binary"):
        EmpiricalPosterior(grey(), ErasureLikelihood(0.5))
    oracle = EmpiricalPosterior(binary(), ErasureLikelihood(0.5))
    with pytest.raises(ValueError, match="corrupted must be binary"):
        oracle(grey())
    with pytest.raises(ValueError, match=r"prior's shape \(1, 3, 3\), got \(1, 3, 4\)"):
        oracle(torch.zeros(2, 1, 3, 4))
