import pytest
import torch

from dlc_support.data import embedded_digits
from dlc_support.recipes.variational import moving_digits_judged as judge
from dlc_support.recipes.variational import td_vae
from dlc_support.recipes.variational.td_vae import Config
from dlc_support.tables import Seed, Unseeded

TINY = Config(
    **{"sequences": 40, "test": 6, "hidden": 6, "latents": 2, "draws": 3, "frames": 6},
    **{"epochs": 1, "predictor_epochs": 1, "batch_size": 20},
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        yield td_vae.run(Seed(td_vae.NETWORKS, TINY, 0))


def test_every_claim_has_its_numbers(rows):
    for claim in td_vae.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in rows[group, row]


def test_what_learns_nothing_depends_on_no_seed_and_frames_what_is_possible(rows):
    for group, given in td_vae.GROUPS.items():
        for row in (td_vae.REPEATED, td_vae.CONSTANT, td_vae.EXACT):
            assert all(isinstance(one, Unseeded) for one in rows[group, row].values())
        best = rows[group, td_vae.EXACT]
        for row in (td_vae.STEPS, td_vae.JUMPS, td_vae.PREDICTOR):
            distance = rows[group, row][judge.DISTANCE].mean
            assert distance > best[judge.DISTANCE].interval.mean
        if given > 1:
            assert best[judge.direction(8)].interval.mean == 1


def test_both_networks_learn_from_the_same_sequences_and_judged_ones_are_of_other_digits():
    digits = embedded_digits()
    states, frames = (td_vae.training(TINY, digits.train, ahead=ahead) for ahead in (0, 1))
    assert torch.equal(states.table, frames.table)
    assert states.range == "binary"
    held = td_vae.held_out(TINY, digits.test)
    assert held.frames == judge.GIVEN + max(judge.AHEAD)
    assert len(held.digits) == len(digits.test)


def test_the_mean_frame_is_that_of_the_sequences_and_the_chance_counts_two_columns():
    small = td_vae.pooled(TINY, embedded_digits().train)
    frame = td_vae.mean_frame(small)
    rolled = torch.stack([small.inputs.roll(by, dims=-1) for by in range(14)])
    torch.testing.assert_close(frame, rolled.mean(dim=(0, 1)))
    assert 2 / frame.shape[-1] == td_vae.CHANCE


def test_the_two_networks_share_the_sizes_of_reader_memory_and_decoder():
    model, predictor = td_vae.td_vae(TINY), td_vae.predictor(TINY)
    for part in ("reader", "memory"):
        sizes = [
            [weight.shape for weight in getattr(network, part).parameters()]
            for network in (model, predictor)
        ]
        assert sizes[0] == sizes[1]
    assert model.decoder[2].weight.shape == predictor.decoder[2].weight.shape
