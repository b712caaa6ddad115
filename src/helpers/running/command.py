"""``chuhai run`` as a command: what to run, how to show it, how to end."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
from typing import Any

from helpers.errors import ParameterError
from helpers.running import plans, stages
from helpers.running.progress import display_for
from helpers.running.project import Project
from helpers.running.reading_yaml import scalar
from helpers.running.runner import Options, Runner


def run(options: argparse.Namespace, make_pages: stages.PageMaker) -> int:
    """Execute what the options name; 0 when every run is whole and up to date."""
    project = Project.find()
    plan = _plan(project, options)
    settings = Options(options.cold, options.jobs, options.scheduler, options.fresh)
    runner = Runner(project, settings, display_for(options.quiet))
    concerned = stages.every_plan(project) if plan is None else [plan]
    runner.validate(concerned)
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal; one that is ignored (nohup) stays so
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _interrupt)
    try:
        with runner.working():
            if plan is None:
                stages.run_everything(runner, concerned, make_pages)
            else:
                stages.run_plan(runner, plan)
    finally:
        with contextlib.suppress(OSError):  # nobody listens any more
            _tell(runner, project, verdicts=plan is None or plan.name in stages.READINGS)
    return 1 if runner.report.failed else 0


def _plan(project: Project, options: argparse.Namespace) -> plans.Plan | None:
    parameters = dict(_parameter(text) for text in options.parameters)
    limits = {name: getattr(options, name) for name in plans.LIMITS if getattr(options, name, None)}
    if options.as_of is not None:
        if options.target or parameters or limits:
            raise ParameterError(
                "reads every theme, with no other parameter",
                where="--as-of",
                mend="for one notebook: chuhai run NOTEBOOK -p as_of=DAY",
            )
        return plans.as_of(project, options.as_of)
    if options.target is None:
        if parameters or limits:
            raise ParameterError(
                "parameters and limits need a notebook",
                where="-p" if parameters else "--cell-seconds, --run-seconds",
                mend="name the notebook",
            )
        return None
    if options.target in plans.names(project):
        if parameters:
            raise ParameterError(
                f"{options.target} is a plan; its parameters stand in its file",
                where="-p",
                mend=f"edit plans/{options.target}.yml, or run one notebook",
            )
        if limits:
            raise ParameterError(
                f"{options.target} is a plan; its limits stand in its file",
                where=", ".join(f"--{name.replace('_', '-')}" for name in limits),
                mend=f"edit plans/{options.target}.yml, or run one notebook",
            )
        return plans.load(project, options.target)
    return plans.single(project, options.target, parameters, limits)


def _parameter(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ParameterError(f"{text!r} is not NAME=VALUE", where="-p", mend="e.g. -p as_of=latest")
    return name, scalar(value)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def _tell(runner: Runner, project: Project, *, verdicts: bool) -> None:
    """The end of the command: failures in full, the summary, pages and verdicts."""
    report = runner.report
    if failures := report.failures():
        print(failures, file=sys.stderr)
    for notice in report.notices:
        print(notice, file=sys.stderr)
    if not report.results:
        return
    print(report.summary())
    if verdicts and not report.failed:
        for part in (stages.verdict_table(project), stages.where_the_pages_are(project)):
            if part:
                print(part)
