"""``known_on``: the first day on which a row could be known, by the rule of its table.

- ``own_date``: the last day of the row's own period, or the day its source appeared when that
  is earlier (an announced plan). A row without a date is known when its source appeared.
- ``snapshot``: the day, or the last day of the period, in which the board or list was read.
- ``source``: the last day of its source's period of publication, but never later than the day
  the source was retrieved, which also stands in where it does not say when it appeared.
- ``always``: apparatus (claims, tests, code lists); known from the first reading day.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.dataset.declaration import Declaration, Table
from helpers.dataset.periods import last_days
from helpers.dataset.problems import Problem
from helpers.dataset.reading import TextTable


def source_days(sources: pd.DataFrame) -> pd.Series:
    """First day on which each source could be read, by ``source_id``.

    ``sources`` has source_id, published, published_precision and retrieved.
    """
    published = last_days(sources["published"], sources["published_precision"])
    # a source that gives only its year was public, at the latest, on the day it was read
    days = np.fmin(published.to_numpy(), sources["retrieved"].to_numpy())
    return pd.Series(days, index=sources["source_id"].astype("str"), name="known_on")


def known_on(
    frame: pd.DataFrame, table: Table, declaration: Declaration, sources: pd.Series
) -> pd.Series:
    """The first day on which each row of ``frame`` could be known; NaT where no rule applies.

    ``sources`` are the days of :func:`source_days`.
    """
    rule = table.known
    if rule.rule == "always":
        first = pd.Timestamp(declaration.first_day).as_unit("us")
        return pd.Series(first, index=frame.index, dtype="datetime64[us]")
    published = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    if "source_id" in frame:
        by_source = sources.reindex(frame["source_id"].astype("str"))
        published = pd.Series(by_source.to_numpy(), index=frame.index)
    if rule.rule == "source":
        return published
    precision = frame[rule.precision] if rule.precision else None
    own = last_days(frame[rule.column], precision)
    if rule.rule == "snapshot":
        return own
    days = np.fmin(own.to_numpy(), published.to_numpy())
    return pd.Series(days, index=frame.index)


def known_problems(text: TextTable, days: pd.Series, declaration: Declaration) -> list[Problem]:
    """Rows for which the rule of the table gives no day."""
    rule = text.table.known
    column = rule.column if rule.rule in ("own_date", "snapshot") else "source_id"
    what = f"known_on cannot be computed by the rule {rule.rule!r}"
    mend = (
        "give the row its date" if rule.column else "give its source a published or retrieved day"
    )
    file = declaration.shown(text.table)
    cells = text.columns.get(column)
    return [
        Problem(file, what, mend, text.lines[number], column, cells[number] if cells else None)
        for number in np.flatnonzero(days.isna())
    ]
