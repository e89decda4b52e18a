import pytest
import torch
from torch import nn

from dlc_support.models.residual import ResidualBlock, ResidualTrunk


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def test_a_block_adds_its_scaled_branch():
    block, maps = ResidualBlock(4, scaling=0.1), torch.randn(2, 4, 6, 5)
    torch.testing.assert_close(block(maps), maps + 0.1 * block.branch(maps))
    unscaled = ResidualBlock(4)
    unscaled.load_state_dict(block.state_dict())
    torch.testing.assert_close(unscaled(maps) - maps, 10 * (block(maps) - maps))


def test_nothing_bounds_or_normalises_what_leaves_a_block():
    kinds = {type(layer) for layer in ResidualTrunk(2, 4).modules()}
    assert kinds == {ResidualTrunk, ResidualBlock, nn.Sequential, nn.Conv2d, nn.ReLU}
    assert ResidualBlock(4)(torch.full((1, 4, 5, 5), -9.0)).max() < 0


def test_with_its_last_convolution_at_zero_a_trunk_is_the_identity():
    trunk, maps = ResidualTrunk(2, 4), torch.randn(1, 4, 6, 6)
    assert not torch.allclose(trunk(maps), maps)
    for weight in trunk.body[-1].parameters():
        weight.data.zero_()
    assert torch.equal(trunk(maps), maps)


def test_a_run_is_named_by_the_scaling_too():
    assert repr(ResidualTrunk(1, 4, scaling=0.1)) != repr(ResidualTrunk(1, 4))


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="kernel must be odd, got 4"):
        ResidualBlock(4, kernel=4)
    with pytest.raises(ValueError, match="blocks must be at least 1, got 0"):
        ResidualTrunk(0, 4)
