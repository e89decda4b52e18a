import nbformat
import pytest
import torch

from dlc_support.grading.master import read_master
from dlc_support.grading.proof import tried
from dlc_support.grading.reordered import reordered
from dlc_support.grading.spoiled import KINDS, MIRRORED, PARTLY, SHIFTED, spoiled
from dlc_support.grading.trial import Trial
from tests.labs import tiny

DRAW = """\
def double(values, generator):
    \"\"\"Values with noise.\"\"\"
    ### BEGIN SOLUTION
    return values + torch.randn(values.shape, generator=generator)
    ### END SOLUTION"""
CHECK = """\
# Check of double, 1 point
given = torch.zeros(4, 3)
seen = double(given, torch.Generator().manual_seed(0))
assert (given == 0).all(), "in place"
assert (seen[0] != seen[1]).all(), "shared"
assert seen.min() < 0, "clipped"
assert torch.equal(seen, double(given, torch.Generator().manual_seed(0)))
assert not torch.equal(seen, double(given, torch.Generator().manual_seed(1)))
"""


def verdicts(tmp_path, hidden):
    """What becomes of each kind in a lab of one task."""
    notebook = tiny.notebook()
    notebook.cells = notebook.cells[:8]
    for cell in notebook.cells:
        source = {
            "imports": "import torch",
            "double": DRAW,
            "double-visible": CHECK,
            "double-seen": f"### BEGIN HIDDEN TESTS\n{CHECK}### END HIDDEN TESTS",
            "double-hidden": f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS",
        }
        cell.source = source.get(cell.id, cell.source)
    nbformat.write(notebook, tmp_path / "draws.ipynb")
    found = list(tried(Trial(read_master(tmp_path / "draws.ipynb"))))
    assert {task for task, _, _ in found} == {"double"}
    return {kind: verdict for _, kind, verdict in found}


FAR = "far = torch.tensor([[-99.0], [99.0]])\n"
FAR += "assert (double(far, torch.Generator()) - far).abs().max() < 9\n"
FAR += "from dlc_support.grading.reordered import mirrored, reordered\n"
FAR += "new = [double(torch.zeros(90), torch.Generator().manual_seed(n)) for n in (1, 2)]\n"
FAR += "assert not reordered(*new) and not mirrored(new[0])\n"
MOVES = "from dlc_support.grading.reordered import repeated\n"
MOVES += "g, many = torch.Generator(), torch.zeros(400)\n"
MOVES += "assert not repeated(double(many, g), double(many, g))"


def test_kinds_that_fit_a_task_are_tried_and_others_are_not(tmp_path):
    found = verdicts(tmp_path, FAR + MOVES)
    assert set(found.values()) == {"rejected"}
    assert {"the generator ignored", "the global generator", "one image for all"} <= set(found)
    assert "nothing trained" not in found
    assert "both conditions the same" not in found


def test_what_a_check_lets_pass_is_told_and_excused_where_it_says_why(tmp_path):
    copied = "a copy of the generator by its seed"
    found = verdicts(tmp_path, FAR + "assert True")
    accepted = [kind for kind, verdict in found.items() if verdict == "accepted"]
    by_state = "a copy of the generator by its state"
    known = [copied, f"{copied}, which moves on", by_state, f"{by_state}, which moves on"]
    assert accepted == known
    assert (
        verdicts(tmp_path, f"# accepts {copied}: we do not mind\n{FAR}")[copied]
        == "we do not mind"
    )


def pair(clean, generator):
    return tuple(clean + torch.randn(clean.shape, generator=generator) for _ in range(2))


def test_a_generator_moves_on_for_nothing():
    clean, generator = torch.zeros(2, 1, 3, 4), torch.Generator().manual_seed(3)
    copying = spoiled("a copy of the generator by its seed, which moves on", pair)
    start = generator.get_state()
    first = copying(clean, generator)
    assert not torch.equal(start, generator.get_state())
    assert torch.equal(first[0], copying(clean, generator)[0])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith(PARTLY)])
