"""`Run as of a day`: one notebook or every theme through ``chuhai run``, its report shown."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import nbformat
from nbformat.sign import NotebookNotary

from helpers.desk.controls import control
from helpers.running import plans
from helpers.running.parameters.kinds import coverage
from helpers.running.project import Project

EVERY = "every theme"
SHOWN_LINES = 40
COMMAND = [sys.executable, "-m", "helpers.cli"]


class Launcher:
    """A day, what to run, and the report; ``tell`` sends a message to the browser."""

    def __init__(self, notebook: str, tell: Callable[[dict[str, Any]], None]) -> None:
        self.project = Project.find()
        self.tell = tell
        self.process: subprocess.Popen[str] | None = None
        self.day = control({"kind": "day"}, coverage()[0].isoformat())
        self.what = widgets.Dropdown(options=[notebook, EVERY], layout={"width": "18em"})
        self._run = widgets.Button(description="Run", button_style="primary", icon="play")
        self._run.on_click(lambda _: self.start())
        self._stop = widgets.Button(description="Stop", disabled=True)
        self._stop.on_click(lambda _: self.stop())
        self._report = widgets.HTML()
        self._results = widgets.VBox()
        row = widgets.HBox([self.day.shown, self.what, self._run, self._stop])
        self.shown = widgets.VBox([row, self._report, self._results])

    def start(self) -> None:
        """Run what is chosen, as it stands on disk, in a process of its own."""
        self.tell({"save": True})
        self._run.disabled, self._stop.disabled = True, False
        self._results.children = ()
        threading.Thread(target=self._work, args=(self.what.value, self.day.read())).start()

    def stop(self) -> None:
        """End the run as Ctrl-C does: what is finished stays."""
        if self.process:
            self.process.send_signal(signal.SIGINT)

    # -- within -----------------------------------------------------------------------------------

    def _work(self, what: str, day: str) -> None:
        asked = ["--as-of", day] if what == EVERY else [what, "-p", f"as_of={day}"]
        lines = [f"$ chuhai run {' '.join(asked)}"]
        self._tell_report(lines)
        try:
            for line in self._output(["run", *asked]):
                lines.append(line)
                self._tell_report(lines)
            if self.process and self.process.returncode == 0:
                self._results.children = [self._result(run) for run in self._plan(what, day).runs]
        finally:
            self._run.disabled, self._stop.disabled = False, True

    def _output(self, arguments: list[str]) -> Iterator[str]:
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.project.root,
            env={**os.environ, "COLUMNS": "100"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with self.process as running:
            yield from (line.rstrip("\n") for line in running.stdout or ())

    def _tell_report(self, lines: list[str]) -> None:
        self._report.value = f"<pre>{escape(chr(10).join(lines[-SHOWN_LINES:]))}</pre>"

    def _plan(self, what: str, day: str) -> plans.Plan:
        if what == EVERY:
            return plans.as_of(self.project, day)
        return plans.single(self.project, what, {"as_of": day})

    def _result(self, run: plans.Run) -> widgets.Widget:
        """One line: the notebook, its verdicts counted, and a way to the executed notebook."""
        executed = self.project.runs / f"{run.output}.ipynb"
        counted = widgets.HTML(escape(verdicts_counted(executed.with_suffix(".json"))))
        opened = widgets.Button(
            description=run.notebook, icon="external-link", layout={"width": "18em"}
        )
        # JupyterLab shows nothing outside the folder that it serves.
        opened.disabled = not self.project.build.is_relative_to(self.project.root)
        opened.on_click(lambda _: self._open(executed, run.output))
        return widgets.HBox([opened, counted])

    def _open(self, executed: Path, name: str) -> None:
        """Show a copy: JupyterLab saves what it shows, and results of runs stay as they are."""
        shown = self.project.build / "desk" / f"{name}.ipynb"
        shown.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(executed, shown)
        # Made on this machine by our own run: its outputs may be shown as they are.
        NotebookNotary().sign(nbformat.read(shown, as_version=4))
        self.tell({"open": self.project.shown(shown)})


def verdicts_counted(record: Path) -> str:
    """``3 supported, 1 mixed`` from a run's record; empty when it holds no verdicts."""
    try:
        judged = json.loads(record.read_text(encoding="utf-8")).get("verdicts", [])
    except (OSError, ValueError, AttributeError):
        return ""
    counts = Counter(verdict["label"].replace("_", " ") for verdict in judged)
    return ", ".join(f"{count} {label}" for label, count in counts.most_common())
