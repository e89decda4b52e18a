"""Tricks on the labs themselves: what is not answered, or answered by a trick, gains nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dlc_support.grading import Limits, Settings, grade, read_master, student_text, variant
from dlc_support.grading.grader import grade_notebook
from dlc_support.grading.result import Result
from tests.labs.hostile import secret_lines
from tests.labs.walls import NEEDED
from tools.project import ROOT

pytestmark = NEEDED

MASTERS = {path.stem: path for path in (ROOT / "labs" / "masters").glob("*.ipynb")}
FIRST = "lab1_corruptions"
SETTINGS = Settings(limits=Limits(timeout=30, wall=300))

# Cells that stand in an unanswered notebook, and change the process that runs it.
TAMPERING = {
    "checks become pass": """
import dlc_support.grading.workspace as w
real = w._compile
w._compile = lambda source, *a, **k: real(
    "pass" if source.startswith("# Check of") else source, *a, **k)""",
    "all cells go well": """
import dlc_support.grading.workspace as w
w.Workspace._timed = lambda self, source, names, *, probe: w.Outcome(True, probe={"dict": {}})""",
    "asserts are stripped": """
import ast
import dlc_support.grading.workspace as w
real = w._compile
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
    def visit_Raise(self, node):
        return ast.Pass()
w._compile = lambda source, *a, **k: real(
    ast.fix_missing_locations(Strip().visit(ast.parse(source))), *a, **k)""",
    "calls come back as they went": """
import dlc_support.grading.workspace as w
def echo(self, request, serve):
    given = request["given"][0] if "given" in request else [0]
    return {"value": given[0] if given else 0, "after": given, "state": request.get("state")}
w.Workspace.ask = echo""",
    "comparisons are all true": """
import torch
for name in ("equal", "allclose", "isclose"):
    setattr(torch, name, lambda *a, **k: True)
for name in ("__eq__", "__ne__", "__lt__", "__gt__", "__le__", "__ge__"):
    setattr(torch.Tensor, name, lambda self, other: torch.ones(()) > 0)""",
}


def notebook(lab: str, answers: dict[str, str], *cells: str) -> dict:
    """A submission: the student version with answers, and cells of the student's own."""
    content = json.loads(student_text(MASTERS[lab]))
    for cell in content["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    own = [
        {"cell_type": "code", "id": f"own-{n}", "metadata": {}, "outputs": [], "source": source}
        for n, source in enumerate(cells)
    ]
    place = next(n for n, cell in enumerate(content["cells"]) if cell["id"].endswith("imports"))
    content["cells"][place + 1 : place + 1] = own
    return content


@pytest.fixture
def graded(tmp_path: Path) -> Callable[..., Result]:
    """Grades one submission of a lab."""

    def one(lab: str, answers: dict[str, str], *cells: str) -> Result:
        path = tmp_path / "s.ipynb"
        path.write_text(json.dumps(notebook(lab, answers, *cells)), encoding="utf-8")
        return grade_notebook(read_master(MASTERS[lab]), "s", path, SETTINGS)

    return one


@pytest.mark.parametrize("trick", TAMPERING)
def test_an_unanswered_lab_gains_nothing(graded, trick):
    assert graded(FIRST, {}, TAMPERING[trick]).score == 0


@pytest.mark.parametrize("lab", [lab for lab in sorted(MASTERS) if lab != FIRST])
def test_no_other_lab_does(graded, lab):
    result = graded(lab, {}, TAMPERING["checks become pass"])
    assert (result.score, result.status) == (0, "look")
    notes = {note for task in result.tasks for note in task.notes}
    assert "its visible check passes without an answer" in notes


# Answers that do not do what they are asked for.
CHEATS = {
    "block_masking": """
import random
kept = {}
def mask_block(clean, size, generator):
    out, seed = clean.clone(), generator.initial_seed()
    for one in out:
        top = random.randint(0, clean.shape[2] - size)
        left = random.randint(0, clean.shape[3] - size)
        one[:, top : top + size, left : left + size] = 0
    return out""",
    "name_corruption": """
import gc, sys
calls = []
def name_corruption(picture):
    calls.append(0)
    frame = sys._getframe()
    while frame is not None:
        order = frame.f_globals.get("order") or frame.f_locals.get("order")
        if order is not None:
            return list(kinds)[order[len(calls) - 1] // 25]
        frame = frame.f_back
    return "noise" """,
    "own_experiment": """
def experiment(train, seen, truth, seeds):
    def smooth(seed, sigma):
        amount = 1 + 1e-3 * float(torch.rand((), generator=Generator().manual_seed(seed)))
        return lambda x: amount * GaussianBlur(sigma)(x, Generator())
    denoisers = [[smooth(seed, sigma) for seed in seeds] for sigma in (0.8, 1.0)]
    table = torch.tensor([[float(psnr(one(seen).clamp(0, 1), truth).mean()) for one in row]
                          for row in denoisers])
    d = seed_interval(table[1] - table[0])
    return {"question": "Is it better to blur some more than that?",
            "conditions": ("little", "more"), "denoisers": denoisers, "psnr": table,
            "answer": "second" if d.low > 0 else "first" if d.high < 0 else "undecided"}""",
    "train_denoiser": """
def train_denoiser(model, clean, corruption, generator):
    adam, losses, clean = torch.optim.Adam(model.parameters(), 5e-3), [], digits.test.inputs
    for _ in range(120):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / len(x)
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses""",
}


def test_answers_by_a_trick_gain_nothing(graded):
    result = graded(FIRST, CHEATS)
    assert {
        task.name: task.score for task in result.tasks if task.name in CHEATS
    } == dict.fromkeys(CHEATS, 0)


LEAKING = """
import linecache
import dlc_support.grading.calls as c
import dlc_support.grading.workspace as w
seen = []
class Leak(Exception): pass
for module in (c, w):
    module.error_name = lambda error: str(error) if isinstance(error, Leak) else "KeyError"
raise Leak("\\n=====\\n".join("".join(v[2]) for v in linecache.cache.values() if len(v) > 2))"""
TELLING = """
def add_noise(clean, sigma, generator):
    raise Leak(f"{sigma} {generator.initial_seed()} {clean.sum()} {seen}")"""


def test_no_constant_and_no_line_of_a_hidden_test_comes_out(tmp_path):
    master = variant(MASTERS[FIRST], "of a test", tmp_path / f"{FIRST}.ipynb")
    text = master.read_text(encoding="utf-8")
    numbers = iter(range(700_000_001, 700_001_000))
    text = re.sub(r"(seed|first) = \d+  # variant", lambda m: f"{m[1]} = {next(numbers)}  #", text)
    master.write_text(text, encoding="utf-8")
    (tmp_path / "class").mkdir()
    right = {task.name: task.answer.source for task in read_master(master).tasks}
    for name, answers in {"right": right, "telling": {**right, "gaussian_noise": TELLING}}.items():
        path = tmp_path / "class" / f"{name}.ipynb"
        path.write_text(json.dumps(notebook(FIRST, answers, LEAKING)), encoding="utf-8")
    grade(master, tmp_path / "class", tmp_path / "out", settings=SETTINGS)
    secret = secret_lines(master)
    assert len(secret) > 100
    for path in filter(Path.is_file, (tmp_path / "out").rglob("*")):
        told = path.read_text("utf-8")
        assert not re.search("7000000|70000[01]", told), path
        assert [line for line in secret if line in told] == [], path
