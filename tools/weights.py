"""Records the weights that travel with the package: `python -m tools.weights`.

They are the convolutional denoisers of the recipe `mnist-corruptions`, first seed, one for each
condition. Runs that are complete are not repeated, so after the recipe this takes seconds.
"""

import torch
from torch import nn

from dlc_support.data import Splits, mnist
from dlc_support.evaluation import psnr
from dlc_support.models import ConvAutoencoder
from dlc_support.provenance import provenance
from dlc_support.recipes.mnist_corruptions import (
    CONDITIONS,
    CONVOLUTIONAL,
    TEST_DRAW,
    Config,
    draw,
    restored,
    trained,
)
from dlc_support.weights import Training, save_weights, weights

METRIC = "PSNR of the first 1000 test digits / dB"


def measured(condition: str, model: nn.Module, digits: Splits) -> float:
    """The number that the loaded weights reproduce."""
    drawn = draw(condition, digits.test.take(1000), 0, TEST_DRAW)
    return float(psnr(restored(model, CONVOLUTIONAL, drawn), drawn.clean).mean())


def main() -> None:
    """Writes one file for each condition, and says what it holds."""
    digits, config = mnist(embedded=False), Config()
    circumstances = provenance(budget="full", data=f"{digits.name}: {digits.train.source}")
    for condition in CONDITIONS:
        model, history = trained(
            condition, CONVOLUTIONAL, config, seed=0, split=digits.train.take(config.train)
        )
        halved = ConvAutoencoder()
        halved.load_state_dict({key: value.half() for key, value in model.state_dict().items()})
        made = Training(
            "dlc reproduce mnist-corruptions, seed 0",
            {
                "model": "ConvAutoencoder()",
                "condition": condition,
                "corruption": repr(CONDITIONS[condition]),
                "epochs": config.convolutional_epochs,
                "batch_size": config.batch_size,
                "steps": history.steps,
                "seconds": round(history.seconds),
            },
        )
        name = f"mnist-{condition}".replace(" ", "-")
        value = round(measured(condition, halved, digits), 3)
        save_weights(model, name, made=made, metric=(METRIC, value), provenance=circumstances)
        assert torch.equal(weights(name)["encoder.0.bias"], halved.encoder[0].bias.data)
        print(f"{name}: {value} dB")


if __name__ == "__main__":
    main()
