from dlc_support.grading.canary import canary, sings
from dlc_support.grading.workspace import Outcome, Workspace


class Strips:
    """A runner in which no assert ever fails."""

    def run(self, source):
        return Outcome(ok=True)

    probe = run


def test_a_canary_sings_where_asserts_fail():
    assert sings(canary(Workspace()))


def test_a_canary_is_silent_where_asserts_are_stripped():
    assert not sings(canary(Strips()))


def test_a_canary_is_silent_where_the_error_is_another():
    assert not sings(Outcome(ok=False, error="NameError"))
    assert not sings(Outcome(ok=False, gone="died"))


def test_canaries_differ():
    heard = []
    workspace = Workspace()
    workspace.probe = lambda source: heard.append(source) or Outcome(False, "AssertionError")
    canary(workspace)
    canary(workspace)
    assert heard[0] != heard[1]
