import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import GaussianFilter, linear_autoencoders, probabilistic_pca
from dlc_support.recipes.variational import multistage as recipe
from dlc_support.recipes.variational.digit_features import features
from dlc_support.recipes.variational.multistage_networks import NETWORKS, Config, staged
from dlc_support.tables import Seed
from dlc_support.training import seeded

TINY = Config(train=40, tested=20, width=4, blocks=1, latents=3, epochs=1, batch_size=20)
DIGITS = embedded_digits().train.inputs[:40]


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        yield recipe.run(Seed(NETWORKS, TINY, 0))


def test_every_claim_has_its_numbers(rows):
    for claim in recipe.RECIPE.claims:
        for _, row, column in claim.cells():
            assert column in rows[row]


def test_a_copy_has_no_error_and_is_as_sharp_as_the_digits():
    found = recipe.reconstructed(DIGITS, DIGITS, features(DIGITS))
    assert found[recipe.SQUARED] == found[recipe.ABSOLUTE_ERROR] == found[recipe.WRONG] == 0
    assert found[recipe.GRADIENTS] == found[recipe.HIGH] == 100
    assert found[recipe.FRECHET] == pytest.approx(0, abs=1e-3)


def test_black_lacks_everything_and_a_blur_most_of_what_is_fast():
    black = recipe.reconstructed(torch.zeros_like(DIGITS), DIGITS, features(DIGITS))
    assert black[recipe.GRADIENTS] == black[recipe.HIGH] == 0
    assert black[recipe.WRONG] == pytest.approx(100)
    blurred = recipe.reconstructed(GaussianFilter(1.0)(DIGITS), DIGITS, features(DIGITS))
    assert blurred[recipe.HIGH] < blurred[recipe.GRADIENTS] < 60


def test_the_stages_are_those_of_the_model_at_the_mean_of_the_code():
    with seeded(0):
        model = staged(TINY, 1).eval()
    (first, last), nats = recipe.reconstructions(model, DIGITS)
    code = model.encode(DIGITS)
    coarse, fine = model.stages(code.mean)
    torch.testing.assert_close(first, coarse.clamp(0, 1))
    torch.testing.assert_close(last, fine.clamp(0, 1))
    assert nats == pytest.approx(code.kl().sum(dim=1).mean().item(), rel=1e-5)


def test_both_filters_make_a_blur_sharper_and_leave_black_and_white():
    flat = torch.cat([torch.zeros(1, 1, 6, 6), torch.ones(1, 1, 6, 6)])
    blurred = GaussianFilter(1.0)(DIGITS)
    gradients = {
        change: recipe.gradient_energy(change(blurred)).sum()
        for change in (recipe.sharpened, recipe.steeper)
    }
    assert min(gradients.values()) > 1.2 * recipe.gradient_energy(blurred).sum()
    for change in gradients:
        torch.testing.assert_close(change(flat), flat)


def test_linear_samples_vary_as_the_codes_of_the_examples_do():
    (linear,) = linear_autoencoders(DIGITS, [3])
    noise = torch.randn(4000, 3, generator=torch.Generator().manual_seed(0))
    made = recipe.linear_samples(linear, DIGITS, noise)
    spread = linear.encode(DIGITS).std(dim=0)
    torch.testing.assert_close(linear.encode(made).std(dim=0), spread, rtol=0.2, atol=0)


def test_the_linear_vae_shrinks_each_component_by_its_share_of_noise():
    (linear,) = linear_autoencoders(DIGITS, [3])
    variances = linear.encode(DIGITS).var(dim=0, correction=0)
    sigma = variances[1:].mean().sqrt().item()  # below the second, above the third component
    model = recipe.linear_vae(linear, DIGITS, sigma)
    flat = recipe.linear_code(model, DIGITS).mean @ model.weight.T
    share = (1 - sigma**2 / variances).clamp(min=0)
    expected = linear.encode(DIGITS) * share
    torch.testing.assert_close(flat @ linear.decoder, expected.double(), rtol=1e-4, atol=1e-5)
    assert share[1] > 0 == share[2]


def test_with_the_fitted_noise_it_is_probabilistic_pca():
    (linear,) = linear_autoencoders(DIGITS, [3])
    fitted = probabilistic_pca(DIGITS, 3)
    model = recipe.linear_vae(linear, DIGITS, fitted.sigma)
    torch.testing.assert_close(
        model.log_likelihood(DIGITS), fitted.log_likelihood(DIGITS), rtol=1e-5, atol=0
    )


def test_the_nats_of_the_linear_code_are_those_of_its_exact_posterior():
    (linear,) = linear_autoencoders(DIGITS, [3])
    model = recipe.linear_vae(linear, DIGITS, 0.3)
    kl = torch.distributions.kl_divergence(
        torch.distributions.MultivariateNormal(model.encode(DIGITS), model.posterior),
        torch.distributions.MultivariateNormal(torch.zeros(3).double(), torch.eye(3).double()),
    )
    assert recipe.nats(recipe.linear_code(model, DIGITS)) == pytest.approx(kl.mean().item())


def test_each_seed_draws_its_own_test_digits_once_each():
    numbers = torch.arange(20.0).view(20, 1, 1, 1)
    one, same, other = (recipe.some(numbers, 10, path).flatten() for path in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert len(set(one.tolist())) == 10


def test_at_a_draw_and_at_the_mean_are_other_pictures(rows):
    for row in (recipe.PLAIN, recipe.COARSE, recipe.STAGED):
        at_mean, drawn = (rows[name][recipe.SQUARED] for name in (row, row + recipe.DRAWN))
        assert at_mean != drawn
