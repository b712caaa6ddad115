"""A repository of one short notebook with the real tables, as an analyst's clone in small."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[2]

# dc-04 stands on documents alone, and later ones speak against it.
CELLS = (
    "# Did the reading day matter?",
    None,  # the parameter cell of the real notebook
    'import helpers\n\nstudy = helpers.study("domestic_competition", as_of=as_of)',
    'study.judge("dc-04")',
    'study.say("There are {n} policy events.", n=len(study.table("policy_events")))',
)


@dataclass
class Clone:
    """A repository with ``notebooks/``, ``plans/`` and ``data/``, all of it committed."""

    root: Path

    @property
    def notebook(self) -> Path:
        return self.root / "notebooks" / "domestic_competition.ipynb"

    @property
    def environment(self) -> dict[str, str]:
        """No setting of the person who runs the tests, and nothing left with them."""
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("CHUHAI", "JUPYTER", "GIT"))
        }
        private = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
        kept |= {name: str(self.root.parent / name.lower()) for name in private}
        nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        own = {"CHUHAI_DATA": str(self.root / "data"), "CHUHAI_BUILD": str(self.root / "build")}
        return kept | nobody | own | {"NO_COLOR": "1"}

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        done = subprocess.run(
            ["git", *who, *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def parameter_cell() -> str:
    """The source of the parameter cell of the real notebook."""
    plain = json.loads((ROOT / "notebooks/domestic_competition.ipynb").read_text("utf-8"))
    tagged = (c for c in plain["cells"] if "parameters" in c["metadata"].get("tags", []))
    return "".join(next(tagged)["source"])


def write_notebook(path: Path) -> None:
    """The short notebook, in the layout in which JupyterLab writes it."""
    cells = [new_markdown_cell(CELLS[0], id="title")]
    for number, source in enumerate(CELLS[1:]):
        cell = new_code_cell(source or parameter_cell(), id=f"c{number}")
        if source is None:
            cell.metadata["tags"] = ["parameters"]
        cells.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)


def make(root: Path) -> Clone:
    """Write the clone into the new folder ``root`` and commit it."""
    made = Clone(root)
    for folder in ("notebooks", "plans"):
        (root / folder).mkdir(parents=True)
    write_notebook(made.notebook)
    today = {"name": "today", "runs": [{"notebook": "domestic_competition"}]}
    (root / "plans" / "today.yml").write_text(json.dumps(today))
    shutil.copytree(ROOT / "data", root / "data")
    for name in (".gitattributes", ".gitignore", ".pre-commit-config.yaml"):
        shutil.copy(ROOT / name, root / name)
    made.git("init", "--quiet")
    made.git("add", ".")
    made.git("commit", "--quiet", "--message", "as it stands")
    return made
