"""Periods written as their first day and a precision: last days, and days that do not fit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.dataset.declaration import Declaration, Table
from helpers.dataset.problems import Problem
from helpers.dataset.reading import TextTable

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def last_days(first: pd.Series, precision: pd.Series | None = None) -> pd.Series:
    """Last day of each period. ``first`` holds days, ``precision`` one of the five words.

    Without a precision (or where it is missing) the day is the period.
    """
    if precision is None:
        return first
    days = first.to_numpy().astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype("int64")
    words = precision.astype("str").to_numpy()
    for word, length in MONTHS.items():
        chosen = (words == word) & ~np.isnat(days)
        following = (months[chosen] // length + 1) * length
        days[chosen] = following.astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
    return pd.Series(days.astype("datetime64[us]"), index=first.index, name=first.name)


def precision_of(table: Table, column: str) -> str:
    """The column that holds the precision of a date column; empty when days are true days.

    ``X_precision`` belongs to ``X`` or ``X_date``; a bare ``date_precision`` to the date that
    the table is about.
    """
    if table.known.column == column and table.known.precision:
        return table.known.precision
    for name in (f"{column}_precision", f"{column.removesuffix('_date')}_precision"):
        if table.field(name):
            return name
    about = "date" if table.field("date") else table.date
    bare = column == about and not column.startswith("period_") and table.field("date_precision")
    return "date_precision" if bare else ""


def period_problems(
    text: TextTable, frame: pd.DataFrame, declaration: Declaration
) -> list[Problem]:
    """Days that are not the first of their period, and periods that end before they start."""
    file = declaration.shown(text.table)
    problems: list[Problem] = []
    for field in text.table.fields:
        precision = precision_of(text.table, field.name) if field.type == "date" else ""
        if precision in frame and field.name in frame:
            problems += _not_first_days(text, frame, field.name, precision, file)
    if {"period_start", "period_end"} <= set(frame):
        ends_first = frame["period_end"] < frame["period_start"]
        for number in np.flatnonzero(ends_first.fillna(False)):
            start = text.columns["period_start"][number]
            what, mend = (
                f"the period ends before it starts ({start})",
                "look both days up in the source",
            )
            value = text.columns["period_end"][number]
            problems.append(Problem(file, what, mend, text.lines[number], "period_end", value))
    return problems


def _not_first_days(
    text: TextTable, frame: pd.DataFrame, column: str, precision: str, file: str
) -> list[Problem]:
    days = frame[column].to_numpy().astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype("int64")
    words = frame[precision].astype("str").to_numpy()
    problems = []
    for word, length in MONTHS.items():
        chosen = (words == word) & ~np.isnat(days)
        first = (months // length * length).astype("datetime64[M]").astype("datetime64[D]")
        for number in np.flatnonzero(chosen & (first != days)):
            what = f"is not the first day of a {word}, its {precision}"
            mend = f"write {first[number]}, or set {precision} to day"
            line, value = text.lines[number], text.columns[column][number]
            problems.append(Problem(file, what, mend, line, column, value))
    unsaid = ~np.isnat(days) & frame[precision].isna().to_numpy()
    for number in np.flatnonzero(unsaid):
        what, mend = f"the date has no {precision}", "write day, month, quarter, half or year"
        problems.append(Problem(file, what, mend, text.lines[number], precision, ""))
    return problems
