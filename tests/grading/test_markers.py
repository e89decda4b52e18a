import pytest

from dlc_support.grading.markers import blank, hidden, parts, visible

CHECK = """\
assert f(1) == 1
### BEGIN HIDDEN TESTS
### BEGIN KERNEL
probe = dict(y=f(2))
### END KERNEL
assert probe["y"] == 2
### END HIDDEN TESTS
last = 1"""


def test_a_solution_becomes_the_stub_at_its_indentation():
    source = "def f(x):\n    a = 1\n    ### BEGIN SOLUTION\n    b\n    c\n    ### END SOLUTION\nd"
    assert blank(source) == (
        "def f(x):\n    a = 1\n    # YOUR CODE HERE\n    raise NotImplementedError()\nd"
    )


def test_two_solutions_in_a_row_become_two_stubs():
    one = "### BEGIN SOLUTION\na\n### END SOLUTION"
    assert blank(f"{one}\n{one}").count("raise NotImplementedError()") == 2


def test_a_cell_without_markers_is_all_solution():
    assert blank("answer = 3") == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert blank("Because.", "markdown") == "YOUR ANSWER HERE"


def test_a_check_is_divided_into_what_is_seen_and_where_the_rest_runs():
    assert visible(CHECK) == "assert f(1) == 1\nlast = 1"
    assert parts(hidden(CHECK)).grader == 'assert probe["y"] == 2'
    assert parts(hidden(CHECK)).kernel == "probe = dict(y=f(2))"


@pytest.mark.parametrize(
    "source",
    ["### BEGIN SOLUTION\na", "### END SOLUTION", "### BEGIN SOLUTION\n### BEGIN SOLUTION"],
)
def test_markers_without_their_pair_are_refused(source):
    with pytest.raises(ValueError, match="pairs"):
        blank(source)
