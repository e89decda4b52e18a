import torch

from dlc_support.recipes.variational import multistage_networks as networks
from dlc_support.recipes.variational.multistage_networks import Config
from dlc_support.training import seeded

SMALL = Config(width=4, latents=3, blocks=2)


def built(name):
    with seeded(0):
        return networks.NETWORKS.each[name].build(SMALL)


def test_a_digit_becomes_a_code_and_a_digit_in_every_stage():
    model = networks.staged(SMALL, 1, 2)
    code = model.encode(torch.zeros(2, 1, 28, 28))
    assert code.mean.shape == (2, 3)
    assert [image.shape[1:] for image in model.stages(code.mean)] == [(1, 28, 28)] * 3


def test_the_networks_begin_alike_and_three_of_them_are_of_one_kind():
    plain, *others = (
        built(name).state_dict()
        for name in (networks.PLAIN, networks.DEEP, networks.STAGED, networks.ABSOLUTE)
    )
    assert all(other.keys() == others[0].keys() for other in others)
    for other in others:
        assert plain.keys() < other.keys()
        assert all(torch.equal(value, other[name]) for name, value in plain.items())


def test_the_recorded_networks_are_those_of_the_source():
    assert [len(model.refiners) for model in networks.three(SMALL).values()] == [0, 1, 1]


def test_the_blocks_are_those_that_the_settings_name():
    (refiner,) = built(networks.STAGED).refiners
    assert len(refiner.body) == 2 + SMALL.blocks
    assert not len(built(networks.PLAIN).refiners)
