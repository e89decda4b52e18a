import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import frechet_distance
from dlc_support.recipes.variational import digit_features as judge
from dlc_support.weights import origin

DIGITS = embedded_digits()


def test_the_features_are_what_the_last_layer_sees():
    images, network = DIGITS.test.inputs[:20], judge.trained()
    logits = network.head.layers[-1](judge.features(images))
    torch.testing.assert_close(logits.softmax(dim=1), judge.class_probabilities(images))


def test_it_knows_digits_that_it_was_not_trained_on():
    found = judge.class_probabilities(DIGITS.test.inputs).argmax(dim=1)
    assert (found == DIGITS.test.labels).double().mean() > 0.7
    assert origin(judge.CLASSIFIER).value < 2


def test_noise_one_digit_and_a_blur_are_farther_than_other_digits():
    real = DIGITS.train.inputs[:400]
    known = judge.features(real)
    other = frechet_distance(judge.features(DIGITS.test.inputs[:200]), known)
    generator = torch.Generator().manual_seed(0)
    noise = torch.rand(200, 1, 28, 28, generator=generator)
    copies = real[:1].expand(200, -1, -1, -1)
    blur = real.mean(dim=0).expand(200, -1, -1, -1)
    for strange in (noise, copies, blur):
        assert frechet_distance(judge.features(strange), known) > 1.5 * other
