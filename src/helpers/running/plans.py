"""Plans: which notebooks run, with which parameters. One YAML file in ``plans/`` each.

    name: published
    about: every claim read on the day the article appeared
    defaults: {as_of: 2024-10-03}
    limits: {cell_seconds: 300, run_seconds: 900}
    runs:
      - notebook: domestic_competition
      - notebook: funding_climate
        parameters: {compare_with: US}

A plan with ``multiverse:`` in place of ``runs:`` is spread over ``data/choices.csv`` by
:mod:`helpers.running.multiverse`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers.dataset.problems import closest
from helpers.errors import PlanError
from helpers.running.project import Project
from helpers.running.reading_yaml import Located, read
from helpers.running.task import CELL_SECONDS, RUN_SECONDS

LEDGER = "ledger"
SINGLE = "single"
TODAY = "today"
KEYS = ("name", "about", "defaults", "limits", "runs", "multiverse")
LIMITS = {"cell_seconds": CELL_SECONDS, "run_seconds": RUN_SECONDS}


@dataclass(frozen=True)
class Run:
    """One notebook with one set of parameters. ``output`` is its stem below ``build/runs``."""

    plan: str
    notebook: str
    path: Path
    parameters: Mapping[str, Any]
    output: str
    where: str = ""
    cell_seconds: float = CELL_SECONDS
    run_seconds: float = RUN_SECONDS

    @property
    def name(self) -> str:
        return self.output

    @property
    def is_ledger(self) -> bool:
        return self.notebook == LEDGER

    @property
    def is_variant(self) -> bool:
        return self.parameters.get("variant") is True


@dataclass(frozen=True)
class Plan:
    """A named list of runs, in the order in which they start."""

    name: str
    about: str
    runs: tuple[Run, ...] = field(default_factory=tuple)

    @property
    def is_multiverse(self) -> bool:
        return any(run.is_variant for run in self.runs)


def names(project: Project) -> list[str]:
    """The plans there are."""
    return sorted(path.stem for path in project.plans.glob("*.yml"))


def load(project: Project, name: str) -> Plan:
    """Read ``plans/NAME.yml``; PlanError naming file and line for whatever is wrong in it."""
    path = project.plans / f"{name}.yml"
    if not path.is_file():
        near = closest(name, names(project))
        raise PlanError(
            f"there is no plan {name!r}",
            where=project.shown(project.plans),
            mend=(f"did you mean {near!r}? " if near else "") + f"plans: {_listed(names(project))}",
        )
    shown = project.shown(path)
    plain = read(path, shown)
    if not isinstance(plain, Located):
        raise PlanError("is not a mapping", where=shown, mend=f"keys: {', '.join(KEYS)}")
    _known_keys(plain, KEYS, shown)
    if ("runs" in plain) == ("multiverse" in plain):
        raise PlanError("needs either `runs` or `multiverse`", where=shown, mend="give one of them")
    limits = _limits(plain, shown)
    defaults = _mapping(plain, "defaults", shown)
    if "multiverse" in plain:
        from helpers.running.multiverse import spread

        runs = spread(project, name, plain["multiverse"], defaults, limits, shown)
    else:
        runs = _listed_runs(project, name, plain, defaults, limits, shown)
    return Plan(name, str(plain.get("about", "")), tuple(runs))


def single(
    project: Project,
    notebook: str,
    parameters: Mapping[str, Any],
    limits: Mapping[str, float] | None = None,
) -> Plan:
    """A plan of one run: a notebook of the project by name, or any notebook by its path."""
    path = notebook_path(project, notebook, plans=names(project))
    suffix = f"-{digest(parameters)[:8]}" if parameters else ""
    output = f"{SINGLE}/{path.stem}{suffix}"
    run = Run(SINGLE, path.stem, path, dict(parameters), output, **(limits or {}))
    return Plan(SINGLE, f"{project.shown(path)} alone", (run,))


def as_of(project: Project, day: str) -> Plan:
    """The themes of ``plans/today.yml`` read on another day, in a folder of their own.

    No ledger: it sets the two readings of the project side by side.
    """
    name = f"as-of-{day}"
    runs = []
    for run in load(project, TODAY).runs:
        if not run.is_ledger:
            parameters = {**run.parameters, "as_of": day}
            output = f"{name}/{run.output.partition('/')[2]}"
            runs.append(
                replace(run, plan=name, parameters=parameters, output=output, where="--as-of")
            )
    return Plan(name, f"every theme as of {day}", tuple(runs))


def notebook_path(
    project: Project, notebook: str, where: str = "", plans: Sequence[str] = ()
) -> Path:
    """The file of a notebook; PlanError with the closest name when there is none.

    ``plans``: names that could have been meant as well.
    """
    candidates = [project.notebooks / f"{notebook}.ipynb", Path(notebook)]
    for candidate in candidates:
        if candidate.suffix == ".ipynb" and candidate.is_file():
            return candidate.resolve()
    known = sorted(path.stem for path in project.notebooks.glob("*.ipynb"))
    near = closest(Path(notebook).stem, [*plans, *known])
    also = f"plans: {_listed(list(plans))}; " if plans else ""
    raise PlanError(
        f"there is no {'plan or ' if plans else ''}notebook {notebook!r}",
        where=where or project.shown(project.notebooks),
        mend=(f"did you mean {near!r}? " if near else "") + f"{also}notebooks: {_listed(known)}",
    )


def digest(plain: Any) -> str:
    """SHA-256 of plain data, independent of the order of keys."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _listed_runs(
    project: Project,
    name: str,
    plain: Located,
    defaults: Mapping[str, Any],
    limits: Mapping[str, float],
    shown: str,
) -> list[Run]:
    if not isinstance(plain["runs"], list) or not plain["runs"]:
        raise PlanError("`runs` is not a list of runs", where=f"{shown}:{plain.lines['runs']}")
    runs: list[Run] = []
    for item in plain["runs"]:
        if not isinstance(item, Located) or "notebook" not in item:
            line = getattr(item, "line", plain.lines["runs"])
            raise PlanError(
                "a run needs a `notebook`",
                where=f"{shown}:{line}",
                mend="write `- notebook: NAME`, with `parameters:` below it where needed",
            )
        _known_keys(item, ("notebook", "parameters"), shown)
        place = f"{shown}:{item.line}"
        notebook = str(item["notebook"])
        path = notebook_path(project, notebook, f"{shown}:{item.lines['notebook']}")
        parameters = {**defaults, **_mapping(item, "parameters", shown)}
        output = f"{name}/{path.stem}"
        if any(run.output == output for run in runs):
            output += f"-{digest(parameters)[:8]}"
        if any(run.output == output for run in runs):
            raise PlanError(f"{notebook} stands there twice with equal parameters", where=place)
        runs.append(Run(name, path.stem, path, parameters, output, place, **limits))
    return sorted(runs, key=lambda run: run.is_ledger)


