"""What a recipe declares, and one seed of it: its networks, each trained once."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from torch import nn

from dlc_support.data.split import Data
from dlc_support.evaluation.intervals import Interval
from dlc_support.objectives import Objective
from dlc_support.tables.cell import Cell, Rows
from dlc_support.tables.claim import Claim
from dlc_support.training import Adam, CheckpointConfig, Cosine, History, Validation, fit, runs
from dlc_support.training.budget import current_budget
from dlc_support.training.seeds import seeded


@dataclass(frozen=True)
class Network:
    """A network of a table: what it is, what it learns, and how long.

    Strings name a setting of the recipe.

    Attributes:
        build: Makes it with its first weights, from the settings; or from the settings and the
            trained network that it goes on from.
        objective: What is minimised.
        epochs: Passes over the data.
        lr: First learning rate of Adam, which falls along half a cosine after the warm-up.
        rate: Factor on it.
        betas: Adam's.
        warmup: Share of the run in which the learning rate rises.
        ema: Decay of the average of the weights, which is what is tested; None for none.
        l2: Weight decay as a term of the loss; see `Adam`.
    """

    build: Callable[..., nn.Module]
    objective: Objective
    epochs: str | int = "epochs"
    lr: str = "lr"
    rate: float = 1.0
    betas: tuple[float, float] = (0.9, 0.999)
    warmup: float = 0.05
    ema: str | float | None = None
    l2: float = 0.0


@dataclass(frozen=True)
class Networks:
    """The networks of a table by name, and the folder of `runs` that keeps them trained."""

    folder: str
    each: Mapping[Any, Network]


@dataclass(eq=False)
class Seed:
    """One seed of a recipe, which its networks are trained with.

    Networks of one seed begin with equal weights, where they are of one kind, and see equal
    batches and draws.

    Attributes:
        networks: The recipe's networks.
        config: Its settings.
        number: The seed.
        histories: How the training of each network went that was asked for, by its name; where it
            was trained on several data, those before the last by name and number.
    """

    networks: Networks
    config: Any
    number: int
    histories: dict[Hashable, History] = field(default_factory=dict)

    def network(
        self,
        name: Hashable,
        data: Data,
        *,
        after: nn.Module | None = None,
        validation: Validation | None = None,
    ) -> nn.Module:
        """A trained network; at once where it is kept already.

        Args:
            name: A name of `networks`.
            data: What it learns from.
            after: A trained network that it goes on from.
            validation: What its epochs are compared by.
        """
        told = self.networks.each[name]
        with seeded(self.number):
            model = told.build(self.config, *([] if after is None else [after]))
        history = fit(
            model,
            told.objective,
            data,
            epochs=self._setting(told.epochs),
            batch_size=self.config.batch_size,
            optimizer=Adam(self._setting(told.lr) * told.rate, betas=told.betas, l2=told.l2),
            schedule=Cosine(warmup=told.warmup),
            ema=self._setting(told.ema),
            validation=validation,
            seed=self.number,
            checkpoint=CheckpointConfig(runs(self.networks.folder), seconds=60.0),
            progress=False,
        )
        before = self.histories.get(name)
        if before is not None and before.seconds != history.seconds:  # of other data
            self.histories[name, len(self.histories)] = before
        self.histories[name] = history
        return model

    def _setting(self, value: Any) -> Any:  # noqa: ANN401 - a number, or None
        return getattr(self.config, value) if isinstance(value, str) else value

    @property
    def seconds(self) -> float:
        """What the trainings took, also when they were made earlier."""
        return sum((history.seconds for history in self.histories.values()), start=0.0)


@dataclass(frozen=True)
class Recipe:
    """One table of the course, declared in a file of its own as `RECIPE`.

    Attributes:
        caption: One sentence: what the table shows, and over what its intervals are.
        config: The settings: a flat frozen dataclass of at most twelve fields, with `batch_size`,
            `lr` and what the networks name.
        quick: Those that differ at the quick budget, which takes at most a minute a seed.
        data: Name and source of the data that `run` would use now (`describe_data`).
        networks: What is trained.
        run: One seed's numbers. It does not see the recipe: what is claimed or published changes
            no number.
        claims: Statements about the table; the seeds decide.
        published: The source's numbers, with their intervals where it prints any.
    """

    caption: str
    config: Any
    quick: Mapping[str, Any]
    data: Callable[[Any], str]
    networks: Networks
    run: Callable[[Seed], Rows]
    claims: Sequence[Claim] = ()
    published: Mapping[Cell, float | Interval] = field(default_factory=dict)

    def settings(self, budget: str | None = None) -> Any:  # noqa: ANN401 - the recipe's own
        """The settings at a budget, `"quick"` or `"full"`; None is the current one."""
        quick = (budget or current_budget()) == "quick"
        return replace(self.config, **self.quick) if quick else self.config
