"""The house keeps its order: rooms import downwards, notebooks stay notebooks, no private traces."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.running import plans
from helpers.running.parameters import NOTEBOOKS
from helpers.running.project import Project

LONGEST_CELL = 15
MOST_CELLS = 40


def tracked(root, *patterns: str) -> list[str]:
    """Files that git tracks or would track, as paths below the root."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in listing.stdout.splitlines() if (root / line).is_file()]


def test_rooms_import_in_one_direction(root):
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def notebooks(root):
    return sorted((root / "notebooks").glob("*.ipynb"))


def test_every_notebook_has_the_form_of_the_house(root):
    faults = []
    for path in notebooks(root):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        first = "".join(cells[0]["source"])
        if not re.match(r"# .+\?", first):
            faults.append(f"{path.name}: the title is not a question")
        tagged = [c for c in code if "parameters" in c.get("metadata", {}).get("tags", [])]
        if len(tagged) != 1:
            faults.append(f"{path.name}: {len(tagged)} cells tagged parameters")
        if len(cells) > MOST_CELLS:
            faults.append(f"{path.name}: {len(cells)} cells")
        for number, cell in enumerate(cells, 1):
            source = "".join(cell["source"])
            if cell.get("outputs"):
                faults.append(f"{path.name} cell {number}: holds output")
            if cell["cell_type"] == "code":
                if len(source.splitlines()) > LONGEST_CELL:
                    faults.append(f"{path.name} cell {number}: over {LONGEST_CELL} lines")
                if re.search(r"^\s*(def |class )|sys\.path", source, re.M):
                    faults.append(f"{path.name} cell {number}: defines functions or moves paths")
    assert not faults, "\n".join(faults)


def test_every_theme_is_whole(root):
    """A row of notebooks.csv has a notebook, parameters, a place in both plans, and no one else."""
    with (root / "data" / "notebooks.csv").open(encoding="utf-8", newline="") as lines:
        themes = [row["notebook"] for row in csv.DictReader(lines)]
    wanted = {*themes, "ledger"}
    assert len(themes) >= 5
    assert {path.stem for path in notebooks(root)} == wanted
    assert set(NOTEBOOKS) == wanted
    for plan in ("published", "today"):
        runs = [run.notebook for run in plans.load(Project(root), plan).runs]
        assert runs == [*themes, "ledger"], plan


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of some machine", r"(?<![\w.])/(?:work|root|home)/[a-z]"),
        ("a download address of a package", r"https?://\S+\.(?:whl|tgz)\b"),
    ],
)
def test_no_file_tells_of_the_machine_it_was_made_on(root, what, pattern):
    kept = (".py", ".md", ".toml", ".yml", ".yaml", ".ipynb", ".json", ".lock", ".cff", ".csv")
    found = []
    for name in tracked(root):
        if name.endswith(kept) and name != "tests/house/test_structure.py":
            text = (root / name).read_text(encoding="utf-8")
            found += [f"{name}: {m[0]}" for m in re.finditer(pattern, text)]
    assert not found, f"{what}: {found[:5]}"


def test_no_two_test_modules_share_a_name(root):
    """pytest imports them by their bare names: of two alike, one would never run."""
    names = [Path(name).name for name in tracked(root) if re.search(r"^tests/.*/test_\w+\.py$", name)]
    assert len(names) > 50
    assert sorted({name for name in names if names.count(name) > 1}) == []
