"""The project as of a past day: the day everywhere, a folder of its own, nothing else touched."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_projects import SHOW, TinyProject

from helpers.errors import ParameterError
from helpers.running import past
from helpers.running.plans import Plan, Run, digest
from helpers.running.project import Project

DAY = "2025-06-30"
CODE = (
    "import sys; from helpers.running import past; from helpers.running.project import Project\n"
    "def pages(project): (project.build / 'site').mkdir(); (project.build / 'site/index.html').write_text('pages')\n"
    f"sys.exit(past.rebuild(Project.find(), '{DAY}', pages))"
)


def run(as_of: str, output: str = "today/one", **more: object) -> Run:
    return Run(
        output.split("/")[0],
        output.split("/")[1],
        Path("one.ipynb"),
        {"as_of": as_of, **more},
        output,
    )


def test_the_day_stands_in_place_of_the_newest_and_nowhere_else() -> None:
    plan = Plan(
        "today", "", (run("latest"), run("2024-10-03", "today/two"), run("latest", "today/ledger"))
    )
    assert [item.parameters["as_of"] for item in past.on(plan, DAY).runs] == [
        DAY,
        "2024-10-03",
        "latest",
    ]
    assert [item.output for item in past.on(plan, DAY).runs] == [
        "today/one",
        "today/two",
        "today/ledger",
    ]


def test_robustness_runs_are_named_by_their_new_parameters() -> None:
    parameters = {"as_of": "latest", "window": 12}
    (made,) = past.on(
        Plan(
            "multiverse",
            "",
            (run("latest", f"multiverse/one/{digest(parameters)[:12]}", window=12),),
        ),
        DAY,
    ).runs
    assert made.output == f"multiverse/one/{digest({'as_of': DAY, 'window': 12})[:12]}"


@pytest.mark.parametrize("day", ["", "..", "2025/06", "/tmp"])
def test_a_day_that_is_none_opens_no_folder(tmp_path: Path, day: str) -> None:
    with pytest.raises(ParameterError, match="is not a day"):
        past.enter(Project(tmp_path), day)


@pytest.mark.slow
def test_one_command_runs_everything_as_of_the_day_and_leaves_the_build_alone(
    tmp_path: Path,
) -> None:
    project = TinyProject(tmp_path)
    project.notebook("one", SHOW)
    for plan, day in (("published", "2024-10-03"), ("today", "latest")):
        project.plan(plan, "one", defaults={"as_of": day})
    told = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=tmp_path,
        env=project.environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    own = tmp_path / "build" / "as-of" / DAY
    assert f"pages: build/as-of/{DAY}/site/index.html" in told.stdout
    assert json.loads((own / "runs/today/one.json").read_text())["as_of"] == DAY
    assert json.loads((own / "runs/published/one.json").read_text())["as_of"] == "2024-10-03"
    assert not (tmp_path / "build" / "runs").exists()
    again = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=tmp_path,
        env=project.environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert again.returncode == 0
    assert "executed" not in again.stdout or "0 executed" in again.stdout


def test_the_day_of_the_article_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = TinyProject(tmp_path)
    project.notebook("one", SHOW)
    project.plan("published", "one", defaults={"as_of": "2024-10-03"})
    monkeypatch.delenv("CHUHAI_BUILD", raising=False)
    with pytest.raises(ParameterError, match="published"):
        past.rebuild(Project(tmp_path), "2024-10-03", lambda project: None)
