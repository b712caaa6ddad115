"""A live table on a terminal, plain lines elsewhere, nothing when quiet."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_projects import SHOW, TinyProject

from helpers.running import progress
from helpers.running.plans import Run
from helpers.running.report import FAILED, Result
from helpers.running.task import Failure

pty = pytest.importorskip("pty")


def on_a_terminal(project: TinyProject, *arguments: str, **environment: str) -> tuple[int, str]:
    """The command with a pseudo-terminal as its output."""
    ours, theirs = pty.openpty()
    settings = {k: v for k, v in project.environment.items() if k != "CI"}
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers.cli", "run", *arguments],
        cwd=project.root,
        env={**settings, "TERM": "xterm", **environment},
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # Linux reports the closed terminal as an error
            break
        if not more:
            break
        shown += more
    os.close(ours)
    return process.wait(60), re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())


@pytest.mark.slow
def test_a_terminal_shows_cells_and_queue(project: TinyProject) -> None:
    for name in ("a", "b"):
        project.notebook(name, "import time; time.sleep(1)", SHOW)
    project.notebook("c", "1 / 0")
    project.plan("p", "a", "b", "c")
    code, shown = on_a_terminal(project, "p", "--jobs", "1")
    assert code == 1
    assert "starting" in shown
    assert "waiting" in shown  # its kernel is ready, and it is the other's turn
    assert "cell 2 of 3" in shown
    assert "0 of 3 done, 1 queued" in shown
    assert "3 of 3 done, 0 queued, 1 failed" in shown
    assert "failed  p/c  ZeroDivisionError: division by zero" in shown
    assert "FAILED p/c" in shown
    again, shown = on_a_terminal(project, "p", "--jobs", "1", CI="true")
    assert again == 1
    assert "[1/1] failed" in shown  # plain lines in CI even with a terminal


def test_brackets_of_a_cause_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = progress.Live()
    shown._live.console.file = io.StringIO()
    run = Run("p", "a", Path("a.ipynb"), {}, "p/[a]")
    cause = "KeyError: '[/red] [bold]'"
    shown.finished("p/[a]", Result(run, FAILED, failure=Failure("raised", cause)))
    shown.notice("[/b]")
    assert f"failed  p/[a]  {cause}" in shown._live.console.file.getvalue()


def test_quiet_and_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)
    assert type(progress.display_for(quiet=True)) is progress.Quiet
    assert type(progress.display_for(quiet=False)) is progress.Lines


def test_queue_counts() -> None:
    shown = progress.Quiet()
    shown.begin(["a", "b", "c"])
    shown.started("a")
    assert (shown.total, shown.queued) == (3, 2)
