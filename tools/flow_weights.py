"""The flows on digits, recorded by `python -m tools.weights`.

`glow-digits` and `glow-digits-code` are the networks of the recipe `flows`, of its first seed: the
flow alone, and the flow that is given a code of the image.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from torch import nn

from dlc_support.data import mnist
from dlc_support.provenance import describe_data
from dlc_support.recipes.variational import flows
from dlc_support.tables import Seed
from dlc_support.weights import Training
from tools.saved import saved

NAMES: Mapping[str, str] = {"glow-digits": flows.GLOW, "glow-digits-code": flows.CODED}
DIGITS = 500  # test digits, the first ones
METRIC = f"bits per dimension of the first {DIGITS} test digits"


def untrained(name: str) -> nn.Module:
    """The network that the weights of a name belong to."""
    return flows.NETWORKS.each[NAMES[name]].build(flows.RECIPE.config)


def measured(model: nn.Module) -> float:
    """The number that the weights reproduce."""
    test = mnist(embedded=False).test.take(DIGITS)
    return flows.bits(model.eval(), test, 0)[flows.BITS].mean().item()


def record(name: str) -> float:
    """Records a flow."""
    config = flows.RECIPE.config
    seed, train = Seed(flows.NETWORKS, config, 0), mnist(embedded=False).train.take(config.train)
    model = seed.network(NAMES[name], train).half().float()
    value = round(measured(model), 3)
    history = seed.histories[NAMES[name]]
    spent = {"updates": history.steps, "seconds": round(history.seconds)}
    made = Training("dlc reproduce flows, seed 0", asdict(config) | spent)
    return saved(model, name, made, (METRIC, value), describe_data(train))


RECORDS: dict[str, Callable[[str], float]] = dict.fromkeys(NAMES, record)
