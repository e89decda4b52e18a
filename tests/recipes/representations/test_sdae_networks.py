"""Stacked autoencoders and their controls."""

import pytest
import torch
from torch import nn

from dlc_support.corruptions import ZeroMask
from dlc_support.data import larochelle
from dlc_support.evaluation import encoded
from dlc_support.objectives import Classification, Denoising
from dlc_support.recipes.representations import sdae_networks
from dlc_support.recipes.representations.sdae_networks import (
    ARMS,
    LONGER,
    MODERN,
    NONE,
    SAE,
    SDAE,
    Config,
)
from tests.recipes.representations.conftest import TINY


def test_the_arms_train_what_they_are_called(stacked):
    each = stacked[0].networks.each
    assert {each[SDAE, layer].objective for layer in (1, 2, 3)} == {
        Denoising(ZeroMask(0.25), "bce")
    }
    assert {each[SAE, layer].objective for layer in (1, 2, 3)} == {Denoising(ZeroMask(0.0), "bce")}
    assert all(each[arm].objective == Classification() for arm in ARMS)


def test_each_block_learned_from_the_clean_codes_of_the_one_below(stacked):
    one, _ = stacked
    train = larochelle("basic").train.take(60)
    blocks = sdae_networks.pretrained(one, SDAE, train)
    assert [block.widths for block in blocks] == [(784, 12, 784), (12, 12, 12), (12, 12, 12)]
    codes = encoded(blocks[0], train)
    again = one.network((SDAE, 2), codes)  # kept: the same data, so the same run
    assert torch.equal(again.layers[0].weight, blocks[1].layers[0].weight)


def test_the_classifier_begins_as_the_encoders_of_the_blocks(stacked):
    one, _ = stacked
    blocks = sdae_networks.pretrained(one, SAE, larochelle("basic").train.take(60))
    network = sdae_networks.classifier(TINY, blocks)
    inputs = torch.rand(5, 1, 28, 28)
    code = inputs
    for block in blocks:
        code = block.encode(code)
    assert torch.equal(network.encode(inputs, layer=3), code)
    assert network.layers[-1].out_features == 10


def test_the_modern_network_has_the_same_widths_and_as_many_epochs_in_all():
    config, ours = Config(), sdae_networks.networks(0.25, 0.3).each
    assert config.whole_epochs == 3 * config.block_epochs + config.tuning_epochs
    assert ours[LONGER].epochs == ours[MODERN].epochs == "whole_epochs"
    assert ours[NONE].epochs == ours[SDAE].epochs == "tuning_epochs"
    modern = ours[MODERN].build(config)
    assert modern.widths == ours[NONE].build(config).widths == (784, 1000, 1000, 1000, 10)
    kinds = [type(part) for part in modern.layers[:4]]
    assert kinds == [nn.Linear, nn.BatchNorm1d, nn.ReLU, nn.Dropout]


def test_errors_and_accuracies_are_of_the_epoch_chosen_by_validation(stacked):
    one, rows = stacked
    for arm in ARMS:
        numbers, history = rows[arm], one.histories[arm]
        error, right = numbers[sdae_networks.ERROR], numbers[sdae_networks.ACCURACY]
        assert error.mean + right.mean == pytest.approx(100)
        assert error.low <= error.mean <= error.high
        assert numbers[sdae_networks.CHOICE] == 100 * min(history.valid["errors"])
        assert numbers[sdae_networks.EPOCH] == history.best_epoch
