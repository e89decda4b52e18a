import pytest
import torch

from dlc_support.models.colour_mean import DIV2K_MEAN, ColourMean


def test_what_is_taken_off_is_put_back():
    images = torch.rand(2, 3, 4, 5)
    for peak in (1.0, 255.0):
        colour = ColourMean(peak=peak)
        torch.testing.assert_close(colour.put_back(colour.remove(images * peak)), images * peak)


def test_the_network_sees_the_same_of_bytes_as_of_unit_images():
    images = torch.rand(2, 3, 4, 5)
    seen = ColourMean().remove(images)
    torch.testing.assert_close(ColourMean(peak=255.0).remove(255 * images), seen)
    expected = images[:, 2] - DIV2K_MEAN[2]
    torch.testing.assert_close(seen[:, 2], expected)


def test_the_mean_travels_with_the_weights():
    other = ColourMean((0.1, 0.2, 0.3))
    other.load_state_dict(ColourMean().state_dict())
    assert torch.equal(other.mean, ColourMean().mean)


@pytest.mark.parametrize("mean", [(), (1.5,), (-0.1, 0.2)])
def test_a_mean_that_cannot_be_is_refused(mean):
    with pytest.raises(ValueError, match=r"mean must hold values in \[0, 1\]"):
        ColourMean(mean)


def test_a_peak_that_is_not_positive_and_other_channels_are_refused():
    with pytest.raises(ValueError, match="peak must be > 0, got 0"):
        ColourMean(peak=0)
    with pytest.raises(ValueError, match=r"images must have 3 channels, got shape \(1, 1, 4, 4\)"):
        ColourMean().remove(torch.zeros(1, 1, 4, 4))
