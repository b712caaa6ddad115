"""What a run leaves: its outputs and its state, whole or not at all, and whether they still stand."""

from __future__ import annotations

import contextlib
from typing import Any

from helpers.errors import RunError
from helpers.running.fingerprint import difference
from helpers.running.outputs import SUFFIXES, OutputFolder, as_json
from helpers.running.plans import Run
from helpers.running.report import DONE, FAILED, Result
from helpers.running.task import Failure, Outcome


def keep(
    out: OutputFolder,
    run: Run,
    outcome: Outcome,
    fingerprint: dict[str, str],
    details: dict[str, str],
) -> Result:
    """Write what a run has left; the state comes last, so that it never promises too much."""
    failure = outcome.failure
    state: dict[str, Any] = {
        "status": DONE,
        "cause": "",
        "fingerprint": fingerprint,
        "details": details,
        "outputs": {},
        "seconds": outcome.seconds,
        "peak_kb": outcome.peak_kb,
        "cpu_seconds": outcome.cpu_seconds,
        "warnings": list(outcome.warnings),
    }
    partial = earlier = None
    out.remove(out.state_path(run.output))
    if failure is None:
        try:
            _write(out, run, outcome, state)
            for path in (out.failed_path(run.output), *out.earlier_paths(run.output)):
                out.remove(path)
        except RunError as error:
            failure = Failure("output", str(error))
    if failure is not None:
        earlier = out.set_aside(run.output)
        with contextlib.suppress(RunError):
            if outcome.partial:
                out.write(out.failed_path(run.output), outcome.partial)
                partial = out.failed_path(run.output)
        with contextlib.suppress(RunError):
            state.update(status=FAILED, cause=failure.cause, outputs={})
            out.write_json(out.state_path(run.output), state)
    return Result(
        run,
        DONE if failure is None else FAILED,
        outcome.seconds,
        failure,
        outcome.warnings,
        out.project.shown(partial) if partial else "",
        out.project.shown(earlier) if earlier else "",
    )


def _write(out: OutputFolder, run: Run, outcome: Outcome, state: dict[str, Any]) -> None:
    """The executed notebook, its record and the state with their sizes: all or none of it."""
    contents = {
        suffix: content
        for suffix, content in zip(SUFFIXES, (outcome.notebook, outcome.record), strict=True)
        if content is not None
    }
    state["outputs"] = {suffix: len(content) for suffix, content in contents.items()}
    files = {out.runs(run.output, suffix): content for suffix, content in contents.items()}
    out.write_together({**files, out.state_path(run.output): as_json(state)})
    for suffix in set(SUFFIXES) - set(contents):
        out.remove(out.runs(run.output, suffix))


def save_details(out: OutputFolder, details: dict[str, dict[str, str]]) -> dict[str, str]:
    """Keep the hashes behind a part once per content; states refer to them by name."""
    from helpers.running.hashing import digest_map

    names = {}
    for part, files in details.items():
        names[part] = digest_map(files)
        path = out.folder / "state" / ".inputs" / f"{names[part]}.json"
        if not path.exists():
            with contextlib.suppress(RunError):
                out.write_json(path, files)
    return names


def is_fresh(outputs: OutputFolder, run: Run, fingerprint: dict[str, str]) -> bool:
    return not reasons(outputs, run, fingerprint)


def reasons(outputs: OutputFolder, run: Run, fingerprint: dict[str, str]) -> list[str]:
    """Why a run has to be executed; empty when its outputs stand for what there is now."""
    state = outputs.state(run.output)
    if not {"status", "fingerprint", "outputs"} <= state.keys():
        return ["never run"]
    if state["status"] != DONE:
        return ["failed"]
    if lost := missing(outputs, run):
        return [f"its output {lost} is missing or was changed"]
    return difference(state["fingerprint"], fingerprint)


def missing(outputs: OutputFolder, run: Run) -> str:
    """The name of an output that is not as the state of the run has it; empty when all are."""
    state = outputs.state(run.output)
    if "outputs" not in state:
        return outputs.state_path(run.output).name
    for suffix, size in state["outputs"].items():
        path = outputs.runs(run.output, suffix)
        if not path.is_file() or path.stat().st_size != size:
            return path.name
    return ""
