"""Moves the project to a tag, or back to its branch: `python -m tools.release 0.2.0`.

A release is one commit in which the version, the setup cells and all links name the tag.
Readers of the book of that tag then get the package of that tag. `--back` makes them name the
branch again and is the next commit.
"""

import argparse
import datetime
import re
import subprocess
import sys
from pathlib import Path

from tools.project import ROOT
from tools.sync import sync

BRANCH = "main"


def move(root: Path, *, ref: str, version: str | None = None) -> None:
    """Writes the branch or tag, and the version, into `pyproject.toml`."""
    path = root / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'^ref = ".*"$', f'ref = "{ref}"', text, count=1, flags=re.MULTILINE)
    if version is not None:
        text = re.sub(
            r'^version = ".*"$', f'version = "{version}"', text, count=1, flags=re.MULTILINE
        )
    path.write_text(text, encoding="utf-8", newline="\n")


def date_release(root: Path, version: str, day: datetime.date) -> None:
    """Gives the changelog's unreleased part its heading, and CITATION.cff its date."""
    changelog = root / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    if "## Unreleased\n" not in text:
        raise ValueError("CHANGELOG.md has no part '## Unreleased': say there what changed")
    text = text.replace("## Unreleased\n", f"## Unreleased\n\n## {version} ({day})\n", 1)
    changelog.write_text(text, encoding="utf-8", newline="\n")
    citation = root / "CITATION.cff"
    text = citation.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^date-released: .*\n", "", text).rstrip("\n")
    citation.write_text(f"{text}\ndate-released: {day}\n", encoding="utf-8", newline="\n")


def release(version: str, root: Path = ROOT, day: datetime.date | None = None) -> None:
    """Makes the working tree that of a release.

    Args:
        version: Three numbers, such as `0.2.0`; the tag is `v0.2.0`.
        root: The repository.
        day: Date of the release, today where it is None.

    Raises:
        ValueError: If the version does not consist of three numbers.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ValueError(f"version must be three numbers such as 0.2.0, got {version!r}")
    date_release(root, version, day or datetime.datetime.now(tz=datetime.UTC).date())
    move(root, ref=f"v{version}", version=version)
    sync(root)


def back(root: Path = ROOT) -> None:
    """Lets setup cells and links name the branch again."""
    move(root, ref=BRANCH)
    sync(root)


def stale(root: Path = ROOT) -> str:
    """What `dlc info` says of pages and tables that other code has made, or ""."""
    command = [sys.executable, "-m", "dlc_support.cli", "info", "--pages", "--tables"]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr


def main() -> None:
    """Prepares the release and says what is left to do by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("version", nargs="?", help="the new version, such as 0.2.0")
    choice.add_argument("--back", action="store_true", help="name the branch again")
    choices = parser.parse_args()
    if choices.back:
        back()
        print(f"Setup cells and links name {BRANCH!r} again: commit this.")
        return
    if found := stale():
        sys.exit(f"{found}\nThese must be recorded again, or accepted, before a release.")
    release(choices.version)
    tag = f"v{choices.version}"
    print(f"Now: git commit -am 'Release {tag}', git tag {tag}, git push origin {BRANCH} {tag},")
    print("then python -m tools.release --back, and commit that.")


if __name__ == "__main__":
    main()
