"""The whole project as of a past day: every plan with that day in place of the newest.

Everything is kept apart in ``build/as-of/DAY``, laid out like ``build/``: runs, robustness, ledger,
pages. What the project has already run for the day of the article is taken over from ``build/``;
the runner looks at it as at its own and executes what is stale.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers.errors import ParameterError
from helpers.running import stages
from helpers.running.fingerprint import LATEST
from helpers.running.plans import Plan, Run, digest
from helpers.running.progress import display_for
from helpers.running.project import Project
from helpers.running.runner import Options, Runner

FOLDER = "as-of"


def enter(project: Project, day: str) -> Project:
    """The project with its outputs in the folder of that day, for this process and its workers."""
    if Path(day).name != day or day in {"", ".", ".."}:
        raise ParameterError(f"{day!r} is not a day", where="--as-of", mend="e.g. --as-of 2025-06-30")
    os.environ["CHUHAI_BUILD"] = str(project.build / FOLDER / day)
    return project


def rebuild(project: Project, day: str, make_pages: stages.PageMaker) -> int:
    """Runs, ledger and pages as of ``day``; 0 when all of it is whole.

    Raises
    ------
    helpers.errors.ParameterError
        when the dataset cannot be read on that day, or it is the day of the article.
    """
    plans = [on(plan, day) for plan in stages.every_plan(project)]
    _refuse_article_day(plans, day)
    borrowed = project.build
    runner = Runner(enter(project, day), Options(), display_for(quiet=False))
    runner.validate(plans)
    with runner.working():
        _take_over(borrowed, project.build)
        stages.run_everything(runner, plans, make_pages)
    if failures := runner.report.failures():
        print(failures, file=sys.stderr)
    print(runner.report.summary())
    if not runner.report.failed:
        print(stages.verdict_table(project))
        print(stages.where_the_pages_are(project))
    return 1 if runner.report.failed else 0


def on(plan: Plan, day: str) -> Plan:
    """The plan with ``day`` wherever it reads the newest day; equal runs stand there once."""
    runs = {run.output: run for run in (_on(run, day) for run in plan.runs)}
    return replace(plan, runs=tuple(runs.values()))


def _on(run: Run, day: str) -> Run:
    if run.parameters.get("as_of", LATEST) != LATEST or run.is_ledger:
        return run
    parameters: dict[str, Any] = {**run.parameters, "as_of": day}
    named = run.output.endswith(digest(run.parameters)[:12])      # robustness runs are named by their parameters
    output = f"{run.output[:-12]}{digest(parameters)[:12]}" if named else run.output
    return replace(run, parameters=parameters, output=output)


def _refuse_article_day(plans: list[Plan], day: str) -> None:
    read = {str(run.parameters.get("as_of")) for plan in plans if plan.name == stages.PUBLISHED for run in plan.runs}
    if day in read:
        raise ParameterError(
            f"{day} is the reading `{stages.PUBLISHED}`, which all pages show already",
            where="--as-of", mend="name a later day",
        )


def _take_over(build: Path, own: Path) -> None:
    """Runs and their states from the project's build, where the day has none of its own yet."""
    for kind in ("runs", "state"):
        for plan in (stages.MULTIVERSE, stages.PUBLISHED):
            if (build / kind / plan).is_dir() and not (own / kind / plan).exists():
                shutil.copytree(build / kind / plan, own / kind / plan)
