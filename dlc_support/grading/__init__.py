"""The labs' masters, and the autograder."""

from dlc_support.grading.batch import grade
from dlc_support.grading.build import build, student_text
from dlc_support.grading.doctor import Finding, examine
from dlc_support.grading.grader import Settings
from dlc_support.grading.marking import Marking
from dlc_support.grading.master import Master, Task, read_master
from dlc_support.grading.proof import Proof, check
from dlc_support.grading.result import Result
from dlc_support.grading.sandbox import WITHOUT, Limits, NoSandbox
from dlc_support.grading.self_report import self_report
from dlc_support.grading.trial import Attempt, Trial
from dlc_support.grading.variant import variant

__all__ = [
    "WITHOUT",
    "Attempt",
    "Finding",
    "Limits",
    "Marking",
    "Master",
    "NoSandbox",
    "Proof",
    "Result",
    "Settings",
    "Task",
    "Trial",
    "build",
    "check",
    "examine",
    "grade",
    "read_master",
    "self_report",
    "student_text",
    "variant",
]
