import math

import pytest
import torch
from torch import nn

from dlc_support.data import Batch, Split
from dlc_support.objectives import Classification
from dlc_support.training import Adam, fit, seeded

GENERATOR = torch.Generator()


def test_a_model_that_knows_nothing_is_at_the_logarithm_of_the_classes():
    batch = Batch(torch.zeros(6, 5), labels=torch.arange(6) % 5)
    loss = Classification()(nn.Identity(), batch, GENERATOR)
    assert loss.total.item() == pytest.approx(math.log(5))


def test_the_loss_is_the_surprise_at_the_right_class_and_errors_are_counted():
    # Odds of 3 to 1 for the first class: right once, wrong once.
    logits = torch.tensor([[math.log(3.0), 0.0], [math.log(3.0), 0.0]])
    batch = Batch(logits, labels=torch.tensor([0, 1]))
    loss = Classification()(nn.Identity(), batch, GENERATOR)
    assert loss.total.item() == pytest.approx(-0.5 * (math.log(0.75) + math.log(0.25)))
    assert loss.parts["errors"].item() == 0.5


def test_labels_are_asked_for_before_the_first_step():
    with pytest.raises(ValueError, match="labels"):
        fit(nn.Linear(2, 2), Classification(), Split(torch.zeros(4, 2)), epochs=1, progress=False)
    with pytest.raises(ValueError, match="batch with labels"):
        Classification()(nn.Identity(), Batch(torch.zeros(2, 2)), GENERATOR)


def test_training_separates_two_clouds():
    labels = torch.arange(200) % 2
    noise = torch.randn(200, 2, generator=torch.Generator().manual_seed(0))
    clouds = Split(noise + 6.0 * labels[:, None], labels=labels)
    with seeded(0):
        model = nn.Linear(2, 2)
    history = fit(model, Classification(), clouds, epochs=30, batch_size=20, optimizer=Adam(0.1),
        progress=False)  # fmt: skip
    assert history.train["errors"][-1] <= 0.01
