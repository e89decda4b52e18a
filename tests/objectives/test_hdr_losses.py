import pytest
import torch

from dlc_support.objectives import PixelLoss, RelativeHDR, ToneMapped
from dlc_support.objectives.hdr_losses import FLOOR


def exponential(count=20_000):
    """Exponential noise of mean 1: its quantiles, which stand for as many draws."""
    share = (torch.arange(count, dtype=torch.float64) + 0.5) / count
    return -torch.log1p(-share)


def settled(loss, targets, start=1.5, rate=0.3):
    """Where gradient descent on one free estimate comes to rest."""
    value = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = torch.optim.SGD([value], lr=rate)
    for _ in range(150):
        optimizer.zero_grad()
        loss(value.expand_as(targets), targets).backward()
        optimizer.step()
    return value.item()


def test_exponential_noise_is_averaged_by_the_relative_loss():
    targets = exponential()
    assert settled(RelativeHDR(), targets) == pytest.approx(targets.mean().item(), rel=1e-3)
    assert targets.mean().item() == pytest.approx(1.0, abs=1e-3)


def test_without_the_stopped_gradient_the_estimate_is_twice_too_bright():
    targets, epsilon = exponential(), 0.01
    loss = RelativeHDR(epsilon=epsilon, stop_gradient=False)
    expected = (2 + epsilon) / (1 + epsilon)  # (E y^2 + epsilon E y) / (E y + epsilon)
    assert settled(loss, targets) == pytest.approx(expected, abs=0.01)


def test_the_relative_loss_has_the_value_found_by_hand():
    estimate, target = torch.tensor([0.09, 0.99]), torch.tensor([0.0, 1.99])
    assert RelativeHDR()(estimate, target).item() == pytest.approx((0.81 + 1) / 2, rel=1e-4)
    weighted = RelativeHDR()(estimate, target, weight=torch.tensor([0.0, 4.0]))
    assert weighted.item() == pytest.approx(2.0, rel=1e-4)


def test_relative_errors_do_not_depend_on_the_exposure():
    estimate, target = torch.rand(100).double() + 0.1, torch.rand(100).double()
    loss = RelativeHDR(epsilon=1e-9)
    torch.testing.assert_close(loss(8 * estimate, 8 * target), loss(estimate, target))


def test_a_negative_estimate_counts_as_black_and_is_pulled_up():
    estimate = torch.tensor([-0.01], requires_grad=True)
    loss = RelativeHDR()(estimate, torch.tensor([0.5]))
    loss.backward()
    assert loss.item() == pytest.approx((0.51 / 0.01) ** 2, rel=1e-4)
    assert estimate.grad.item() < 0


def shown(radiance):
    return (radiance / (1 + radiance)) ** (1 / 2.2)


def test_tone_mapped_values_are_compared():
    estimate, target = torch.tensor([4.0, 0.25]), torch.tensor([1.0, 0.25])
    value = ((4 / 5) ** (1 / 2.2) - (1 / 2) ** (1 / 2.2)) ** 2 / 2
    assert ToneMapped()(estimate, target).item() == pytest.approx(value)


def test_a_slope_leads_up_from_black_and_from_below_it():
    estimate = torch.tensor([-1.0, 0.0, FLOOR], requires_grad=True)
    ToneMapped()(estimate, torch.ones(3)).backward()
    assert torch.isfinite(estimate.grad).all()
    assert (estimate.grad < 0).all()


def test_tone_mapped_targets_come_out_too_dark():
    targets = exponential()
    dark = shown(targets).mean().item()
    assert shown(targets.mean()).item() - dark > 0.05
    radiance = settled(ToneMapped(), targets, start=1.0, rate=3.0)
    assert shown(radiance) == pytest.approx(dark, rel=1e-3)
    assert radiance < 0.75
    picture = settled(ToneMapped(estimate_too=False), targets, start=0.5)
    assert picture == pytest.approx(dark, rel=1e-3)


def test_tone_mapping_does_no_harm_to_clean_targets():
    targets = torch.full((10,), 0.8, dtype=torch.float64)
    assert settled(ToneMapped(), targets, rate=3.0) == pytest.approx(0.8, rel=1e-3)


def test_weights_multiply_each_component():
    estimate, target = torch.tensor([1.0, 9.0]), torch.tensor([0.0, 0.0])
    loss = ToneMapped()(estimate, target, weight=torch.tensor([2.0, 0.0]))
    assert loss.item() == pytest.approx(0.5 ** (2 / 2.2))


def test_both_print_as_their_constructor():
    assert repr(RelativeHDR()) == "RelativeHDR(epsilon=0.01, stop_gradient=True)"
    assert repr(ToneMapped()) == "ToneMapped(estimate_too=True)"
    assert isinstance(RelativeHDR(), PixelLoss)
    assert isinstance(ToneMapped(), PixelLoss)


def test_an_impossible_offset_is_refused():
    with pytest.raises(ValueError, match="epsilon must be > 0, got 0"):
        RelativeHDR(epsilon=0.0)
