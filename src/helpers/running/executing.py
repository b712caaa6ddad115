"""One run, start to end, in a worker: kernel, papermill, and what became of it."""

from __future__ import annotations

import contextlib
import logging
import math
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers.errors import RunError
from helpers.running.finishing import INJECTED, finished
from helpers.running.opening import opened
from helpers.running.task import Failure, Outcome, Task, WorkerDiedError
from helpers.running.turns import Turn

LAST_LINES = 12
LINE_LENGTH = 500
KEPT_OF_A_STREAM = 2**20  # in what is left of a failed notebook
START_SECONDS = 120


# What papermill and jsonschema import if it is there, for what no run needs: grammars of
# internationalised links and of durations, notebooks in Hadoop (and with it all of NumPy).
NOT_NEEDED = ("rfc3987_syntax", "isoduration", "pyarrow", "pyarrow.fs")


def import_papermill() -> Any:
    """papermill, without the optional packages that make up a third of its import or more."""
    hidden = [name for name in NOT_NEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        import papermill
    finally:
        for name in hidden:
            del sys.modules[name]
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)
    papermill.execute.write_ipynb = _write_where_asked
    return papermill


def _write_where_asked(notebook: Any, path: Any) -> None:
    """papermill's own writing, which serialises a notebook also when there is nowhere to write."""
    if path is not None:
        from papermill.iorw import write_ipynb

        write_ipynb(notebook, path)


def execute(task: Task) -> Outcome:
    """Execute a task. Whatever the notebook does, an :class:`Outcome` comes back."""
    started = time.monotonic()
    watch = _Watch(task)
    try:
        outcome = _execute(task, watch)
    except WorkerDiedError:
        raise
    except (RunError, OSError) as error:
        outcome = Outcome(task.name, failure=Failure("not started", str(error)))
    except Exception as error:
        # Not the notebook's code: what should execute it (nbformat, papermill, jupyter_client).
        outcome = watch.failed("not executed", _in_a_line(error))
    return _timed(outcome, time.monotonic() - started, watch)


def _execute(task: Task, watch: _Watch) -> Outcome:
    papermill = import_papermill()
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from helpers.running.kernels import KERNEL_NAME, kernel_for

    try:
        source = opened(task.text)
    except (ValueError, TypeError, AttributeError) as error:
        return watch.failed("not executed", f"the file is no notebook to execute: {error}")
    if not Path(task.folder).is_dir():
        return watch.failed("not started", f"its folder {task.folder} is not there any more")
    with kernel_for(task.folder, task.cold, task.environment) as kernel:
        watch.kernel = kernel
        try:
            executed = papermill.execute_notebook(
                source,
                None,
                parameters=dict(task.parameters),
                kernel_name=KERNEL_NAME,
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                start_timeout=START_SECONDS,
                # Outputs may come long after a cell has ended: many of them, a busy machine.
                iopub_timeout=math.ceil(task.cell_seconds),
                km=kernel.manager,
                record_timing=False,
                timeout_func=watch.seconds_left,
                on_notebook_start=watch.notebook_started,
                on_cell_start=watch.cell_started,
            )
        except PapermillExecutionError as error:
            return watch.failed(*_raised(error))
        except CellTimeoutError:
            return watch.failed(*watch.limit(), kernel.last_words())
        except DeadKernelError:
            if getattr(kernel.process, "forge_died", False):
                raise WorkerDiedError("the process that kernels are forked from died") from None
            if kernel.excess:
                return watch.failed("output limit", f"the notebook wrote more than {kernel.excess}")
            return watch.failed(*_death(kernel.exit_code), kernel.last_words())
        except RuntimeError as error:
            # nbclient and jupyter_client report a kernel that dies while it starts this way.
            cause = str(error) if kernel.exit_code is None else _death(kernel.exit_code)[1]
            return watch.failed("not started", f"{cause}, while it started", kernel.last_words())
        finally:
            watch.turn.give_back()
    body, record, warnings = finished(executed)
    return Outcome(task.name, notebook=body, record=record, warnings=tuple(warnings))


