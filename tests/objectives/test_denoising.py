import pickle

import jaxtyping
import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise, SaltAndPepper, ZeroMask
from dlc_support.data import Batch
from dlc_support.objectives import Denoising, Noise2Noise, Regression, with_mask


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def images(count=6, channels=2):
    return 0.1 + 0.8 * torch.rand(count, channels, 5, 4, generator=seeded(9))


class Remember(nn.Module):
    """Returns its first channels through one weight, and keeps what it was given."""

    def __init__(self, channels=2):
        super().__init__()
        self.channels = channels
        self.weight = nn.Parameter(torch.ones(()))

    def forward(self, *arguments):
        self.seen = arguments
        return self.weight * arguments[0][:, : self.channels]


def test_the_model_sees_a_corrupted_draw_and_is_held_to_the_clean_example():
    clean, model = images(), Remember()
    noise = GaussianNoise(0.3)
    loss = Denoising(noise)(model, Batch(clean), seeded(4))
    corrupted = noise(clean, seeded(4))
    assert torch.equal(model.seen[0], corrupted)
    expected = 0.5 * (corrupted - clean).square().sum() / len(clean)
    torch.testing.assert_close(loss.total.detach(), expected)


def test_the_risk_of_the_identity_is_that_of_the_noise():
    clean = torch.zeros(20_000, 4)
    loss = Denoising(GaussianNoise(0.3))(nn.Identity(), Batch(clean), seeded())
    # Half of 4 sigma^2, within four standard errors: Var chi2_4 = 8.
    assert loss.total.item() == pytest.approx(0.5 * 4 * 0.09, abs=4 * 0.045 * (8 / 20_000) ** 0.5)


def test_targets_take_the_place_of_the_inputs():
    clean = images()
    loss = Denoising(GaussianNoise(0.0), loss="mse")(
        Remember(), Batch(clean, targets=clean + 0.5), seeded()
    )
    assert loss.total.item() == pytest.approx(0.25)


def test_the_condition_is_handed_to_the_model():
    class Conditional(nn.Module):
        def forward(self, corrupted, condition):
            self.given = condition
            return corrupted

    model, condition = Conditional(), torch.arange(6)
    Denoising(GaussianNoise(0.1))(model, Batch(images(), condition=condition), seeded())
    assert torch.equal(model.given, condition)


class Free(nn.Module):
    """Returns weights of its own, one for each component."""

    def __init__(self, shape):
        super().__init__()
        self.values = nn.Parameter(torch.zeros(shape))

    def forward(self, corrupted):
        return self.values


@pytest.mark.parametrize("mask", [ZeroMask(0.4), SaltAndPepper(0.4)], ids=repr)
@pytest.mark.parametrize(
    ("emphasis", "inside", "outside"), [((1.0, 0.0), 1, 0), ((0.0, 1.0), 0, 1), ((3.0, 2.0), 3, 2)]
)
def test_emphasis_weighs_the_gradient_at_masked_and_intact_pixels(mask, emphasis, inside, outside):
    clean = images()
    model = Free(clean.shape)
    Denoising(mask, emphasis=emphasis)(model, Batch(clean), seeded(2)).total.backward()
    masked = mask.mask(clean, seeded(2))
    expected = torch.where(masked, inside, outside) * -clean / len(clean)
    assert masked.any()
    assert not masked.all()
    torch.testing.assert_close(model.values.grad, expected)


def test_emphasis_of_one_everywhere_is_the_plain_loss():
    batch = Batch(images())
    plain = Denoising(ZeroMask(0.4))(Remember(), batch, seeded(3)).total
    even = Denoising(ZeroMask(0.4), emphasis=(1.0, 1.0))(Remember(), batch, seeded(3)).total
    assert torch.equal(plain, even)


