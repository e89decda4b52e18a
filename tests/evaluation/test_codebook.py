import pytest
import torch

from dlc_support.evaluation import codebook_shares, perplexity


def test_shares_count_every_place_and_dead_codes_have_none():
    shares = codebook_shares(torch.tensor([[[0, 2], [2, 2]], [[0, 0], [2, 2]]]), 4)
    assert shares.tolist() == [0.375, 0.0, 0.625, 0.0]


def test_perplexity_is_the_number_of_codes_that_are_chosen_equally_often():
    for used in (1, 3, 8):
        shares = codebook_shares(torch.arange(10 * used) % used, 8)
        assert perplexity(shares) == pytest.approx(used)


def test_perplexity_is_the_exponential_of_the_entropy():
    shares = torch.tensor([0.7, 0.2, 0.1, 0.0]).double()
    entropy = torch.distributions.Categorical(probs=shares).entropy()
    assert perplexity(shares) == pytest.approx(entropy.exp().item())
    assert perplexity(shares) < 3


@pytest.mark.parametrize(
    "indices", [torch.tensor([0, 4]), torch.tensor([-1]), torch.zeros(0).long()]
)
def test_indices_beyond_the_codebook_and_none_at_all_are_refused(indices):
    with pytest.raises(ValueError, match=r"indices must lie in \[0, 4\)"):
        codebook_shares(indices, 4)