class _Watch:
    """Follows a run: which cell, how much time is left, what was written last."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.deadline = float("inf")
        self.notebook: Any = None
        self.cells: list[Any] = []
        self.index: int | None = None
        self.kernel: Any = None
        self.turn = Turn()

    def notebook_started(self, notebook: Any) -> None:
        """The kernel is ready. The limit is the notebook's: no waiting before this is in it."""
        self.notebook = notebook
        self.cells = list(notebook.cells)  # papermill inserts its error marks later
        self._tell()
        self.turn.take()
        self.deadline = time.monotonic() + self.task.run_seconds

    def cell_started(self, cell: Any, cell_index: int) -> None:
        self.index = cell_index
        self._tell()

    def _tell(self) -> None:
        """Say for the display at which cell the run is; 0: before the first, waiting for its turn."""
        if self.task.progress:
            number, cells = self.position()
            with contextlib.suppress(OSError):
                Path(self.task.progress).write_text(f"{number or 0} {cells} {os.getpid()}")

    def seconds_left(self, cell: Any) -> float:
        """nbclient asks before each cell: the cell's limit, or what is left of the run's."""
        return max(0.01, min(self.task.cell_seconds, self.deadline - time.monotonic()))

    def position(self) -> tuple[int | None, int]:
        """Number of the cell in the notebook as its author sees it, and how many there are."""
        injected = [
            number
            for number, cell in enumerate(self.cells)
            if INJECTED in cell.metadata.get("tags", [])
        ]
        count = len(self.cells) - len(injected)
        if self.index is None:
            return None, count
        return self.index + 1 - sum(number <= self.index for number in injected), count

    def limit(self) -> tuple[str, str]:
        if time.monotonic() >= self.deadline - 0.05:
            return "run limit", f"the run took longer than its limit of {self.task.run_seconds:g} s"
        return "cell limit", f"the cell took longer than its limit of {self.task.cell_seconds:g} s"

    def failed(self, kind: str, cause: str, last_lines: Any = ()) -> Outcome:
        number, cells = self.position()
        first_line, written, partial = "", [], None
        if self.notebook is not None:
            if self.index is not None:
                cell = self.cells[self.index]
                first_line = next(iter(cell.source.strip().splitlines()), "")
                written = _last_written(cell)
            self.notebook.cells = self.cells
            _shorten(self.cells)
            partial = finished(self.notebook)[0]
        told = [_plain(line) for line in [*written, *last_lines][-LAST_LINES:]]
        failure = Failure(kind, _plain(cause), number, cells, _plain(first_line), tuple(told))
        return Outcome(self.task.name, partial=partial, failure=failure)


def _in_a_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _plain(line: str) -> str:
    """A line that a terminal shows as it stands, however long or coloured it was."""
    from papermill.exceptions import strip_color

    shown = "".join(
        c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}"
        for c in strip_color(line)
    )
    rest = len(shown) - LINE_LENGTH
    return shown if rest <= 0 else f"{shown[:LINE_LENGTH]} ... ({rest:,} characters more)"


def _shorten(cells: list[Any]) -> None:
    """Keep the end of endless streams: writing millions of lines takes minutes and gigabytes."""
    for cell in cells:
        for output in cell.get("outputs", []):
            text = output.get("text", "")
            if (rest := len(text) - KEPT_OF_A_STREAM) > 0:
                output["text"] = f"[{rest:,} characters before this are left out]\n{text[rest:]}"


def _last_written(cell: Any) -> list[str]:
    text = "".join(
        output["text"][-LAST_LINES * LINE_LENGTH :]
        for output in cell.get("outputs", [])
        if output.get("output_type") == "stream"
    )
    return [line for line in text.splitlines() if line.strip()]


def _raised(error: Any) -> tuple[str, str, list[str]]:
    from papermill.exceptions import strip_color

    trace = [line for part in error.traceback for line in strip_color(part).splitlines()]
    lines = [line for line in trace if line.strip()][-LAST_LINES:]
    message = f"{error.ename}: {error.evalue}".strip().splitlines()[0]
    if error.ename == "MemoryError":
        return "memory", f"out of memory ({message})", lines
    return "raised", message, lines


def _death(exit_code: int | None) -> tuple[str, str]:
    if exit_code is None:
        return "killed", "the kernel no longer answers"
    if exit_code >= 0:
        return "killed", f"the kernel ended by itself with exit code {exit_code}"
    name = signal.Signals(-exit_code).name
    cause = f"the kernel was killed by signal {-exit_code} ({name})"
    if -exit_code == signal.SIGKILL:
        return "killed", f"{cause}: out of memory, or killed from outside"
    return "killed", cause


def _timed(outcome: Outcome, seconds: float, watch: _Watch) -> Outcome:
    process = getattr(watch.kernel, "process", None)
    return replace(
        outcome,
        seconds=round(seconds - watch.turn.waited, 3),
        peak_kb=getattr(process, "peak_kb", None),
        cpu_seconds=getattr(process, "cpu_seconds", None),
    )
