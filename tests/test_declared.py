"""Misspelt declarations, and values that print as they always did."""

from dataclasses import dataclass, field

import pytest

from dlc_support.corruptions import SaltAndPepper
from dlc_support.declared import LATER, printed
from dlc_support.objectives import Denoising, Objective
from dlc_support.training import Adam


@pytest.mark.parametrize("name", ["need", "target_rang", "weights_observed", "exakt"])
def test_a_misspelt_attribute_of_an_objective_is_refused(name):
    with pytest.raises(TypeError, match=rf"Mine declares '{name}'.*did you mean"):
        type("Mine", (Objective,), {name: ("labels",)})


def test_a_misspelt_property_or_annotation_further_down_is_refused_too():
    with pytest.raises(TypeError, match="did you mean 'target_range'"):

        class Below(Denoising):
            @property
            def targets_range(self):
                return "unit"

    with pytest.raises(TypeError, match="did you mean 'needs'"):
        type("Annotated", (Denoising,), {"__annotations__": {"need": "tuple"}})


def test_declared_names_and_names_of_its_own_are_let_through():
    class Fine(Denoising):
        needs = ("inputs", "labels")
        seeds = 3

        def explain(self):
            return "exactly"

    assert Fine.needs == ("inputs", "labels")


def test_a_later_field_shows_only_where_it_is_set():
    @dataclass(frozen=True)
    class Noise:
        sigma: float
        hidden: int = field(default=1, repr=False)
        mean: float = field(default=0.0, metadata=LATER)
        __repr__ = printed

    assert repr(Noise(0.5)).endswith("Noise(sigma=0.5)")
    assert repr(Noise(0.5, mean=1.0)).endswith("Noise(sigma=0.5, mean=1.0)")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (SaltAndPepper(0.1), "SaltAndPepper(p=0.1)"),
        (SaltAndPepper(0.1, high=6), "SaltAndPepper(p=0.1, high=6.0)"),
        (Adam(), "Adam(lr=0.001, betas=(0.9, 0.999), weight_decay=0.0, fused=True)"),
        (
            Adam(l2=0.5),
            "Adam(lr=0.001, betas=(0.9, 0.999), weight_decay=0.0, fused=True, l2=0.5)",
        ),
    ],
)
def test_a_run_keeps_its_name_where_a_new_setting_is_not_used(value, expected):
    assert repr(value) == expected