def test_a_model_that_is_shown_the_mask_gets_it_as_further_channels():
    clean, model = images(), Remember()
    mask = ZeroMask(0.4)
    Denoising(mask, show_mask=True)(model, Batch(clean), seeded(5))
    corrupted, masked = mask(clean, seeded(5)), mask.mask(clean, seeded(5))
    (seen,) = model.seen
    assert torch.equal(seen[:, :2], corrupted)
    assert torch.equal(seen[:, 2:], masked.float())
    assert torch.equal(with_mask(corrupted, masked), seen)
    assert ((seen[:, :2] == 0) == (seen[:, 2:] == 1)).all()


def test_cross_entropy_asks_for_targets_between_zero_and_one():
    assert Denoising(ZeroMask(0.4), loss="bce").target_range == "unit"
    assert Denoising(ZeroMask(0.4)).target_range is None


@pytest.mark.parametrize("settings", [{"emphasis": (1.0, 0.0)}, {"show_mask": True}])
def test_a_mask_is_needed_where_the_mask_is_used(settings):
    with pytest.raises(ValueError, match=r"need a corruption that is a mask, got GaussianNoise"):
        Denoising(GaussianNoise(0.1), **settings)


@pytest.mark.parametrize("emphasis", [(1.0, -1.0), 1.0, (1.0, 1.0, 1.0)])
def test_what_is_no_pair_of_weights_is_refused(emphasis, monkeypatch):
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)  # it would speak first
    with pytest.raises(ValueError, match="emphasis must be two weights >= 0, got"):
        Denoising(ZeroMask(0.1), emphasis=emphasis)


@pytest.mark.parametrize("corruption", [GaussianNoise, 0.1])
@pytest.mark.parametrize("kind", [Denoising, Noise2Noise])
def test_what_cannot_corrupt_is_refused_when_the_objective_is_made(kind, corruption, monkeypatch):
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    with pytest.raises(TypeError, match=r"corruption must be a corruption, such as Gauss.*, got"):
        kind(corruption)


def test_the_clean_batch_is_left_alone_and_draws_come_from_the_generator():
    clean = images()
    before, state = clean.clone(), torch.random.get_rng_state()
    first, second, other = (
        Denoising(ZeroMask(0.5), emphasis=(1.0, 0.5))(Remember(), Batch(clean), seeded(seed)).total
        for seed in (1, 1, 2)
    )
    assert torch.equal(clean, before)
    assert torch.equal(torch.random.get_rng_state(), state)
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_objectives_print_compare_and_pickle_as_values():
    objective = Denoising(ZeroMask(0.5), loss="l1", emphasis=(1.0, 0.5))
    assert pickle.loads(pickle.dumps(objective)) == objective
    assert repr(objective).startswith("Denoising(corruption=ZeroMask(p=0.5), loss='l1'")


@pytest.mark.parametrize("loss", ["half_sse", "mse", "l1", "bce"])
@pytest.mark.parametrize(
    "objective",
    [
        lambda loss: Denoising(ZeroMask(0.3), loss=loss),
        lambda loss: Denoising(ZeroMask(0.3), loss=loss, emphasis=(2.0, 0.5)),
        lambda loss: Noise2Noise(ZeroMask(0.3), loss=loss),
        lambda loss: Noise2Noise(ZeroMask(0.3), loss=loss, masked=True),
        lambda loss: Regression(loss=loss),
    ],
    ids=["denoising", "emphasis", "noise2noise", "masked", "regression"],
)
def test_unobserved_entries_do_not_count(objective, loss):
    clean, observed = images(), torch.rand(6, 2, 5, 4, generator=seeded(3)) < 0.5
    model = Free(clean.shape)
    batch = Batch(clean, targets=clean, observed=observed)
    objective(loss)(model, batch, seeded(2)).total.backward()
    assert not model.values.grad[~observed].any()
    found = model.values.grad.clone()
    model.values.grad = None
    objective(loss)(model, Batch(clean, targets=clean), seeded(2)).total.backward()
    assert torch.equal(found, model.values.grad * observed)
