from dlc_support import grading
from dlc_support.grading import Finding, build, read_master
from tests.labs import tiny


def lab(folder):
    (folder / "labs" / "masters").mkdir(parents=True)
    return tiny.write_master(folder / "labs" / "masters")


def test_build_writes_student_versions_once(dlc, clone):
    lab(clone)
    assert dlc("labs", "build") == (0, "tiny.ipynb: written\n")
    assert dlc("labs", "build", "tiny") == (0, "tiny.ipynb: as it was\n")
    assert "raise NotImplementedError" in (clone / "labs" / "tiny.ipynb").read_text("utf-8")


def test_check_proves_a_master_and_tells_what_is_wrong(dlc, clone):
    master = lab(clone)
    status, text = dlc("labs", "check")
    assert status == 1
    assert "tiny: tiny.ipynb is not what `dlc labs build` makes of the master" in text
    build(master, clone / "labs" / "tiny.ipynb")
    status, text = dlc("labs", "check", str(master))
    assert status == 0
    assert text.startswith("tiny: 3 tasks, 12 points, ")
    assert text.endswith("0 problems\n")


def test_a_variant_is_written_where_git_does_not_look(dlc, clone):
    master = lab(clone)
    status, text = dlc("labs", "variant", "tiny", "--seed", "sesame")
    private = clone / "labs" / "private" / "tiny.ipynb"
    assert (status, text) == (0, f"wrote {private}: 3 tasks, 12 points\n")
    assert read_master(private).digest != read_master(master).digest


def test_a_variant_that_does_not_pass_is_refused(dlc, clone):
    master = lab(clone)
    text = master.read_text("utf-8").replace("●○○, 5 minutes", "Five minutes")
    master.write_text(text, "utf-8")
    status, text = dlc("labs", "variant", "tiny", "--seed", "1")
    assert status == 1
    assert "does not pass its check" in text


def test_an_unknown_lab_and_no_lab_are_one_line(dlc, clone):
    assert dlc("labs", "build")[1].startswith("dlc: there is no master in ")
    lab(clone)
    assert dlc("labs", "check", "huge")[1] == "dlc: lab must be one of ['tiny'], got 'huge'\n"


def test_the_doctor_says_what_is_missing(dlc, monkeypatch):
    monkeypatch.setattr(grading, "examine", lambda jobs: [Finding(True, f"{jobs} at a time")])
    assert dlc("labs", "doctor", "--jobs", "3") == (
        0, "ok      3 at a time\nthis machine can grade\n",
    )  # fmt: skip
    monkeypatch.setattr(grading, "examine", lambda jobs: [Finding(False, "bubblewrap")])
    assert dlc("labs", "doctor") == (1, "MISSING bubblewrap\nthis machine cannot grade\n")
