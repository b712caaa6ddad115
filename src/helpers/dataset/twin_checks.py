"""The checks of a CSV, on a Parquet twin: row group by row group, never the whole in memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers.dataset import twins
from helpers.dataset.cells import limits
from helpers.dataset.declaration import Declaration, Field, Table
from helpers.dataset.keys import Finder
from helpers.dataset.location import shown
from helpers.dataset.problems import Problem
from helpers.errors import DatasetError

SHOWN = 20


def twin_problems(declaration: Declaration, table: Table, find: Finder) -> list[Problem]:
    """What the twin of ``table`` holds and must not: types, keys, values, order of its CSV.

    ``find`` gives the text of a table pointed to. At most twenty problems are listed.
    """
    file = shown(declaration.folder, table.twin)
    problems: list[Problem] = []
    hashes = []
    allowed = {
        key.columns[0]: {value for (value,) in target.distinct(key.target_columns)}
        for key in table.foreign_keys
        if len(key.columns) == 1 and not key.separator and (target := find(key.table)) is not None
    }
    try:
        for frame in twins.groups(declaration, table):
            for field in table.fields:
                faults = _faults(frame[field.name], field, declaration, allowed.get(field.name))
                for what, bad in faults:
                    problems += _told(frame, field.name, bad, what, file)
            named = [frame[name].astype("str") for name in table.primary_key]
            hashes.append(pd.util.hash_pandas_object(pd.concat(named, axis=1), index=False))
            if len(problems) >= SHOWN:
                return problems[:SHOWN]
    except DatasetError as error:
        return [Problem(error.where, error.what, error.mend)]
    return problems + _repeated(hashes, table, file)


Fault = tuple[str, pd.Series]


def _faults(
    cells: pd.Series, field: Field, declaration: Declaration, allowed: set[str] | None
) -> Iterator[Fault]:
    """What is wrong with cells of a column, and which cells."""
    known = cells.notna()
    if field.required:
        yield "a required cell is empty", ~known
    if field.pattern:
        yield (
            f"does not have the form {field.pattern}",
            known & ~cells.astype("str").str.fullmatch(field.pattern),
        )
    if allowed is not None:
        yield "is not in the table that the column points to", known & ~cells.isin(allowed)
    low, high = limits(field, declaration)
    if field.type == "date":
        low, high = pd.Timestamp(low), pd.Timestamp(high)
    if low is not None:
        yield f"lies below {low}", (cells < low).fillna(False).astype(bool)
    if high is not None:
        yield f"lies above {high}", (cells > high).fillna(False).astype(bool)


def _told(
    frame: pd.DataFrame, column: str, bad: pd.Series, what: str, file: str
) -> Iterator[Problem]:
    for label in bad.index[bad.to_numpy()][:SHOWN]:
        value, line = str(frame.at[label, column]), int(label.rpartition(":")[2])
        yield Problem(file, what, "mend what the twin is made from", line, column, value)


def _repeated(hashes: list[pd.Series], table: Table, file: str) -> list[Problem]:
    """Two rows with one primary key (64-bit hashes: five million rows meet by chance never)."""
    every = np.concatenate([part.to_numpy() for part in hashes]) if hashes else np.array([])
    again = len(every) - len(np.unique(every))
    if not again:
        return []
    what = f"{again:,} rows have the primary key of an earlier one"
    return [Problem(file, what, "keep one of each", column="+".join(table.primary_key))]
