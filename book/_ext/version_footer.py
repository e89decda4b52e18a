"""Says at the foot of each page which version of the course it was built from."""

import subprocess
import tomllib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

LICENCES = "Text and figures: CC BY 4.0. Code: MIT."


def _commit(root: Path) -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except OSError:  # no git on this computer
        return ""
    return f", commit {done.stdout.strip()}" if done.returncode == 0 else ""


def _say(app: Sphinx, config: Config) -> None:
    root = Path(app.srcdir)
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    version = project["project"]["version"]
    footer = f"<p>{LICENCES} Version {version}{_commit(root)}.</p>"
    config.html_theme_options["extra_footer"] = footer


def setup(app: Sphinx) -> dict[str, bool]:
    """Writes the footer before the theme reads its options."""
    app.connect("config-inited", _say, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
