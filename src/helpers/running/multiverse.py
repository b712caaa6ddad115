"""The robustness plan: the defensible choices of ``data/choices.csv``, crossed.

For each notebook and reading day: first the run with every default, then each alternative
alone, then combinations drawn so that every alternative comes up equally often, up to
``per_notebook``. The draw is seeded, so a plan means the same runs everywhere.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from helpers.errors import PlanError
from helpers.running.plans import Run, digest, notebook_path
from helpers.running.project import Project
from helpers.running.reading_yaml import Located, scalar

KEYS = ("choices", "as_of", "per_notebook", "seed")
COLUMNS = ("notebook", "choice", "alternative", "is_default")

Choices = dict[str, list[Any]]


def spread(
    project: Project,
    plan: str,
    plain: Any,
    defaults: Mapping[str, Any],
    limits: Mapping[str, float],
    shown: str,
) -> list[Run]:
    """The runs of a ``multiverse:`` section, in a fixed order."""
    settings = _settings(plain, shown)
    choices = read_choices(project.root / settings["choices"], project)
    runs = []
    for notebook, alternatives in choices.items():
        path = notebook_path(project, notebook, settings["choices"])
        sets = combinations(
            {"as_of": settings["as_of"], **alternatives},
            settings["per_notebook"],
            f"{settings['seed']} {notebook}",
        )
        for chosen in sets:
            parameters = {**defaults, **chosen}
            output = f"{plan}/{notebook}/{digest(parameters)[:12]}"
            runs.append(Run(plan, notebook, path, parameters, output, shown, **limits))
    return runs


def read_choices(path: Path, project: Project) -> dict[str, Choices]:
    """Notebook -> choice -> alternatives, the default first."""
    shown = project.shown(path)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise PlanError(f"lacks the column {', '.join(missing)}", where=f"{shown}:1")
            rows = list(reader)
    except FileNotFoundError:
        raise PlanError("there is no such table of choices", where=shown) from None
    choices: dict[str, Choices] = {}
    for line, row in enumerate(rows, 2):
        alternatives = choices.setdefault(row["notebook"], {}).setdefault(row["choice"], [])
        value = scalar(row["alternative"])
        if value in alternatives:
            raise PlanError(
                f"{row['choice']}: the alternative {row['alternative']!r} stands there twice",
                where=f"{shown}:{line}",
            )
        if row["is_default"] == "true":
            alternatives.insert(0, value)
        else:
            alternatives.append(value)
    _one_default_each(rows, shown)
    return choices


def combinations(choices: Choices, most: int, seed: str) -> list[dict[str, Any]]:
    """Up to ``most`` distinct combinations; ``as_of`` is crossed with each kind in turn."""
    found: dict[str, dict[str, Any]] = {}
    for chosen in _in_order(choices, seed):
        if len(found) >= most:
            break
        found.setdefault(digest(chosen), chosen)
    return list(found.values())


def _in_order(choices: Choices, seed: str) -> Iterator[dict[str, Any]]:
    days = choices["as_of"]
    others = {name: values for name, values in choices.items() if name != "as_of"}
    default = {name: values[0] for name, values in others.items()}
    for day in days:
        yield {"as_of": day, **default}
    for name, values in others.items():
        for value in values[1:]:
            for day in days:
                yield {"as_of": day, **default, name: value}
    yield from _balanced(choices, random.Random(seed))


def _balanced(choices: Choices, draw: random.Random) -> Iterator[dict[str, Any]]:
    """Random combinations; each choice deals its alternatives like a shuffled deck."""
    total = 1
    for values in choices.values():
        total *= len(values)
    decks: dict[str, list[Any]] = {name: [] for name in choices}
    seen: set[str] = set()
    while len(seen) < total:
        chosen = {}
        for name, values in choices.items():
            if not decks[name]:
                decks[name] = draw.sample(values, len(values))
            chosen[name] = decks[name].pop()
        for _ in range(100):
            if digest(chosen) not in seen:
                break
            name = draw.choice(list(choices))
            chosen[name] = draw.choice(choices[name])
        if digest(chosen) in seen:
            return
        seen.add(digest(chosen))
        yield chosen


def _settings(plain: Any, shown: str) -> dict[str, Any]:
    if not isinstance(plain, Located):
        raise PlanError("`multiverse` is not a mapping", where=shown, mend=f"keys: {KEYS}")
    for key in plain:
        if key not in KEYS:
            raise PlanError(
                f"unknown key {key!r}",
                where=f"{shown}:{plain.lines[key]}",
                mend=f"keys: {', '.join(KEYS)}",
            )
    settings = {"choices": "data/choices.csv", "per_notebook": 48, "seed": 0, **plain}
    if not isinstance(settings.get("as_of"), list) or not settings["as_of"]:
        raise PlanError("`as_of` is not a list of days", where=f"{shown}:{plain.line}")
    for key in ("per_notebook", "seed"):
        if not isinstance(settings[key], int) or settings[key] < 0:
            raise PlanError(
                f"{key}: {settings[key]!r} is not a whole number",
                where=f"{shown}:{plain.lines[key]}",
            )
    return settings


def _one_default_each(rows: list[dict[str, str]], shown: str) -> None:
    defaults: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["notebook"], row["choice"])
        defaults[key] = defaults.get(key, 0) + (row["is_default"] == "true")
    for (notebook, choice), count in defaults.items():
        if count != 1:
            raise PlanError(
                f"{choice} of {notebook} has {count} defaults",
                where=shown,
                mend="mark exactly one alternative with is_default = true",
            )
