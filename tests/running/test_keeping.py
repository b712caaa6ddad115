"""What a run leaves on disk: whole or nothing, and nothing earlier lost or taken for new."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tiny_projects import SHOW, TinyProject

from helpers.errors import RunError
from helpers.running.keeping import keep, missing, reasons
from helpers.running.outputs import OutputFolder
from helpers.running.plans import Run
from helpers.running.project import Project
from helpers.running.report import DONE, FAILED, command, describe
from helpers.running.task import Failure, Outcome

RUN = Run("p", "a", Path("notebooks/a.ipynb"), {}, "p/a")
WHOLE = Outcome("p/a", notebook=b"{}", record=b"{}")
RAISED = Outcome("p/a", partial=b"{}", failure=Failure("raised", "ValueError", 1, 2))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OutputFolder:
    monkeypatch.delenv("CHUHAI_BUILD", raising=False)
    return OutputFolder(Project(tmp_path))


def files(folder: OutputFolder) -> set[str]:
    found = folder.folder.rglob("*")
    return {path.relative_to(folder.folder).as_posix() for path in found if path.is_file()}


def test_a_failure_sets_the_last_whole_outputs_aside(folder: OutputFolder) -> None:
    assert keep(folder, RUN, WHOLE, {}, {}).status == DONE
    assert files(folder) == {"runs/p/a.ipynb", "runs/p/a.json", "state/p/a.json"}
    aside = {"earlier/p/a.ipynb", "earlier/p/a.json", "failed/p/a.ipynb", "state/p/a.json"}
    for _ in range(2):  # and a second failure loses them no more than the first
        result = keep(folder, RUN, RAISED, {}, {})
        assert result.status == FAILED
        assert files(folder) == aside
        assert "last whole  build/earlier/p/a.ipynb" in describe(result)
        assert reasons(folder, RUN, {}) == ["failed"]
    keep(folder, RUN, WHOLE, {}, {})
    assert files(folder) == {"runs/p/a.ipynb", "runs/p/a.json", "state/p/a.json"}


def test_outputs_that_do_not_fit_replace_nothing(
    folder: OutputFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, RUN, WHOLE, {}, {})
    new = {folder.runs("p/a", ".ipynb"): b"new", folder.folder / "state/p/a.json/x": b"new"}
    with pytest.raises(RunError):
        folder.write_together(new)
    assert files(folder) == {"runs/p/a.ipynb", "runs/p/a.json", "state/p/a.json"}
    assert folder.runs("p/a", ".ipynb").read_bytes() == b"{}"

    def full(_: object) -> None:
        raise RunError("the disk is full")

    monkeypatch.setattr(OutputFolder, "write_together", lambda self, contents: full(contents))
    result = keep(folder, RUN, WHOLE, {}, {})
    assert result.failure.kind == "output"
    assert files(folder) == {"earlier/p/a.ipynb", "earlier/p/a.json"}


def test_outputs_that_vanish_are_missed(folder: OutputFolder) -> None:
    keep(folder, RUN, WHOLE, {}, {})
    assert missing(folder, RUN) == ""
    folder.runs("p/a", ".json").write_bytes(b"")
    assert missing(folder, RUN) == "a.json"
    folder.state_path("p/a").unlink()
    assert missing(folder, RUN)


def test_the_command_that_reproduces_keeps_limits_texts_and_kernel() -> None:
    given = {"day": "2024-10-03", "code": "1", "n": 1, "on": True}
    run = Run("p", "a", Path("notebooks/a.ipynb"), given, "p/a", cell_seconds=5)
    words = "chuhai run a -p day=2024-10-03 -p 'code=\"1\"' -p n=1 -p on=true --cell-seconds 5"
    assert command(run) == f"{words} --fresh"
    assert command(run, cold=True) == f"{words} --fresh --cold"


@pytest.mark.slow
def test_files_that_are_no_notebooks_fail_alone(project: TinyProject) -> None:
    project.notebook("a", SHOW)
    for name, content in (("half", b'{"cells": ['), ("list", b"[]"), ("binary", b"\xff\xfe")):
        (project.root / "notebooks" / f"{name}.ipynb").write_bytes(content)
    project.plan("p", "half", "list", "binary", "a", defaults={"seed": 2})
    done = project.run("p")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "FAILED p/half: the file is no notebook" in done.stderr
    assert "FAILED p/list: the file is no notebook" in done.stderr
    assert "FAILED p/binary: the notebook cannot be read" in done.stderr
    assert set(project.outputs()) == {"p/a.ipynb", "p/a.json"}


@pytest.mark.slow
def test_outputs_removed_meanwhile_are_not_reported_as_made(project: TinyProject) -> None:
    project.notebook("a", SHOW)
    end = (
        "import os, pathlib, shutil, time\n"
        "build = pathlib.Path(os.environ['CHUHAI_BUILD'])\n"
        "while not (build / 'state' / 'p' / 'a.json').is_file(): time.sleep(0.01)\n"
        "shutil.rmtree(build)"
    )
    project.notebook("b", end, SHOW)
    project.plan("p", "a", "b")
    done = project.run("p", "--jobs", "1")
    assert done.returncode == 1
    assert "FAILED p/a: its outputs were removed while the command ran" in done.stderr
    assert "1 executed, 1 failed" in done.stdout
    assert project.cases() == {"a": "failure", "b": "passed"}


@pytest.mark.slow
def test_one_notebook_takes_limits_and_a_plan_has_its_own(project: TinyProject) -> None:
    project.notebook("a", "import time; time.sleep(60)")
    project.plan("p", "a")
    done = project.run("a", "--cell-seconds", "0.5")
    assert "the cell took longer than its limit of 0.5 s" in done.stderr
    assert "a.ipynb --cell-seconds 0.5 --fresh" in done.stderr
    refused = project.run("p", "--run-seconds", "3")
    assert refused.returncode == 2
    assert "its limits stand in its file" in refused.stderr


def test_an_output_folder_that_is_a_file_ends_in_one_message(project: TinyProject) -> None:
    project.notebook("a", SHOW)
    shutil.rmtree(project.root / "build")
    (project.root / "build").write_text("")
    done = project.run("a")
    assert done.returncode == 1
    assert done.stderr.startswith("chuhai: build")
    assert "Traceback" not in done.stderr


def test_a_damaged_state_is_no_state(folder: OutputFolder) -> None:
    keep(folder, RUN, WHOLE, {}, {})
    folder.state_path("p/a").write_text(json.dumps({})[:1])
    assert reasons(folder, RUN, {}) == ["never run"]
    for damaged in ("[]", '{"status": "done"}'):
        folder.state_path("p/a").write_text(damaged)
        assert reasons(folder, RUN, {}) == ["never run"]
        assert missing(folder, RUN)


def test_a_state_that_does_not_fit_leaves_no_outputs_without_state(
    folder: OutputFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, RUN, WHOLE, {}, {})
    before = folder.runs("p/a", ".ipynb").stat().st_ino
    (folder.folder / "state").rename(folder.folder / "elsewhere")
    (folder.folder / "state").write_text("in the way")
    assert keep(folder, RUN, WHOLE, {}, {}).failure.kind == "output"
    assert folder.earlier_path("p/a", ".ipynb").stat().st_ino == before  # nothing replaced it