def test_every_other_draw_repeats(kind):
    clean, generator = torch.zeros(2, 1, 3, 4), torch.Generator().manual_seed(3)
    partly = spoiled(kind, pair)
    (first, second), (again, repeated) = partly(clean, generator), partly(clean, generator)
    assert torch.equal(second, repeated)
    assert not torch.equal(first, again)
    start = torch.Generator().manual_seed(3)
    assert torch.equal(first, torch.randn(clean.shape, generator=start))


def test_one_set_of_draws_is_shifted():
    clean, generator = torch.zeros(2, 1, 3, 4), torch.Generator().manual_seed(3)
    shifted = spoiled(SHIFTED, pair)
    first, *others = (*shifted(clean, generator), *shifted(clean, generator))
    assert reordered(first, *others)
    assert not any(torch.equal(first, one) for one in others)
    filled = spoiled(SHIFTED, lambda g: torch.empty(12).normal_(generator=g))
    assert reordered(filled(generator), filled(generator))


@pytest.mark.parametrize(
    ("draw", "centre"),
    [
        (lambda g: torch.randn(4, 3, generator=g), 0),
        (lambda g: torch.rand(4, 3, generator=g), 0.5),
        (lambda g: torch.empty(4, 3).normal_(2.0, generator=g), 2),
        (lambda g: torch.empty(4, 3).uniform_(-1, 3, generator=g), 1),
    ],
)
def test_half_of_the_draws_mirror_the_others(draw, centre):
    drawn, plain = (f(torch.Generator().manual_seed(3)) for f in (spoiled(MIRRORED, draw), draw))
    assert torch.equal(drawn[:2], plain[:2])
    assert torch.equal(drawn[2:], 2 * centre - plain[:2])


def test_places_are_not_mirrored_and_one_number_is_left_alone():
    def draw(g):
        return torch.randperm(9, generator=g), torch.randn(1, generator=g)

    drawn, plain = (f(torch.Generator().manual_seed(3)) for f in (spoiled(MIRRORED, draw), draw))
    assert all(map(torch.equal, drawn, plain))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("target noise")])
def test_a_targets_noise_is_the_inputs_moved(kind):
    clean = torch.arange(24.0).reshape(2, 1, 3, 4)
    first, second = spoiled(kind, pair)(clean, torch.Generator().manual_seed(0))
    noise, moved = first - clean, second - clean
    assert noise.abs().sum().item() == pytest.approx(moved.abs().sum().item(), rel=1e-4)


def test_draws_are_looked_for_wherever_a_generator_is_passed(tmp_path):
    found = verdicts(tmp_path, FAR + MOVES)
    assert not [kind for kind in found if kind.startswith(PARTLY)]  # it draws once


def test_an_interval_is_scaled_about_its_middle():
    found = spoiled("an interval scaled by 0.5", lambda: {"low": 1.0, "high": 3.0})()
    assert (found["low"], found["high"]) == (1.5, 2.5)
    assert spoiled("an interval scaled by 2", lambda: (1.0, 0.1))() == (1.0, 0.2)


def test_a_list_of_pairs_is_no_interval():
    layers = [("weight", "bias"), ("weight", "bias")]
    assert spoiled("an interval scaled by 2", lambda: layers)() == layers


def test_nothing_is_trained_and_optimizers_are_left_as_they_were():
    weight = torch.nn.Parameter(torch.ones(1))

    def train():
        adam, losses = torch.optim.Adam([weight]), []
        for _ in range(3):
            weight.grad = torch.ones(1)
            adam.step()
            losses.append(2.0)
        return losses

    losses = spoiled("nothing trained", train)()
    assert weight.item() == 1
    assert losses == sorted(losses, reverse=True)
    train()
    assert weight.item() != 1
