import math

import pytest

from dlc_support.training import Cosine, Cyclic, Ramp


def test_a_ramp_is_a_line_that_stays_at_its_end():
    ramp = Ramp(1.0, 3.0, until=0.5)
    assert [ramp(share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)] == [1.0, 2.0, 3.0, 3.0, 3.0]


def test_a_cosine_falls_from_one_to_its_end():
    cosine = Cosine(end=0.2)
    assert cosine(0.0) == 1.0
    assert cosine(0.5) == pytest.approx(0.6)
    assert cosine(0.25) == pytest.approx(0.2 + 0.8 * 0.5 * (1 + math.sqrt(0.5)))
    assert cosine(1.0) == pytest.approx(0.2)


def test_a_cosine_warms_up_along_a_line_and_joins_at_one():
    cosine = Cosine(warmup=0.1)
    assert [cosine(0.0), cosine(0.05)] == [0.0, pytest.approx(0.5)]
    assert cosine(0.1) == 1.0
    assert cosine(0.1 - 1e-9) == pytest.approx(1.0)


def test_schedules_print_and_compare_as_values():
    assert repr(Ramp(0.0, 4.0)) == "Ramp(start=0.0, end=4.0, until=1.0)"
    assert Cosine(warmup=0.1) == Cosine(warmup=0.1)
    assert Cosine(warmup=0.1) != Cosine()


@pytest.mark.parametrize("until", [0.0, -0.1, 1.1])
def test_a_ramp_refuses_an_end_outside_the_run(until):
    with pytest.raises(ValueError, match=r"until must be in \(0, 1\], got"):
        Ramp(0.0, 1.0, until=until)


@pytest.mark.parametrize("warmup", [-0.1, 1.0])
def test_a_cosine_refuses_a_warmup_outside_the_run(warmup):
    with pytest.raises(ValueError, match=r"warmup must be in \[0, 1\), got"):
        Cosine(warmup=warmup)


def test_a_cycle_begins_anew_and_the_run_ends_where_it_says():
    cyclic = Cyclic(Ramp(0.0, 2.0), cycles=4, end=1.5)
    assert [cyclic(share) for share in (0.0, 0.125, 0.25, 0.875)] == [0.0, 1.0, 0.0, 1.0]
    assert cyclic(1.0) == 1.5


def test_no_cycles_are_refused():
    with pytest.raises(ValueError, match="cycles must be at least 1, got 0"):
        Cyclic(Ramp(0.0, 1.0), cycles=0, end=1.0)


@pytest.mark.parametrize("schedule", [Ramp(0.0, 4.0), Cosine(0.3), Cyclic(Ramp(0.0, 1.0), 3, 0.7)])
def test_every_schedule_ends_where_it_says(schedule):
    assert schedule(1.0) == schedule.end
