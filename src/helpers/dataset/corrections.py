"""Guards of ``corrections.csv``: each correction still has something to correct.

A correction names its row by ``key``, written ``column=value`` (several joined by ``;``) or
as the bare value of a one-column primary key. The guard fails when the wrong value is back
(a refresh undid the correction) and when the right value is gone (the source was mended or
changed, so somebody has to look).
"""

from __future__ import annotations

from helpers.dataset.declaration import Declaration
from helpers.dataset.keys import Finder
from helpers.dataset.problems import Problem
from helpers.dataset.reading import TextTable

TABLE = "corrections"


def guard_problems(
    corrections: TextTable, declaration: Declaration, find: Finder, only: str | None = None
) -> list[Problem]:
    """Corrections of the table ``only`` (all: None) whose cell no longer says what they set."""
    needed = ("table", "key", "column", "wrong_value", "right_value")
    if not set(needed) <= set(corrections.columns):
        return []
    problems: list[Problem] = []
    for row, line in zip(corrections.key(needed), corrections.lines, strict=True):
        name, key, column, wrong, right = row
        if only is not None and name != only:
            continue
        problem = _guard(declaration, find, name, key, column, wrong, right)
        if problem:
            what, mend, shown_column, value = problem
            file = declaration.shown(corrections.table)
            problems.append(Problem(file, what, mend, line, shown_column, value))
    return problems


def _guard(
    declaration: Declaration, find: Finder, name: str, key: str, column: str, wrong: str, right: str
) -> tuple[str, str, str, str] | None:
    if name not in declaration.tables:
        return (
            "corrects a table that is not declared",
            "name a table of datapackage.json",
            "table",
            name,
        )
    text = find(name)
    if text is None:
        return None
    if column not in text.columns:
        return (
            f"corrects a column that {name} does not have",
            "name a column of the table",
            "column",
            column,
        )
    wanted = parse_key(key, text)
    if wanted is None:
        mend = f"write it as column=value;column=value with columns of {name}"
        return "does not name a row", mend, "key", key
    rows = [
        number
        for number, value in enumerate(text.key(tuple(wanted)))
        if value == tuple(wanted.values())
    ]
    file = declaration.shown(text.table)
    if not rows:
        mend = "mend the key, or remove the correction if its row is gone for good"
        return f"names a row that is not in {file}", mend, "key", key
    for number in rows:
        cell, place = text.columns[column][number], f"{file}, line {text.lines[number]}"
        if cell == right:
            continue
        if cell == wrong:
            what = f"the corrected value is back ({place}, column {column})"
            return (
                what,
                f"write {right!r} there, or remove the correction with a reason",
                "wrong_value",
                cell,
            )
        what = f"{place}, column {column} now says {cell!r}, neither the wrong nor the right value"
        mend = "look at the source: if it was mended, remove the correction; else correct the cell"
        return what, mend, "right_value", right
    return None


def parse_key(key: str, text: TextTable) -> dict[str, str] | None:
    """The columns and values that name a row; None when the key does not fit the table."""
    if "=" not in key and len(text.table.primary_key) == 1:
        return {text.table.primary_key[0]: key}
    wanted: dict[str, str] = {}
    for part in key.split(";"):
        column, equals, value = part.strip().partition("=")
        if equals and column in text.columns:
            wanted[column] = value
        elif wanted:  # a ";" that belongs to the value before it
            last = next(reversed(wanted))
            wanted[last] += f";{part}"
        else:
            return None
    return wanted or None
