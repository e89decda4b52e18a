"""Negative log likelihoods of images in nats, and what kind of number each is."""

from dataclasses import dataclass, field
from typing import Literal

from torch import Generator

from dlc_support.arguments import check_counts
from dlc_support.evaluation.intervals import Interval, bootstrap, paired_bootstrap
from dlc_support.objectives.decoder_families import DecoderFamily
from dlc_support.shapes import PerExample

Kind = Literal["exact", "bound", "estimate", "at the mean"]
WORDS = {
    "exact": "exact",
    "bound": "negative ELBO, an upper bound",
    "estimate": "importance-weighted estimate",
    "at the mean": "at the posterior mean, no bound",
}


@dataclass(frozen=True, eq=False)
class Nats:
    r"""$-\log p(x)$ of each image in nats, with all that such a number must carry.

    Attributes:
        values: One for each image, float64; lower is better.
        family: What the likelihood is a probability or density of.
        kind: `"exact"`; `"bound"`, at least $-\log p$ in expectation; `"estimate"`, which is one
            too and tends to $-\log p$ with more samples; `"at the mean"`, which is neither.
        data: Name of the images.
        samples: Draws of the latents for each image; None where nothing is drawn.

    Raises:
        ValueError: If the kind is unknown or the family's numbers are no log probabilities.
    """

    values: PerExample = field(repr=False)
    family: DecoderFamily
    kind: Kind
    data: str
    samples: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in WORDS:
            raise ValueError(f"kind must be one of {[*WORDS]}, got {self.kind!r}")
        if self.samples is not None:
            check_counts(samples=self.samples)
        if not self.family.normalised:
            raise ValueError(
                f"{self.family!r} gives no log probabilities: it is {self.family.name}"
            )

    @property
    def mean(self) -> float:
        """Mean over the images."""
        return self.values.mean().item()

    def interval(self, generator: Generator) -> Interval:
        """The mean with its interval over images."""
        return bootstrap(self.values, generator)

    def minus(self, other: "Nats", generator: Generator) -> Interval:
        """Mean difference over the same images, with its interval.

        Raises:
            ValueError: If families or images differ: their numbers have different units.
        """
        if self.family.name != other.family.name:
            raise ValueError(
                f"nats of different families do not compare: {self.family!r} and {other.family!r}"
            )
        if self.data != other.data:
            raise ValueError(
                f"nats of different images do not compare: {self.data!r} and {other.data!r}"
            )
        return paired_bootstrap(self.values, other.values, generator)

    def __str__(self) -> str:
        drawn = "" if self.samples is None else f", K = {self.samples}"
        return (
            f"{self.mean:.2f} nats ({self.family.name}, {WORDS[self.kind]}{drawn}; "
            f"{len(self.values)} images, {self.data})"
        )
