import pytest
import torch

from dlc_support.training.plan import Plan


@pytest.mark.parametrize(("length", "size"), [(53, 8), (100, 100), (101, 100), (1, 5), (7, 1)])
def test_an_epoch_visits_every_row_once_in_batches_of_equal_size(length, size):
    batches = Plan(length, size, epochs=1).order(0)
    assert sorted(torch.cat(batches).tolist()) == list(range(length))
    sizes = [len(rows) for rows in batches]
    assert max(sizes) <= size
    assert max(sizes) - min(sizes) <= 1


def test_no_batch_of_one_row_is_left_over():
    assert [len(rows) for rows in Plan(101, 100, epochs=1).order(0)] == [51, 50]


@pytest.mark.parametrize("size", range(2, 8))
@pytest.mark.parametrize("length", range(2, 40))
def test_no_batch_has_one_row_where_batch_normalisation_could_need_two(length, size):
    assert min(len(rows) for rows in Plan(length, size, epochs=1).order(0)) >= 2


@pytest.mark.parametrize(("interval", "closed"), [(None, [2, 5, 6]), (2, [1, 3, 5, 6])])
def test_a_plan_in_steps_ends_with_a_value_of_the_history(interval, closed):
    plan = Plan(10, 4, steps=7, interval=interval)
    assert plan.total == 7
    assert [step for step in range(7) if plan.closes(step)] == closed


def test_the_order_is_a_function_of_seed_and_epoch():
    def order(seed, epoch):
        return torch.cat(Plan(50, 10, epochs=3, seed=seed).order(epoch)).tolist()

    assert order(0, 1) == order(0, 1)
    assert order(0, 1) != order(0, 2)
    assert order(0, 1) != order(1, 1)


def test_an_order_does_not_depend_on_the_global_generator():
    before = torch.random.get_rng_state()
    Plan(50, 10, epochs=3).order(0)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_steps_are_counted_over_the_run():
    plan = Plan(53, 8, epochs=6)
    assert (plan.steps_per_epoch, plan.total) == (7, 42)
    assert [step for step in range(plan.total) if plan.closes(step)] == [6, 13, 20, 27, 34, 41]


def test_shards_share_a_batch_out():
    plan = Plan(53, 8, epochs=1, shards=3)
    rows = plan.order(0)[0]
    parts = [plan.shard(rows, shard) for shard in range(3)]
    assert torch.equal(torch.cat(parts), rows)
    assert [len(part) for part in parts] == [3, 3, 2]


@pytest.mark.parametrize("name", ["epochs", "batch_size", "shards"])
@pytest.mark.parametrize("value", [0, -3])
def test_counts_below_one_are_refused(name, value):
    counts = {"epochs": 1, "batch_size": 8, name: value}
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got"):
        Plan(10, **counts)


def test_nothing_to_train_on_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        Plan(0, 10, epochs=1)


def test_a_shard_without_a_row_is_refused():
    with pytest.raises(ValueError, match="each of 3 shards needs a row of every batch"):
        Plan(9, 2, epochs=1, shards=3)
