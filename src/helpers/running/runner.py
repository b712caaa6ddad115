"""``chuhai run``: which runs are stale, executing them, and leaving whole outputs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import RunError
from helpers.running.fingerprint import Inputs
from helpers.running.keeping import is_fresh, keep, missing, save_details
from helpers.running.outputs import FOLDERS, OutputFolder
from helpers.running.plans import SINGLE, Plan, Run
from helpers.running.project import Project
from helpers.running.report import DONE, FAILED, FRESH, NOT_RUN, Report, Result
from helpers.running.task import Failure, Outcome, Task

if TYPE_CHECKING:
    from helpers.running.forge_client import ForgeProcess

PATIENCE_SECONDS = 300  # beyond a run's own limit: its kernel starts and ends in it
MANY_RUNS = 4  # from here on it pays to open the tables once, before kernels are forked


@dataclass(frozen=True)
class Options:
    """How to execute: ``--cold``, ``--jobs``, ``--scheduler``, ``--fresh``."""

    cold: bool = False
    jobs: int | None = None
    scheduler: str | None = None
    fresh: bool = False


class Runner:
    """Executes the stale runs of plans into the output folder, which it holds meanwhile."""

    def __init__(self, project: Project, options: Options, display: Any) -> None:
        self.project = project
        self.options = options
        self.display = display
        self.report = Report(cold=options.cold)
        self.outputs = OutputFolder(project)
        self._executor: tuple[Executor, int] | None = None
        self._forge: ForgeProcess | None = None
        self._resources = contextlib.ExitStack()

    @contextlib.contextmanager
    def working(self) -> Iterator[Runner]:
        """Hold the output folder; on the way out stop workers and write the report."""
        with contextlib.closing(self._resources), self.outputs.held():
            self.outputs.remove(self._report_path)  # whoever kills us must not leave an old one
            try:
                with self._resources:
                    yield self
                self._look_again()
            except KeyboardInterrupt:
                self.report.interrupted = True
                raise
            finally:
                self._write_report()
                self.display.close()

    def validate(self, plans: Iterable[Plan]) -> None:
        """Refuse bad parameters of any run now, unless there is nothing to execute at all."""
        runs = [run for plan in plans for run in plan.runs]
        inputs = Inputs(self.project)
        stale = [run for run in runs if self._is_stale(run, inputs.of(run))]
        if stale:
            self._start_forge(stale)
            try:
                from helpers.running.validating import validated

                for run in runs:
                    validated(run)
            except BaseException:
                self._resources.close()
                raise
        inputs.save()

    def execute(
        self, plans: Iterable[Plan], before_ledgers: Callable[[], None] = lambda: None
    ) -> None:
        """Execute what is stale of the plans' runs; a ledger after everything it gathers."""
        plans = list(plans)
        runs = [run for plan in plans for run in plan.runs]
        self._prune(plans)
        self._batch([run for run in runs if not run.is_ledger])
        if ledgers := [run for run in runs if run.is_ledger]:
            before_ledgers()
            self._batch(ledgers)

    def _prune(self, plans: Iterable[Plan]) -> None:
        """Remove outputs of runs that their plan no longer has."""
        for plan in plans:
            if plan.name == SINGLE:
                continue
            kept = {run.output for run in plan.runs}
            for folder in FOLDERS:
                top = self.outputs.folder / folder
                for path in (top / plan.name).rglob("*.*"):
                    if path.relative_to(top).with_suffix("").as_posix() not in kept:
                        self.outputs.remove(path)

    def _batch(self, runs: list[Run]) -> None:
        inputs = Inputs(self.project)
        fingerprints = {run.output: inputs.of(run) for run in runs}
        details = inputs.details()
        inputs.save()
        stale = []
        for run in runs:
            if self._is_stale(run, fingerprints[run.output]):
                stale.append(run)
            else:
                self.report.results.append(Result(run, FRESH))
        if stale:
            self._execute(stale, fingerprints, details)

    def _is_stale(self, run: Run, fingerprint: dict[str, str]) -> bool:
        return self.options.fresh or not is_fresh(self.outputs, run, fingerprint)

    def _start_forge(self, stale: list[Run]) -> None:
        """Let the imports of warm kernels begin: they take longer than all that we do meanwhile."""
        if self.options.cold or self.options.scheduler:
            return
        from helpers.running.pool import start_forge

        with contextlib.suppress(OSError):  # the executor tries again, and tells
            self._forge = start_forge(_open_tables(stale))
        if self._forge is not None:
            self._resources.callback(self._forge.close)

    def _execute(
        self,
        stale: list[Run],
        fingerprints: dict[str, dict[str, str]],
        details: dict[str, dict[str, str]],
    ) -> None:
        from helpers.running.scheduling import run_tasks
        from helpers.running.validating import validated

        parameters = {run.output: validated(run) for run in stale}
        by_name = {run.output: run for run in stale}
        self.display.begin([run.output for run in stale])
        executor, slots = self._executor_for(stale)
        detail_names = save_details(self.outputs, details)
        first = len(self.report.results)

        def finished(name: str, outcome: Outcome) -> None:
            run = by_name[name]
            result = keep(self.outputs, run, outcome, fingerprints[run.output], detail_names)
            self.report.results.append(result)
            self.display.finished(run.output, result)

        try:
            tasks = []
            for run in stale:
                try:
                    tasks.append(self._task(run, parameters[run.output]))
                except (OSError, UnicodeDecodeError) as error:
                    failure = Failure("not executed", f"the notebook cannot be read ({error})")
                    finished(run.output, Outcome(run.output, failure=failure))
            run_tasks(
                executor,
                slots,
                tasks,
                started=lambda task: self.display.started(task.name),
                finished=lambda task, outcome: finished(task.name, outcome),
                tick=self.display.tick,
            )
        finally:
            ended = {result.run.output for result in self.report.results[first:]}
            self.report.results += [
                Result(run, NOT_RUN) for run in stale if run.output not in ended
            ]

    def _executor_for(self, stale: list[Run]) -> tuple[Executor, int]:
        if self._executor is None:
            from helpers.running.pool import executor_for

            self._executor = self._resources.enter_context(
                executor_for(
                    self.options.jobs,
                    self.options.scheduler,
                    cold=self.options.cold,
                    patience=max(run.run_seconds for run in stale) + PATIENCE_SECONDS,
                    open_tables=_open_tables(stale),
                    forge=self._forge,
                )
            )
        return self._executor

    def _task(self, run: Run, parameters: dict[str, Any]) -> Task:
        return Task(
            name=run.output,
            notebook=run.notebook,
            text=run.path.read_text(encoding="utf-8"),
            folder=str(run.path.parent),
            parameters=parameters,
            environment={"CHUHAI_BUILD": str(self.project.build)},
            cold=self.options.cold,
            cell_seconds=run.cell_seconds,
            run_seconds=run.run_seconds,
            progress=self.display.progress_file(run.output),
        )

    def _look_again(self) -> None:
        """Outputs that somebody has taken away meanwhile are not reported as made."""
        gone = Failure("output", "its outputs were removed while the command ran")
        for number, result in enumerate(self.report.results):
            if result.status in (DONE, FRESH) and missing(self.outputs, result.run):
                self.report.results[number] = replace(result, status=FAILED, failure=gone)

    @property
    def _report_path(self) -> Path:
        return self.outputs.folder / "report.xml"

    def _write_report(self) -> None:
        self.outputs.release_reserve()
        try:
            self.outputs.write(self._report_path, self.report.junit())
        except RunError as error:
            self.report.notices.append(f"no report.xml: {error}")


def _open_tables(stale: list[Run]) -> bool:
    """Whether the runs executed first are so many that the tables are better opened once."""
    return len([run for run in stale if not run.is_ledger] or stale) >= MANY_RUNS
