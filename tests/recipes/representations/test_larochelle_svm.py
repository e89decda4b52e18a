"""The recipe of the support vector machines, on a handful of images."""

from dataclasses import asdict

import pytest
import torch
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import SVC

from dlc_support.data import larochelle
from dlc_support.evaluation import Interval
from dlc_support.provenance import provenance
from dlc_support.recipes.representations import larochelle_svm as recipe
from dlc_support.tables import Seed, Table, Unseeded, cell

TINY = recipe.Config(train=60, valid=30, test=40, gammas=(0.001, 0.02), penalties=(0.1, 10.0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def values(folder):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(folder))
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def recorded(errors):
    """A table of given errors (mean and half width) by set and variant, and else of zeros."""
    within, numbers = {}, {}
    for name, variants in recipe.VARIANTS.items():
        for variant in variants:
            mean, half = errors.get((name, variant), (0.0, 0.0))
            numbers[cell(name, variant, recipe.ERROR)] = [mean]
            within[cell(name, variant, recipe.ERROR)] = [(mean - half, mean + half)]
    here = provenance(budget="quick", data="none")
    return Table("svm", numbers, [0], asdict(TINY), [0.0], here, within=within)


def test_every_variant_of_every_set_has_its_errors_with_intervals(values):
    assert {name for name, _ in values} == {*recipe.PUBLISHED}
    assert len(values) == sum(map(len, recipe.VARIANTS.values())) == 12
    for found in values.values():
        for column in (recipe.ERROR, recipe.VALIDATION):
            assert isinstance(found[column], Unseeded)
            interval = found[column].interval
            assert 0 <= interval.low <= interval.mean <= interval.high <= 100
        assert found[recipe.GAMMA] in TINY.gammas
        assert found[recipe.SOFT] in TINY.penalties


def test_variants_of_a_set_are_different_sets(values):
    errors = {key: found[recipe.ERROR].interval.mean for key, found in values.items()}
    assert len({errors["bg-rand", variant] for variant in recipe.VARIANTS["bg-rand"]}) > 1


def test_what_is_finished_is_not_done_again(values, folder, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(folder))
    monkeypatch.setattr(recipe, "judged", None)
    assert recipe.run(Seed(recipe.NETWORKS, TINY, 1)) == values
    other = recipe.Config(train=61, valid=30, test=40)
    with pytest.raises(TypeError, match="not callable"):
        recipe.run(Seed(recipe.NETWORKS, other, 1))


def test_the_kernel_is_that_of_scikit_learn():
    generator = torch.Generator().manual_seed(0)
    ones, others = (torch.rand(count, 5, generator=generator) for count in (4, 7))
    expected = rbf_kernel(ones.numpy(), others.numpy(), gamma=0.3)
    assert recipe.gram(ones, others, 0.3) == pytest.approx(expected, abs=1e-6)


def test_the_machine_is_chosen_on_validation_images_and_trained_again_with_them(monkeypatch):
    monkeypatch.setattr(recipe, "CHUNK", 15)
    splits = larochelle("convex", sizes=(60, 30, 40))
    parts = [(p.inputs.flatten(1).numpy(), p.labels.numpy()) for p in vars(splits).values()]
    errors = {}
    for gamma in TINY.gammas:
        for penalty in TINY.penalties:
            machine = SVC(C=penalty, gamma=gamma).fit(*parts[0])
            errors[gamma, penalty] = (machine.predict(parts[1][0]) != parts[1][1]).sum()
    assert len(set(errors.values())) > 1
    found = recipe.judged(splits, TINY)
    best = found["gamma"], found["C"]
    assert errors[best] == min(errors.values()) == found["valid"][0]
    both = (torch.cat([s.inputs for s in (splits.train, splits.valid)]).flatten(1).numpy(),)
    labels = torch.cat([splits.train.labels, splits.valid.labels]).numpy()
    machine = SVC(C=best[1], gamma=best[0]).fit(*both, labels)
    assert found["test"] == ((machine.predict(parts[2][0]) != parts[2][1]).sum(), 40)


def test_a_set_is_judged_by_its_distance_from_the_source():
    errors = {
        ("rot", "bilinear rotation"): (11.3, 0.28),
        ("basic", "as they are"): (4.5, 0.2),
        ("rect", "sides 1 to 28, differing by 3"): (2.75, 0.3),
        ("bg-rand", "x + (1 - x) noise"): (13.8, 0.3),
    }
    verdicts = recipe.judgements(recorded(errors))
    outcomes = {
        name: verdict.outcome
        for verdict in verdicts
        for name in errors
        if verdict.claim.larger[:2] == name
    }
    assert [*outcomes.values()] == [
        "resolved",
        "resolved to the contrary",
        "not resolved",
        "resolved",
    ]
    assert len(verdicts) == 7  # every variant of the four sets


@pytest.mark.parametrize(
    ("error", "room"),
    [((2.0, 1.5, 2.5), (0.7, 0.2, 0.7)), ((3.0, 2.5, 3.5), (-0.3, -0.8, 0.2))],
)
def test_the_room_is_what_is_left_of_the_tolerance(error, room):
    found = recipe.inside(Interval(*error), 2.0, 0.7)
    assert (found.mean, found.low, found.high) == pytest.approx(room)


def test_the_source_s_column_is_that_of_its_support_vector_machines():
    published = recipe.RECIPE.published
    column = {
        name: published[cell(name, variant, recipe.ERROR)].mean
        for name, variant in (
            (name, next(iter(variants))) for name, variants in recipe.VARIANTS.items()
        )
    }
    assert column == {
        **{"rot": 11.11, "basic": 3.03, "bg-rand": 14.58, "rect": 2.15, "convex": 19.13},
        **{"bg-img": 22.61, "rect-img": 24.04, "bg-img-rot": 55.18},
    }


def test_quick_settings_are_smaller():
    full, quick = recipe.RECIPE.config, recipe.RECIPE.settings("quick")
    assert (quick.train, quick.valid, quick.test) < (full.train, full.valid, full.test)
    assert set(quick.gammas) < set(full.gammas)
