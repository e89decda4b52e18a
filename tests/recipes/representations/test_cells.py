import torch

from dlc_support.recipes.representations.cells import measured_cells


def test_only_the_test_part_has_malignant_cases():
    cells = measured_cells(0)
    assert [len(part) for part in (cells.train, cells.valid, cells.test)] == [200, 50, 319]
    assert not cells.train.labels.any()
    assert not cells.valid.labels.any()
    assert cells.test.labels.sum() == 212


def test_the_scale_is_that_of_the_training_cases_and_no_case_is_in_two_parts():
    cells = measured_cells(3)
    assert cells.train.inputs.mean(0).abs().max() < 1e-5
    torch.testing.assert_close(cells.train.inputs.std(0), torch.ones(30))
    together = torch.cat([part.inputs for part in (cells.train, cells.valid, cells.test)])
    assert len(together.unique(dim=0)) == 569


def test_a_seed_names_the_division():
    first, again, other = (measured_cells(seed).valid.inputs for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
