"""Clean diffs in a clone: outputs never reach git, changes of notebooks read as cells.

``.gitattributes`` names the drivers; what they run is set here, in the clone's own configuration.
"""

from __future__ import annotations

import importlib.util
import shlex
import subprocess
import sys
from pathlib import Path

TOOLS = ("nbstripout", "nbdime", "pre_commit")


def settings() -> dict[str, str]:
    """The configuration of git: key -> value, with the tools of this environment."""
    python = shlex.quote(Path(sys.executable).as_posix())
    return {
        "filter.nbstripout.clean": f"{python} -m nbstripout --keep-id",
        "filter.nbstripout.smudge": "cat",
        "diff.jupyternotebook.command": f"{python} -m nbdime.vcs.git.diffdriver diff --use-filter --ignore-id",
        "merge.jupyternotebook.name": "nbdime",
        "merge.jupyternotebook.driver": f"{python} -m nbdime.vcs.git.mergedriver merge %O %A %B %L %P",
    }


def configure(root: Path) -> list[str]:
    """Set what is not set yet in the clone at ``root``; what was done, in words."""
    if not (root / ".git").exists() or not all(map(importlib.util.find_spec, TOOLS)):
        return []
    done = []
    for key, value in settings().items():
        if _git(root, "config", "--get", key) != value:
            _git(root, "config", key, value)
            done.append(f"git: {key} set")
    hook = root / _git(root, "rev-parse", "--git-path", "hooks/pre-commit")
    if not (
        hook.is_file() and "pre-commit.com" in hook.read_text(encoding="utf-8", errors="replace")
    ):
        asked = [sys.executable, "-m", "pre_commit", "install"]
        made = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=False)
        done.append(f"git: {(made.stdout or made.stderr).strip()}")
    return done


def _git(root: Path, *arguments: str) -> str:
    asked = ["git", *arguments]
    return subprocess.run(
        asked, cwd=root, capture_output=True, text=True, check=False
    ).stdout.strip()
