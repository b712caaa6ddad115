"""`Run as of a day`: through the real command, its report shown, results opened as copies."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_notebook

from helpers.desk import launcher
from helpers.errors import ParameterError, PlanError
from helpers.running import command, plans
from helpers.running.project import Project

COMMAND = "import sys; print('asked for', *sys.argv[1:]); sys.exit('--as-of' in sys.argv)"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for folder in ("notebooks", "plans"):
        (tmp_path / folder).mkdir()
    for name in ("one", "two", "ledger"):
        nbformat.write(new_notebook(), tmp_path / "notebooks" / f"{name}.ipynb")
    runs = [{"notebook": name} for name in ("one", "two", "ledger")]
    (tmp_path / "plans" / "today.yml").write_text(json.dumps({"name": "today", "runs": runs}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHUHAI_BUILD", raising=False)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return Project(tmp_path)


def started(notebook: str, monkeypatch: pytest.MonkeyPatch) -> tuple[launcher.Launcher, list[dict]]:
    """A launcher whose command only says what it was asked for."""
    told: list[dict] = []
    made = launcher.Launcher(notebook, told.append)
    monkeypatch.setattr(launcher, "COMMAND", [sys.executable, "-c", COMMAND])
    return made, told


def finish(made: launcher.Launcher) -> None:
    made.start()
    deadline = time.monotonic() + 20
    while made._run.disabled and time.monotonic() < deadline:
        time.sleep(0.02)


def test_one_notebook_is_run_and_its_result_opened_as_a_copy(project, monkeypatch):
    made, told = started("one", monkeypatch)
    run = plans.single(project, "one", {"as_of": "2024-10-03"}).runs[0]
    result = project.runs / f"{run.output}.ipynb"
    result.parent.mkdir(parents=True)
    nbformat.write(new_notebook(), result)
    record = {"verdicts": [{"label": "not_checkable"}, {"label": "mixed"}, {"label": "mixed"}]}
    result.with_suffix(".json").write_text(json.dumps(record))
    finish(made)
    assert "asked for run one -p as_of=2024-10-03" in made._report.value
    (line,) = made._results.children
    button, counted = line.children
    assert counted.value == "2 mixed, 1 not checkable"
    button.click()
    assert told == [{"save": True}, {"open": f"build/desk/{run.output}.ipynb"}]
    assert (project.root / told[1]["open"]).read_bytes() == result.read_bytes()


def test_a_failed_run_shows_its_report_and_no_result(project, monkeypatch):
    made, _ = started("one", monkeypatch)
    made.what.value = launcher.EVERY
    finish(made)
    assert "asked for run --as-of 2024-10-03" in made._report.value
    assert made._results.children == ()
    assert not made._run.disabled


def test_every_theme_is_read_on_the_day_and_the_ledger_left_out(project):
    plan = plans.as_of(project, "2025-06-30")
    assert [run.output for run in plan.runs] == ["as-of-2025-06-30/one", "as-of-2025-06-30/two"]
    assert all(run.parameters == {"as_of": "2025-06-30"} for run in plan.runs)


def test_the_day_goes_with_no_notebook_and_no_parameter(project):
    options = SimpleNamespace(as_of="2025-06-30", target="one", parameters=[])
    with pytest.raises(ParameterError, match="chuhai run NOTEBOOK -p as_of=DAY"):
        command._plan(project, options)
    (project.plans / "today.yml").unlink()
    with pytest.raises(PlanError, match="today"):
        command._plan(project, SimpleNamespace(as_of="2025-06-30", target=None, parameters=[]))


def test_stop_interrupts_the_run_and_the_desk_is_free_again(project, monkeypatch):
    made, _ = started("one", monkeypatch)
    waiting = "import time; print('begun', flush=True); time.sleep(60)"
    monkeypatch.setattr(launcher, "COMMAND", [sys.executable, "-c", waiting])
    made.start()
    deadline = time.monotonic() + 20
    while "begun" not in made._report.value and time.monotonic() < deadline:
        time.sleep(0.02)
    made.stop()
    while made._run.disabled and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not made._run.disabled
    assert "KeyboardInterrupt" in made._report.value
