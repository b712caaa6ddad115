"""``chuhai status``: fresh, stale (because of which input) or failed, per run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from helpers.running.fingerprint import Inputs, difference
from helpers.running.keeping import reasons
from helpers.running.outputs import OutputFolder
from helpers.running.plans import Plan, Run
from helpers.running.project import Project
from helpers.running.report import FAILED

SHOWN_AT_MOST = 3


@dataclass(frozen=True)
class Line:
    """The state of one run."""

    run: Run
    status: str
    because: str = ""


def status(project: Project, plans: Iterable[Plan]) -> list[Line]:
    """The state of every run of the plans."""
    inputs = Inputs(project)
    outputs = OutputFolder(project)
    lines = [_line(project, outputs, inputs, run) for plan in plans for run in plan.runs]
    inputs.save()
    return lines


def table(lines: list[Line], *, all_variants: bool = False) -> str:
    """The states as text; robustness runs that are in the same state share a line."""
    shown: list[tuple[str, str, str]] = []
    gathered: dict[tuple[str, str, str], int] = {}
    for line in lines:
        if line.run.is_variant and not all_variants:
            key = (f"{line.run.plan}/{line.run.notebook}", line.status, line.because)
            gathered[key] = gathered.get(key, 0) + 1
        else:
            shown.append((line.run.output, line.status, line.because))
    for (name, state, because), count in gathered.items():
        shown.append((f"{name} ({count} runs)", state, because))
    width = max((len(name) for name, _, _ in shown), default=0)
    return "\n".join(
        f"{name:{width}}  {state:7} {because}".rstrip() for name, state, because in shown
    )


def _line(project: Project, outputs: OutputFolder, inputs: Inputs, run: Run) -> Line:
    fingerprint = inputs.of(run)
    found = reasons(outputs, run, fingerprint)
    if not found:
        return Line(run, "fresh")
    state = outputs.state(run.output)
    if state.get("status") == FAILED:
        return Line(run, "failed", state.get("cause", ""))
    details = inputs.details()
    because = [_files(project, state, part, details) for part in found]
    return Line(run, "stale", "; ".join(because))


def _files(project: Project, state: dict, part: str, details: dict[str, dict[str, str]]) -> str:
    """A part that stands for many files, with the names of those that changed."""
    if part not in details:
        return {"code": "its code", "text": "its text", "parameters": "its parameters"}.get(
            part, part
        )
    old: dict[str, str] = {}
    name = state.get("details", {}).get(part, "")
    with suppress(OSError, ValueError):
        path = project.build / "state" / ".inputs" / f"{name}.json"
        old = json.loads(path.read_text())
    changed = difference(old, details[part]) if old else []
    if not changed:
        return part
    rest = len(changed) - SHOWN_AT_MOST
    return ", ".join(changed[:SHOWN_AT_MOST]) + (f" and {rest} more" if rest > 0 else "")
