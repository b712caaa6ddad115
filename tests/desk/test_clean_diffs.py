"""What git shows of a notebook is what somebody changed: no outputs, no machine, no layout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import small_clone
import yaml

from helpers.desk import diffs, saving
from helpers.desk.lab import JUPYTER, command, environment
from helpers.running.environment import FIXED
from helpers.running.project import Project


@pytest.mark.parametrize(
    "path", sorted((small_clone.ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem
)
def test_a_notebook_stands_as_jupyterlab_writes_it(path):
    text = path.read_text("utf-8")
    again = nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"
    mend = f".venv/bin/nbstripout --keep-id < {path.name} gives the layout"
    assert text == again, f"saving {path.name} in JupyterLab would change every line: {mend}"
    model = {"type": "notebook", "content": json.loads(text)}
    saving.portable(model)
    assert model["content"] == json.loads(text)


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> small_clone.Clone:
    """A notebook under git, configured as `make lab` does."""
    made = small_clone.Clone(tmp_path_factory.mktemp("diffs") / "clone")
    (made.root / "notebooks").mkdir(parents=True)
    small_clone.write_notebook(made.notebook)
    (made.root / ".gitattributes").write_text((small_clone.ROOT / ".gitattributes").read_text())
    made.git("init", "--quiet")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment.items():
            patch.setenv(name, value)
        first, again = diffs.configure(made.root), diffs.configure(made.root)
    assert len(first) == len(diffs.settings()) + 1
    assert again == [], "set once"
    made.git("add", ".")
    made.git("commit", "--quiet", "--no-verify", "--message", "as it stands")
    return made


@pytest.mark.slow
def test_outputs_never_reach_git_and_a_changed_cell_reads_as_a_cell(repository):
    plain = json.loads(repository.notebook.read_text("utf-8"))
    plain["cells"][2] |= {
        "execution_count": 7,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "a result"}],
    }
    repository.notebook.write_text(json.dumps(plain), "utf-8")
    assert repository.git("diff") == ""
    plain["cells"][1]["source"][0] = 'as_of = "2024-10-03"\n'
    repository.notebook.write_text(json.dumps(plain), "utf-8")
    told = repository.git("diff")
    assert "modified /cells/1/source" in told
    assert "a result" not in told
    repository.git("add", "notebooks")
    assert "a result" not in repository.git("show", ":notebooks/domestic_competition.ipynb")


def test_hooks_use_the_tools_of_the_environment_alone(root):
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    assert all(
        h["language"] == "system" and h["entry"].startswith(".venv/bin/") for h in hooks[0]["hooks"]
    )
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", root / ".pre-commit-config.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_kernel_of_the_desk_runs_in_the_environment_of_all_runs():
    kernel = json.loads((JUPYTER / "kernels" / "python3" / "kernel.json").read_text())
    assert kernel["env"] == FIXED
    assert kernel["display_name"] == "Chuhai"


def test_jupyterlab_lands_in_the_notebook_and_finds_kernel_and_form(root):
    project = Project(root)
    started = command(project, root / "notebooks" / "ledger.ipynb", ["--no-browser"])
    assert "--LabApp.default_url=/lab/tree/notebooks/ledger.ipynb" in started
    assert started[-1] == "--no-browser"
    given = environment(project, {"JUPYTER_PATH": "elsewhere", "PATH": "bin"})
    assert given["JUPYTER_PATH"].split(os.pathsep) == [str(JUPYTER), "elsewhere"]
    assert given["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "bin"]