def _limits(plain: Located, shown: str) -> dict[str, float]:
    given = _mapping(plain, "limits", shown)
    if given:
        _known_keys(plain["limits"], tuple(LIMITS), shown)
    for key, value in given.items():
        if not isinstance(value, (int, float)) or isinstance(value, bool) or value <= 0:
            raise PlanError(
                f"{key}: {value!r} is not a number of seconds above 0",
                where=f"{shown}:{plain['limits'].lines[key]}",
            )
    return {key: float(given.get(key, default)) for key, default in LIMITS.items()}


def _mapping(plain: Located, key: str, shown: str) -> Mapping[str, Any]:
    value = plain.get(key) or {}
    if not isinstance(value, dict):
        raise PlanError(
            f"`{key}` is not a mapping", where=f"{shown}:{plain.lines[key]}", mend="name: value"
        )
    return value


def _known_keys(plain: Located, known: tuple[str, ...], shown: str) -> None:
    for key in plain:
        if key not in known:
            near = closest(key, known)
            raise PlanError(
                f"unknown key {key!r}",
                where=f"{shown}:{plain.lines[key]}",
                mend=(f"did you mean {near!r}? " if near else "") + f"keys: {', '.join(known)}",
            )


def _listed(found: list[str]) -> str:
    return ", ".join(found) or "none yet"
