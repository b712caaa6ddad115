"""What became of each run: for a person at the terminal, and as JUnit XML for CI."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from helpers.running.plans import SINGLE, Run
from helpers.running.reading_yaml import scalar
from helpers.running.task import CELL_SECONDS, RUN_SECONDS, Failure

FRESH, DONE, FAILED, NOT_RUN = "fresh", "done", "failed", "not run"


@dataclass(frozen=True)
class Result:
    """One line of the report."""

    run: Run
    status: str
    seconds: float = 0.0
    failure: Failure | None = None
    warnings: tuple[str, ...] = ()
    partial: str = ""
    earlier: str = ""


@dataclass
class Report:
    """The results of a command, in the order in which they came."""

    results: list[Result] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    interrupted: bool = False
    cold: bool = False

    def count(self, status: str) -> int:
        return sum(result.status == status for result in self.results)

    @property
    def failed(self) -> bool:
        return self.interrupted or self.count(FAILED) + self.count(NOT_RUN) > 0

    @property
    def nothing_to_do(self) -> bool:
        return not self.interrupted and self.count(FRESH) == len(self.results)

    def summary(self) -> str:
        """One sentence: how many runs were executed, skipped and failed."""
        if self.results and self.nothing_to_do:
            return f"nothing to do: all {len(self.results)} runs are up to date"
        parts = [f"{self.count(DONE)} executed"]
        if fresh := self.count(FRESH):
            parts.append(f"{fresh} up to date")
        if failed := self.count(FAILED):
            parts.append(f"{failed} failed")
        if left := self.count(NOT_RUN):
            parts.append(f"{left} not run")
        return ", ".join(parts) + (" (interrupted)" if self.interrupted else "")

    def failures(self) -> str:
        """Every failure in full."""
        return "\n\n".join(
            describe(result, self.cold) for result in self.results if result.failure is not None
        )

    def junit(self) -> bytes:
        """The report in the form that CI systems read."""
        suites = ElementTree.Element("testsuites")
        by_plan: dict[str, list[Result]] = {}
        for result in self.results:
            by_plan.setdefault(result.run.plan, []).append(result)
        for plan, results in by_plan.items():
            suite = ElementTree.SubElement(
                suites,
                "testsuite",
                name=plan,
                tests=str(len(results)),
                failures=str(sum(result.status == FAILED for result in results)),
                errors="0",
                skipped=str(sum(result.status in (FRESH, NOT_RUN) for result in results)),
                time=f"{sum(result.seconds for result in results):.3f}",
            )
            for result in results:
                _case(suite, result, self.cold)
        ElementTree.indent(suites)
        return ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True) + b"\n"


def describe(result: Result, cold: bool = False) -> str:
    """Notebook, cell, parameters, cause, last lines, and the command that shows it alone."""
    failure = result.failure
    lines = [f"FAILED {result.run.name}: {failure.cause}"]
    if failure.cell is not None:
        lines.append(f"  cell        {failure.cell} of {failure.cells}: {failure.first_line}")
    lines.append(f"  parameters  {in_words(result.run.parameters)}")
    if failure.last_lines:
        lines.append("  last lines")
        lines += [f"    {line}" for line in failure.last_lines]
    if result.partial:
        lines.append(f"  as far as it came  {result.partial}")
    if result.earlier:
        lines.append(f"  last whole  {result.earlier}")
    lines.append(f"  reproduce   {command(result.run, cold)}")
    return "\n".join(lines)


def command(run: Run, cold: bool = False) -> str:
    """The command that executes this run alone: same parameters, limits and kind of kernel."""
    known = run.path.parent.name == "notebooks" and run.plan != SINGLE
    parts = ["chuhai", "run", run.notebook if known else str(run.path)]
    for name, value in run.parameters.items():
        parts += ["-p", f"{name}={_as_yaml(value)}"]
    if run.cell_seconds != CELL_SECONDS:
        parts += ["--cell-seconds", f"{run.cell_seconds:g}"]
    if run.run_seconds != RUN_SECONDS:
        parts += ["--run-seconds", f"{run.run_seconds:g}"]
    parts += ["--fresh", *(["--cold"] if cold else [])]
    return shlex.join(parts)


def in_words(parameters: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_as_yaml(value)}" for name, value in parameters.items()) or "none"


def _as_yaml(value: Any) -> str:
    if isinstance(value, str) and scalar(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _case(suite: ElementTree.Element, result: Result, cold: bool) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=result.run.plan,
        name=f"{result.run.output.partition('/')[2]} ({in_words(result.run.parameters)})",
        time=f"{result.seconds:.3f}",
    )
    if result.status in (FRESH, NOT_RUN):
        message = "up to date" if result.status == FRESH else "not run: the command was stopped"
        ElementTree.SubElement(case, "skipped", message=message)
    if result.failure is not None:
        element = ElementTree.SubElement(
            case, "failure", type=result.failure.kind, message=_printable(result.failure.cause)
        )
        element.text = _printable(describe(result, cold))
    if result.warnings:
        ElementTree.SubElement(case, "system-err").text = _printable("\n".join(result.warnings))


def _printable(text: str) -> str:
    """XML holds no control characters beside tab and line breaks."""
    return "".join(c if c >= " " or c in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for c in text)
