"""``chuhai lab``: JupyterLab on this clone, with the project's kernel, form and clean diffs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.desk import diffs
from helpers.errors import ChuhaiError
from helpers.running.plans import notebook_path
from helpers.running.project import Project

FIRST = "domestic_competition"
JUPYTER = Path(__file__).parent / "jupyter"


def start(notebook: str = "", options: Sequence[str] = ()) -> int:
    """Serve the clone on this machine until interrupted, a notebook open; the exit code.

    ``options`` go to JupyterLab as they are. ChuhaiError when JupyterLab is not installed.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise ChuhaiError("JupyterLab is not installed", where="chuhai lab", mend="`make lab`")
    project = Project.find()
    if notebook.startswith("-"):
        notebook, options = "", [notebook, *options]
    path = notebook_path(project, notebook or FIRST)
    for line in diffs.configure(project.root):
        print(line, flush=True)
    given, told = command(project, path, options), environment(project)
    if os.name == "posix":
        os.execve(given[0], given, told)  # in our place: whoever ends us ends JupyterLab
    return subprocess.call(given, env=told)


def command(project: Project, notebook: Path, options: Sequence[str] = ()) -> list[str]:
    """JupyterLab's command line: it lands in ``notebook``; data/ and src/ are in its file browser."""
    landing = f"/lab/tree/{project.shown(notebook)}"
    given = [
        f"--ServerApp.root_dir={project.root}",
        f"--LabApp.default_url={landing}",
        f"--LabApp.app_settings_dir={JUPYTER / 'settings'}",
        "--ContentsManager.pre_save_hook=helpers.desk.saving.portable",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        given.append("--ServerApp.allow_root=True")  # in a container; it listens on loopback
    return [sys.executable, "-m", "jupyterlab", *given, *options]


def environment(project: Project, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Where JupyterLab finds the kernel and the form, and keeps the layout of its windows."""
    kept = dict(os.environ if base is None else base)
    places = [str(JUPYTER), *filter(None, [kept.get("JUPYTER_PATH")])]
    kept["JUPYTER_PATH"] = os.pathsep.join(places)
    kept.setdefault("JUPYTERLAB_WORKSPACES_DIR", str(project.build / "desk" / "workspaces"))
    # Terminals and `chuhai run` of the desk find this environment's commands.
    kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return kept
