"""What goes to a worker and what comes back: plain data that any executor can carry."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from typing import Any

CELL_SECONDS = 300.0
RUN_SECONDS = 900.0


class WorkerDiedError(BrokenExecutor):
    """What ran a task has died, not the task: it can be tried again elsewhere."""


@dataclass(frozen=True)
class Task:
    """One run: a notebook's text, its parameters, and the limits it has to keep.

    ``folder`` is the working directory (the notebook's own, as in JupyterLab), ``environment``
    what its kernel is told beside the usual; ``progress`` a small file that tells which cell is running, for whoever looks on this machine.
    """

    name: str
    notebook: str
    text: str
    folder: str
    parameters: Mapping[str, Any]
    environment: Mapping[str, str] = field(default_factory=dict)
    cold: bool = False
    cell_seconds: float = CELL_SECONDS
    run_seconds: float = RUN_SECONDS
    progress: str = ""


@dataclass(frozen=True)
class Failure:
    """Why a run did not finish, as the report tells it.

    ``kind``: raised, killed, cell limit, run limit, output limit, memory, worker died, not started,
    not executed, output.
    """

    kind: str
    cause: str
    cell: int | None = None
    cells: int | None = None
    first_line: str = ""
    last_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The bytes of the executed notebook and its record, or the failure.

    ``partial`` is the notebook as far as it came, for a person to look into.
    """

    task_name: str
    notebook: bytes | None = None
    record: bytes | None = None
    partial: bytes | None = None
    failure: Failure | None = None
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    peak_kb: int | None = None
    cpu_seconds: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        return self.failure is None
